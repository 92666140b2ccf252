"""Charts as parts of a Word document, each with the workbook its numbers come from."""

from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from figures.drawing import Drawing
from figures.figure import Figure
from packs.native.chart import WORKBOOK_RELATION, parts, places_drawn

# The frame of a chart as it stands on the page. LibreOffice draws every chart of a document at this
# size and then stretches it to its frame: in any other shape its letters would be squeezed.
WIDTH_CM, HEIGHT_CM = 16.0, 9.0
CM_PER_INCH = 2.54
# A page is read from nearer than a slide: letters smaller than those that a chart is laid out with
# leave its lines more room.
LETTERS = 0.84
# Bars get smaller ones still where more of them can then be drawn.
OF_BARS = (0.84, 0.77, 0.7)
# LibreOffice breaks a name later than it has room for it: a little less keeps its first letter.
NAMES = 0.94


@dataclass(frozen=True)
class Frame:
    """The inches that a chart is laid out for, and the share that its letters keep on the page."""

    width: float
    height: float
    letters: float


def frame_of(drawing: Drawing) -> Frame:
    """The frame of a drawing; that of bars is the first in which all of them are drawn."""
    width, height = WIDTH_CM / CM_PER_INCH, HEIGHT_CM / CM_PER_INCH
    if drawing.form != "bars":
        return Frame(width, height, LETTERS)
    frames = [Frame(width / share, height / share, NAMES * share) for share in OF_BARS]
    for one in frames:
        if places_drawn(drawing, one.height, one.width) == len(drawing.places):
            return one
    return frames[-1]


def add_chart(document: Document, figure: Figure, number: int) -> str:
    """A chart part with its workbook; the id of the document's relation to it."""
    frame = frame_of(figure.drawing)
    made = parts(figure, frame.width, frame.height, frame.letters)
    package = document.part.package
    chart = Part(
        PackURI(f"/word/charts/chart{number}.xml"),
        CONTENT_TYPE.DML_CHART,
        made.xml,
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
