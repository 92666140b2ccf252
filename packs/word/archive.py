"""A Word document as bytes that are the same whenever they are written."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document

# Zip archives begin in 1980.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def sealed(document: Document) -> bytes:
    """The document's parts in the order of their names, none with a time of its own."""
    file, held = BytesIO(), BytesIO()
    document.save(file)
    with ZipFile(file) as loose, ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name in sorted(loose.namelist()):
            member = ZipInfo(name, FIRST_DAY)
            member.external_attr = 0o600 << 16
            archive.writestr(member, loose.read(name), ZIP_DEFLATED)
    return held.getvalue()
