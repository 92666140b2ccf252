"""The axes of a native chart as XML: places across, values up; for bars the other way round."""

from xml.sax.saxutils import quoteattr

from figures.drawing import Drawing
from figures.palette import LIGHT
from packs.native.format import axis_format
from packs.native.labels import LETTER, Plot, scale_of

PLACES, VALUES = 111, 222
# So little that nobody sees it: text that is turned at all is left out, not broken, for want of room.
UNBROKEN = 1


def axes(drawing: Drawing, plot: Plot) -> str:
    """The axis of the places, then that of the values."""
    return _places(drawing, plot) + _values(drawing)


def _places(drawing: Drawing, plot: Plot) -> str:
    lying = drawing.form == "bars"
    order = "maxMin" if lying else "minMax"
    skip = 1 if lying else _skip(drawing, plot)
    return (
        f'<c:catAx><c:axId val="{PLACES}"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"l" if lying else "b"}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"{line(LIGHT.quiet, 1)}{words(turn=0 if skip == 1 else UNBROKEN)}"
        f'<c:crossAx val="{VALUES}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        f'<c:tickLblSkip val="{skip}"/><c:tickMarkSkip val="{skip}"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _values(drawing: Drawing) -> str:
    lying = drawing.form == "bars"
    scale = scale_of(drawing)
    top = "" if scale.fixed_high is None else f'<c:max val="{scale.fixed_high:g}"/>'
    code = axis_format(drawing, max(abs(scale.low), abs(scale.high)))
    foot = "" if scale.fixed_low is None else f'<c:min val="{scale.fixed_low:.10g}"/>'
    grid = "" if lying else f"<c:majorGridlines>{line(LIGHT.grid, 0.75)}</c:majorGridlines>"
    return (
        f'<c:valAx><c:axId val="{VALUES}"/><c:scaling><c:orientation val="minMax"/>{top}{foot}'
        f'</c:scaling><c:delete val="{int(lying)}"/><c:axPos val="{"t" if lying else "l"}"/>{grid}'
        f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{words()}"
        f'<c:crossAx val="{PLACES}"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )


def _skip(drawing: Drawing, plot: Plot) -> int:
    """Every how many-th place is named: all where each word has room, else as whole names fit."""
    room, count = plot.width, len(drawing.places)
    longest = max(max(map(len, place.split(" "))) for place in drawing.places)
    if count * (LETTER * longest + 0.1) <= room:
        return 1
    each = LETTER * max(map(len, drawing.places)) + 0.2
    skip = -(-count // max(int(room / each), 1))
    # Months in full years: the same month is named each time.
    return -(-skip // 12) * 12 if skip > 3 and count > 36 else skip


def line(colour: str, points: float, dash: str = "") -> str:
    """A line's look: its colour, its width in points, its dash; unseen without width."""
    kind = f'<a:prstDash val="{dash}"/>' if dash else ""
    if not points:
        return "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    return (
        f'<c:spPr><a:ln w="{round(points * 12700)}" cap="flat">'
        f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>{kind}'
        "<a:round/></a:ln></c:spPr>"
    )


def words(colour: str = LIGHT.text, *, bold: bool = False, body: str = "", turn: int = 0) -> str:
    """How text of the chart looks: 12 points, upright."""
    return (
        f'<c:txPr><a:bodyPr rot="{turn}" vert="horz"{body}/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="1200" b="{int(bold)}"><a:solidFill>'
        f'<a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
