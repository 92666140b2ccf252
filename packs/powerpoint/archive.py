"""The file that slides are kept in: its sections, and bytes that are the same whenever written."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pptx.oxml import parse_xml
from pptx.presentation import Presentation

from packs.powerpoint.text import NAMESPACES, attribute

# Zip archives begin in 1980.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
FIRST_MEMBER = "[Content_Types].xml"
SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


@dataclass(frozen=True)
class Part:
    """A named stretch of slides, by their ids."""

    title: str
    slides: tuple[int, ...]


def without_slides(presentation: Presentation) -> None:
    """A template's own slides are examples: the pack does not hold them."""
    held = presentation.slides._sldIdLst
    for slide in list(held):
        presentation.part.drop_rel(slide.rId)
        held.remove(slide)
    for old in presentation.part._element.xpath(f"./p:extLst/p:ext[@uri='{SECTIONS}']"):
        old.getparent().remove(old)


def divided(presentation: Presentation, parts: Sequence[Part]) -> None:
    """The sections beside the slides."""
    told = "".join(_part(number, part) for number, part in enumerate(parts) if part.slides)
    made = parse_xml(
        f'<p:ext {NAMESPACES} uri="{SECTIONS}"><p14:sectionLst xmlns:p14="{P14}">{told}'
        "</p14:sectionLst></p:ext>"
    )
    root = presentation.part._element
    found = root.xpath("./p:extLst")
    if not found:
        root.append(parse_xml(f"<p:extLst {NAMESPACES}/>"))
        found = root.xpath("./p:extLst")
    found[0].insert(0, made)


def _part(number: int, part: Part) -> str:
    """Its id is made from its place and title: chance would make each file another."""
    own = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{number}|{part.title}")).upper()
    slides = "".join(f'<p14:sldId id="{one}"/>' for one in part.slides)
    return (
        f'<p14:section name={attribute(part.title)} id="{{{own}}}">'
        f"<p14:sldIdLst>{slides}</p14:sldIdLst></p14:section>"
    )


def sealed(presentation: Presentation) -> bytes:
    """The parts in the order of their names, none with a time of its own."""
    loose, held = BytesIO(), BytesIO()
    presentation.save(loose)
    with ZipFile(loose) as source, ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name in sorted(source.namelist(), key=lambda one: (one != FIRST_MEMBER, one)):
            member = ZipInfo(name, FIRST_DAY)
            member.external_attr = 0o600 << 16
            archive.writestr(member, source.read(name), ZIP_DEFLATED)
    return held.getvalue()
