"""The plain template that slides are made from until a council puts its own in its place.

`python -m packs.powerpoint.council` writes it to packs/templates/council.pptx.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import quoteattr

import pptx
from lxml import etree
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.util import Inches

from figures.palette import LIGHT
from packs.powerpoint.archive import sealed
from packs.powerpoint.layouts import EMU, Box
from packs.powerpoint.presentation import COUNCIL
from packs.powerpoint.text import LANGUAGE, NAMESPACES, fill

WIDTH, HEIGHT = 13.333, 7.5
EDGE, WIDE = 0.5, 12.333
FONT = "Arial"
MADE = datetime(2026, 1, 1)
FOOT = 7.0


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A placeholder of a layout: its name is what the slides look for."""

    name: str
    kind: str
    index: int
    box: Box
    prompt: str
    size: float = 18
    bold: bool = False
    anchor: str = "t"
    align: str = "l"


def _box(left: float, top: float, width: float, height: float) -> Box:
    return Box(left=left, top=top, width=width, height=height)


def _title(top: float, height: float, size: float = 28, *, anchor: str = "ctr") -> Holder:
    return Holder(
        name="Title",
        kind="title",
        index=0,
        box=_box(EDGE, top, WIDE, height),
        prompt="What the slide says",
        size=size,
        bold=True,
        anchor=anchor,
    )


def _text(name: str, index: int, box: Box, size: float, kind: str = "body") -> Holder:
    return Holder(name=name, kind=kind, index=index, box=box, prompt=name, size=size)


TABLE = _text("Table", 13, _box(EDGE, 1.4, WIDE, 5.1), 14, "tbl")
LAYOUTS: dict[str, tuple[Holder, ...]] = {
    "Title": (
        _title(1.6, 2.0, 40, anchor="b"),
        _text("Subtitle", 13, _box(EDGE, 3.75, WIDE, 1.2), 24),
        _text("Details", 14, _box(EDGE, 5.6, WIDE, 0.9), 14),
    ),
    "Section": (
        _title(2.0, 1.6, 36, anchor="b"),
        _text("Text", 13, _box(EDGE, 3.75, WIDE, 2.4), 20),
    ),
    "Figure": (
        _title(0.3, 0.95),
        _text("Subtitle", 13, _box(EDGE, 1.25, WIDE, 0.4), 16),
        _text("Chart", 14, _box(EDGE, 1.7, 8.2, 4.2), 14, "chart"),
        _text("Chart notes", 15, _box(EDGE, 5.9, 8.2, 0.6), 12),
        _text("Facts", 16, _box(8.95, 1.7, 3.883, 4.8), 16),
        _text("Source", 17, _box(EDGE, 6.5, WIDE, 0.5), 12),
    ),
    "Text": (_title(0.3, 0.95), _text("Text", 13, _box(EDGE, 1.4, WIDE, 5.4), 20)),
    "Table": (_title(0.3, 0.95), TABLE, _text("Source", 17, _box(EDGE, 6.5, WIDE, 0.5), 12)),
}
FOOTER = _text("Footer", 11, _box(EDGE, FOOT, 11.4, 0.48), 12, "ftr")
NUMBER = Holder(
    name="Slide number",
    kind="sldNum",
    index=12,
    box=_box(12.033, FOOT, 0.8, 0.48),
    prompt="0",
    size=12,
    anchor="b",
    align="r",
)
# Lines of the layouts: a heavy one beside the title of the first two, a thin one above the foot.
BAR = (_box(0, 0, 0.22, HEIGHT), LIGHT.first)
RULE = (_box(EDGE + 0.1, FOOT - 0.01, WIDE - 0.2, 0.01), LIGHT.quiet)
TOP = (_box(0, 0, WIDTH, 0.14), LIGHT.first)


def council() -> bytes:
    """The template, the same bytes each time."""
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _only(presentation, len(LAYOUTS))
    _master(presentation)
    for layout, (name, holders) in zip(presentation.slide_layouts, LAYOUTS.items(), strict=True):
        layout._element.attrib.pop("type", None)
        layout._element.cSld.set("name", name)
        tree = layout._element.cSld.spTree
        _fill(tree, (*holders, FOOTER, NUMBER))
        _decorate(tree, (BAR if name in ("Title", "Section") else TOP, RULE))
    _theme(presentation)
    _language(presentation)
    about = presentation.core_properties
    about.title, about.author, about.last_modified_by = "Council template", "", ""
    about.created = about.modified = MADE
    about.language, about.revision = LANGUAGE, 1
    return sealed(presentation)


