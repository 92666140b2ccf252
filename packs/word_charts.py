"""Charts as parts of a Word document, each with the workbook its numbers come from."""

import re

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from figures.drawing import Drawing
from figures.figure import Figure
from packs.native_chart import WORKBOOK_RELATION, parts, places_drawn

# The frame of a chart as it stands on the page. LibreOffice draws every chart of a document at this
# size and then stretches it to its frame: in any other shape its letters would be squeezed.
WIDTH_CM, HEIGHT_CM = 16.0, 9.0
CM_PER_INCH = 2.54
# A page is read from nearer than a slide: letters smaller than the 12 points that a chart is laid out
# for leave its lines more room. Bars standing close, with long names, get smaller ones still.
LETTERS, SMALLEST = 0.84, 0.62
POINTS, LINE = 12, 1.15
# Letters of 12 points that fit on one line beside a bar.
LETTERS_ON_LINE = 25
SIZE = re.compile(rb' sz="(\d+)"')


def add_chart(document: Document, figure: Figure, number: int) -> str:
    """A chart part with its workbook; the id of the document's relation to it."""
    made = parts(figure, WIDTH_CM / CM_PER_INCH, HEIGHT_CM / CM_PER_INCH)
    package = document.part.package
    chart = Part(
        PackURI(f"/word/charts/chart{number}.xml"),
        CONTENT_TYPE.DML_CHART,
        _smaller(made.xml, letters(figure.drawing)),
        package,
    )
    workbook = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        CONTENT_TYPE.SML_SHEET,
        made.workbook,
        package,
    )
    chart.load_rel(RELATIONSHIP_TYPE.PACKAGE, workbook, WORKBOOK_RELATION)
    return document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)


def letters(drawing: Drawing) -> float:
    """The size of a chart's letters, as a share of those it was laid out for."""
    if drawing.form != "bars":
        return LETTERS
    row = HEIGHT_CM / CM_PER_INCH * 72 / places_drawn(drawing, HEIGHT_CM / CM_PER_INCH)
    longest = max(map(len, drawing.places))
    lines = 1 if longest * LETTERS <= LETTERS_ON_LINE else 2
    return max(min(LETTERS, row / (lines * LINE * POINTS)), SMALLEST)


def _smaller(xml: bytes, share: float) -> bytes:
    """The chart with its letters brought down to those of a page."""
    return SIZE.sub(lambda found: b' sz="%d"' % round(int(found[1]) * share), xml)
