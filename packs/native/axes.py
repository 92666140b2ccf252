"""The axes of a native chart as XML: places across, values up; for bars the other way round."""

import math
from xml.sax.saxutils import quoteattr

from figures.drawing import Drawing
from figures.palette import LIGHT
from figures.static_text import width
from packs.native.format import axis_format
from packs.native.labels import LETTER, Plot, scale_of

PLACES, VALUES = 111, 222
# A tenth of a degree, which nobody sees: text that is turned at all is left out, and not broken or cut
# off, where it has no room.
UNBROKEN = 6000
YEAR = "0123456789/-– "
# Inches between two names.
APART = 0.1
# Points: of a name, between two names, and the share that a name may shrink to.
SIZE, NAMES_APART, LEAST_SHARE = 12.0, 3.0, 0.78


def axes(drawing: Drawing, plot: Plot) -> str:
    """The axis of the places, then that of the values."""
    return _places(drawing, plot) + _values(drawing)


def _places(drawing: Drawing, plot: Plot) -> str:
    lying = drawing.form == "bars"
    order = "maxMin" if lying else "minMax"
    size = None if lying else _fitted(drawing, plot)
    skip = 1 if lying or size else _skip(drawing, plot)
    return (
        f'<c:catAx><c:axId val="{PLACES}"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"l" if lying else "b"}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"{line(LIGHT.quiet, 1)}{words(turn=0 if skip == 1 else UNBROKEN, size=size or SIZE)}"
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
    count, letter = len(drawing.places), LETTER * plot.letters
    longest = max(max(map(len, place.split(" "))) for place in drawing.places)
    if count * (letter * longest + APART) <= plot.width:
        return 1
    each = letter * max(map(len, drawing.places)) + APART
    skip = math.ceil(count * each / plot.width)
    year = _in_a_year(drawing)
    # Over several years in full years: the same month or term is named each time.
    return math.ceil(skip / year) * year if skip > 3 and count >= 3 * year else skip


def _fitted(drawing: Drawing, plot: Plot) -> float | None:
    """Points of letters a little smaller in which all names of one word stand apart, if any.

    Names that nearly touch are all drawn by some programs, and then read as one word.
    """
    # On a slide no letter is smaller than its own.
    if plot.letters == 1.0 or any(" " in place for place in drawing.places):
        return None
    each = plot.width * 72 / len(drawing.places) - NAMES_APART
    share = each / max(width(place, SIZE * plot.letters) for place in drawing.places)
    return min(share, 1.0) * SIZE if share >= LEAST_SHARE else None


def _in_a_year(drawing: Drawing) -> int:
    """How many periods a year has: their names without years."""
    return len({place.rstrip(YEAR) for place in drawing.places})


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


def words(
    colour: str = LIGHT.text,
    *,
    bold: bool = False,
    body: str = "",
    turn: int = 0,
    size: float = SIZE,
) -> str:
    """How text of the chart looks: its size in points, upright."""
    return (
        f'<c:txPr><a:bodyPr rot="{turn}" vert="horz"{body}/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="{round(size * 100)}" b="{int(bold)}"><a:solidFill>'
        f'<a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
