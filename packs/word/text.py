"""Paragraphs of a Word document as XML: runs, fields, headings with their bookmarks, links to them."""

import re
from xml.sax.saxutils import quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
# Control characters cannot be told in XML at all, and one of them would spoil the whole file.
UNTOLD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def escaped(text: str) -> str:
    """Text as it stands between tags, on one line."""
    told = UNTOLD.sub("", " ".join(text.split("\n")))
    return told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Text as the value of an attribute, with its quotes."""
    return quoteattr(UNTOLD.sub("", text))


def run(text: str, *, bold: bool = False, style: str = "") -> str:
    """Words in one form."""
    form = f'<w:rStyle w:val="{style}"/>' if style else ""
    form += "<w:b/><w:bCs/>" if bold else ""
    kept = f"<w:rPr>{form}</w:rPr>" if form else ""
    return f'<w:r>{kept}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def of_runs(runs: str, style: str = "", *, keep: bool = False) -> str:
    """A paragraph of runs; `keep` holds it on the page of what follows."""
    form = f'<w:pStyle w:val="{style}"/>' if style else ""
    form += "<w:keepNext/>" if keep else ""
    return f"<w:p><w:pPr>{form}</w:pPr>{runs}</w:p>" if form else f"<w:p>{runs}</w:p>"


def paragraph(text: str, style: str = "", *, keep: bool = False) -> str:
    """A paragraph of plain words."""
    return of_runs(run(text), style, keep=keep)


def lead(name: str, text: str, style: str = "", *, keep: bool = False) -> str:
    """A paragraph that opens with its name: "Source: ..."."""
    return of_runs(run(f"{name}: ", bold=True) + run(text), style, keep=keep)


def field(code: str, shown: str) -> str:
    """A field with the text it shows until Word works it out again."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escaped(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run(shown)}"
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def mark_name(number: int) -> str:
    """The bookmark of the nth heading, named as Word names those of a contents list."""
    return f"_Toc{number:08d}"


def heading(text: str, level: int, number: int) -> str:
    """The nth heading of the document, with the bookmark its contents entry links to."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr>'
        f'<w:bookmarkStart w:id="{number}" w:name="{mark_name(number)}"/>'
        f'{run(text)}<w:bookmarkEnd w:id="{number}"/></w:p>'
    )


def unlisted_heading(text: str, level: int) -> str:
    """A heading that the contents list leaves out, also when Word makes the list anew."""
    return paragraph(text, f"UnlistedHeading{level}")


def contents(entries: list[tuple[int, str]]) -> str:
    """The contents list of headings (level, text): a real field with its entries written out.

    It is made of the styles Heading 1, 2 and so on, and of no other that is a heading as well.
    Page numbers are left out: only Word's own layout knows them. Updating the field adds them.
    """
    depth = max(level for level, _ in entries)
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    told = []
    for number, (level, text) in enumerate(entries, start=1):
        link = (
            f'<w:hyperlink w:anchor="{mark_name(number)}" w:history="1">'
            f"{run(text, style='Hyperlink')}</w:hyperlink>"
        )
        first = begin if number == 1 else ""
        last = end if number == len(entries) else ""
        told.append(of_runs(first + link + last, f"TOC{level}"))
    return "".join(told)