def _only(presentation: Presentation, count: int) -> None:
    """No more layouts than there are names for, nor the picture and printer of another file."""
    for layout in list(presentation.slide_layouts)[count:]:
        presentation.slide_layouts.remove(layout)
    package = presentation.part.package
    for part in (presentation.part, package):
        rels = part.rels if part is presentation.part else package._rels
        for key, rel in list(rels.items()):
            if rel.reltype.endswith(("/printerSettings", "/thumbnail")):
                rels.pop(key)


def _master(presentation: Presentation) -> None:
    """Title, text, footer and number of the master, which the layouts take after."""
    tree = presentation.slide_master._element.cSld.spTree
    body = _text("Text", 1, _box(EDGE, 1.4, WIDE, 5.4), 20)
    _fill(tree, (_title(0.3, 0.95), body, FOOTER, NUMBER))
    for style, size in (("p:titleStyle", 28), ("p:bodyStyle", 20)):
        for level in presentation.slide_master._element.xpath(f".//{style}/*"):
            level.set("algn", "l")
            for letters in level.iterchildren(qn("a:defRPr")):
                letters.set("sz", str(size * 100))
                letters.set("b", "1" if style == "p:titleStyle" else "0")


def _fill(tree: etree._Element, holders: Sequence[Holder]) -> None:
    for old in tree.xpath("./p:sp | ./p:pic | ./p:grpSp"):
        tree.remove(old)
    for number, holder in enumerate(holders, start=2):
        tree.append(parse_xml(_holder(number, holder)))


def _decorate(tree: etree._Element, lines: Sequence[tuple[Box, str]]) -> None:
    """Coloured bars behind the text, which no slide has to read out."""
    for number, (box, colour) in enumerate(lines, start=50):
        left, top, width, height = (
            round(size * EMU) for size in (box.left, box.top, box.width, box.height)
        )
        bar = parse_xml(
            f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name="Line"/><p:cNvSpPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill(colour)}<a:ln><a:noFill/></a:ln>'
            "</p:spPr></p:sp>"
        )
        tree.insert(2, bar)


def _holder(number: int, one: Holder) -> str:
    left, top, width, height = (
        round(size * EMU) for size in (one.box.left, one.box.top, one.box.width, one.box.height)
    )
    index = f' idx="{one.index}"' if one.index else ""
    text = f'<a:r><a:rPr lang="{LANGUAGE}"/><a:t>{one.prompt}</a:t></a:r>'
    if one.kind == "sldNum":
        field = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"
        text = f'<a:fld id="{field}" type="slidenum"><a:rPr lang="{LANGUAGE}"/><a:t>0</a:t></a:fld>'
    level = (
        f'<a:lvl1pPr marL="0" indent="0" algn="{one.align}"><a:buNone/>'
        f'<a:defRPr sz="{round(one.size * 100)}" b="{int(one.bold)}"/></a:lvl1pPr>'
    )
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(one.name)}/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{one.kind}"{index}/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody>'
        f'<a:bodyPr anchor="{one.anchor}"><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle>{level}</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def _theme(presentation: Presentation) -> None:
    """The colours of the palette and a font that every office has."""
    part = presentation.slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    root = etree.fromstring(part.blob)
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    colours = {
        "dk1": LIGHT.ink,
        "lt1": LIGHT.paper,
        "dk2": LIGHT.text,
        "lt2": LIGHT.shade,
        "accent1": LIGHT.first,
        "accent2": LIGHT.second,
        "accent3": LIGHT.third,
        "accent4": LIGHT.fourth,
        "accent5": LIGHT.text,
        "accent6": LIGHT.quiet,
        "hlink": LIGHT.first,
        "folHlink": LIGHT.third,
    }
    for name, colour in colours.items():
        for slot in root.xpath(f".//a:clrScheme/a:{name}", namespaces=space):
            slot.clear()
            etree.SubElement(slot, qn("a:srgbClr"), val=colour.lstrip("#"))
    for latin in root.xpath(".//a:majorFont/a:latin | .//a:minorFont/a:latin", namespaces=space):
        latin.set("typeface", FONT)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _language(presentation: Presentation) -> None:
    for element in (
        presentation.part._element,
        presentation.slide_master._element,
        *(layout._element for layout in presentation.slide_layouts),
    ):
        for letters in element.xpath(".//*[@lang]"):
            letters.set("lang", LANGUAGE)


if __name__ == "__main__":
    COUNCIL.write_bytes(council())
