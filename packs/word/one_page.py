"""A Word document that is to be one page: its letters are as large as lets it be one.

Only Word knows how high a page comes out. Here it is estimated from the paragraphs and tables as they
are written and the styles they are written in, from letters that are rather too wide than too narrow.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from figures.static_text import wrapped
from packs import lowest
from packs.word import styles
from packs.word.tables import Look, Rows
from packs.word.text import NAMESPACES

# Twentieths of a point: margins of 1.4 cm at the sides, 1.3 cm above, and room for one line below.
SIDE, TOP, BOTTOM, FOOT = 794, 720, 907, 454
WIDTH, HEIGHT = 11906 - 2 * SIDE, 16838 - TOP - BOTTOM
PAGE = (
    f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{TOP}" w:right="{SIDE}" '
    f'w:bottom="{BOTTOM}" w:left="{SIDE}" w:header="{TOP // 2}" w:footer="{FOOT}" w:gutter="0"/>'
    "<w:titlePg/>"
)
# Half-points of the letters of a table, the largest first.
SIZES = (19, 18, 17, 16, 15)
# What is left free of the height, because the program that opens the page sets it a little otherwise.
SPARE = 0.03
# The height of a line of Arial by the size of its letters.
LINE = 1.15
# Above and below the words of a cell, on both sides of them, and the line between two rows.
AIR, BESIDE, BORDER = 12, 200, 10


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a style sets text: half-points over the letters of the table, and space around it."""

    larger: int = 0
    above: int = 0
    below: int = 0


FORMS: Mapping[str, Form] = {
    "Normal": Form(above=20, below=20),
    "Title": Form(larger=11, below=60),
    "Heading1": Form(larger=5, above=100, below=30),
    "Heading2": Form(larger=3, above=100, below=40),
    "Cover": Form(below=20),
    "Mark": Form(below=20),
    "ListBullet": Form(below=10),
    "Source": Form(above=60),
    "TableText": Form(above=6, below=6),
    "TableRight": Form(above=6, below=6),
    "TableHead": Form(above=6, below=6),
    "TableHeadRight": Form(above=6, below=6),
}


def look(size: int) -> Look:
    """Tables as wide as the page and as low as they can be in letters of so many half-points."""

    def shared(rows: Rows) -> list[int]:
        given = lowest.widths(rows, WIDTH / 20, size / 2, BESIDE / 20)
        return [round(20 * one) for one in given]

    return Look(shared=shared)


def styles_in(size: int) -> str:
    """The document's styles in letters of so many half-points, close together and without boxes."""
    root = parse_xml(styles.styles())
    for name, form in FORMS.items():
        (style,) = root.xpath(f'./w:style[@w:styleId="{name}"]')
        about = style.find(qn("w:pPr"))
        for place in ("w:pBdr", "w:ind"):
            for set_off in about.findall(qn(place)):
                about.remove(set_off)
        space = about.find(qn("w:spacing"))
        space.set(qn("w:before"), str(form.above))
        space.set(qn("w:after"), str(form.below))
        space.set(qn("w:line"), "240")
        space.set(qn("w:lineRule"), "auto")
        _resize(style, size + form.larger)
    for side in root.xpath('./w:style[@w:styleId="PackTable"]//w:tblCellMar/*'):
        if side.tag in (qn("w:top"), qn("w:bottom")):
            side.set(qn("w:w"), str(AIR))
    return str(etree.tostring(root, encoding="unicode"))


def _resize(style: etree._Element, size: int) -> None:
    letters = style.find(qn("w:rPr"))
    if letters is None:
        letters = etree.SubElement(style, qn("w:rPr"))
    for name in ("w:sz", "w:szCs"):
        held = letters.find(qn(name))
        if held is None:
            held = etree.SubElement(letters, qn(name))
        held.set(qn("w:val"), str(size))


def fits(body: str, size: int) -> bool:
    """Whether paragraphs and tables come out no higher than the page."""
    root = parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")
    high = sum(
        _table(one, size) if one.tag == qn("w:tbl") else _paragraph(one, size, WIDTH)
        for one in root
    )
    return high <= HEIGHT * (1 - SPARE)


def _table(held: etree._Element, size: int) -> float:
    return sum(
        max(
            _paragraph(
                one, size, int(cell.find(f".//{qn('w:tcW')}").get(qn("w:w"))) - BESIDE, n == 0
            )
            for n, cell in enumerate(row.iter(qn("w:tc")))
            for one in cell.iter(qn("w:p"))
        )
        + 2 * AIR
        + BORDER
        for row in held.iter(qn("w:tr"))
    )


def _paragraph(held: etree._Element, size: int, room: int, bold: bool = False) -> float:
    named = held.find(f".//{qn('w:pStyle')}")
    name = named.get(qn("w:val")).removeprefix("Unlisted") if named is not None else "Normal"
    form = FORMS[name]
    text = "".join(one.text or "" for one in held.iter(qn("w:t")))
    high = (size + form.larger) / 2
    free = room / 20 - (20 if name == "ListBullet" else 0)
    bold = bold or name in ("Title", "Heading1", "Heading2", "Mark") or "Head" in name
    lines = max(len(wrapped(text, free, high, bold=bold)), 1)
    return math.ceil(lines * high * LINE * 20) + form.above + form.below
