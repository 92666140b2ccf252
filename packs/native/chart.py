"""A figure as a native chart: finished chart XML and the workbook its numbers come from.

Slides and documents embed the same two parts, so that a chart reads alike in both. Every series
refers to cells of the workbook, the whiskers of the 95% limits too: change a cell, and the chart
changes.
"""

import re
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from figures.drawing import Drawing
from figures.figure import Figure
from figures.palette import LIGHT
from packs.native.axes import axes
from packs.native.groups import groups
from packs.native.labels import Plot, most_bars, plot_of
from packs.native.series import Series, series_of
from packs.native.workbook import workbook

# The relation of the chart part to its workbook: whoever embeds the chart gives it this id.
WORKBOOK_RELATION = "rId1"
WIDTH, HEIGHT = 8.2, 4.2
# Hundredths of points; only letters have this attribute.
SIZE = re.compile(r' sz="(\d+)"')
NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True)
class ChartParts:
    """A chart part and the workbook part it relates to by `WORKBOOK_RELATION`."""

    xml: bytes
    workbook: bytes


def parts(
    figure: Figure, width: float = WIDTH, height: float = HEIGHT, letters: float = 1.0
) -> ChartParts:
    """The chart of a figure, laid out for a frame of so many inches.

    Its letters are drawn as so large a share of those it is laid out for: smaller ones leave its
    lines more room.
    """
    return ChartParts(
        xml=chart_xml(figure.drawing, width, height, letters), workbook=workbook(figure.drawing)
    )


def places_drawn(drawing: Drawing, height: float = HEIGHT, width: float = WIDTH) -> int:
    """How many of its places the chart shows: all, but of bars no more than can be read.

    The workbook always holds them all.
    """
    if drawing.form != "bars":
        return len(drawing.places)
    return most_bars(drawing, plot_of(drawing, width, height))


def chart_xml(
    drawing: Drawing, width: float = WIDTH, height: float = HEIGHT, letters: float = 1.0
) -> bytes:
    """The chart part: series with their references and cached numbers, axes and labels."""
    plot = replace(plot_of(drawing, width, height), letters=letters)
    series = series_of(drawing, plot, places_drawn(drawing, height, width))
    area = _layout(plot) + groups(drawing, series) + axes(drawing, plot)
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:lang val="en-GB"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea>{area}<c:spPr><a:noFill/></c:spPr></c:plotArea>"
        f'{_legend(drawing, series)}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text()}"
        f'<c:externalData r:id="{WORKBOOK_RELATION}"><c:autoUpdate val="0"/></c:externalData>'
        "</c:chartSpace>"
    )
    return SIZE.sub(lambda found: f' sz="{round(int(found[1]) * letters)}"', text).encode()


def _layout(plot: Plot) -> str:
    names = ("x", "y", "w", "h")
    sizes = "".join(
        f'<c:{name} val="{share:.4f}"/>' for name, share in zip(names, plot.shares, strict=True)
    )
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{sizes}</c:manualLayout></c:layout>'
    )


def _legend(drawing: Drawing, series: tuple[Series, ...]) -> str:
    """For stacked parts only: their bars have no end that a name could stand beside."""
    if drawing.form != "stack":
        return ""
    named = "".join(
        f'<c:legendEntry><c:idx val="{one.index}"/><c:delete val="1"/></c:legendEntry>'
        for one in series
        if not one.is_bar
    )
    return f'<c:legend><c:legendPos val="t"/>{named}<c:overlay val="0"/></c:legend>'


def _text() -> str:
    colour = escape(LIGHT.text.lstrip("#"))
    return (
        '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1200">'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
