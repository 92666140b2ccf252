"""A figure's native chart in a workbook: drawn as on slides, over the cells of its own sheet."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from xlsxwriter.chart_line import ChartLine
from xlsxwriter.utility import quote_sheetname

from figures.drawing import Drawing
from packs.native.chart import HEIGHT, WIDTH, chart_xml, places_drawn
from packs.native.workbook import SHEET

PIXELS = 96
POINTS = 72
STEP, HIGHEST = 0.4, 7.0
REFERENCE = re.compile(rf"{SHEET}!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")
OTHER_FILE = re.compile(r"<c:externalData.*?</c:externalData>")


class NativeChart(ChartLine):
    """A chart whose part is written already."""

    def __init__(self, xml: str, height: float) -> None:
        super().__init__()
        self.xml = xml
        self.embedded = True
        # A chart without a series is refused; those of this one are in its part.
        self.series: list[dict[str, object]] = [{}]
        self.set_size({"width": WIDTH * PIXELS, "height": height * PIXELS})

    def _assemble_xml_file(self) -> None:
        self.fh.write(self.xml)
        self._xml_close()


def chart_of(drawing: Drawing, sheet: str, head: int, letters: Mapping[str, str]) -> NativeChart:
    """The chart over a table of a sheet, whose header is row `head`, counted from 0.

    `letters` gives the column of the sheet for each column of the chart's own workbook.
    """
    height = height_of(drawing)
    xml = OTHER_FILE.sub("", chart_xml(drawing, WIDTH, height).decode())
    name = escape(quote_sheetname(sheet))

    def moved(found: re.Match[str]) -> str:
        ends = [(found[1], found[2])] + ([(found[3], found[4])] if found[3] else [])
        cells = [f"${letters[letter]}${int(row) + head}" for letter, row in ends]
        return f"{name}!{':'.join(cells)}"

    return NativeChart(REFERENCE.sub(moved, xml), height)


def height_of(drawing: Drawing) -> float:
    """Inches: a sheet has room for all bars, up to what is printed on one page."""
    heights = (HEIGHT + step * STEP for step in range(int((HIGHEST - HEIGHT) / STEP)))
    fits = (one for one in heights if places_drawn(drawing, one) == len(drawing.places))
    return next(fits, HIGHEST)
