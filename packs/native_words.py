"""The labels of a native chart's points as XML: names at the ends, newest and first values, signals."""

from xml.sax.saxutils import quoteattr

from figures.drawing import Drawing
from figures.palette import LIGHT
from packs.native_axes import words
from packs.native_format import number_format
from packs.native_labels import EndLabel, scale_of
from packs.native_series import Series

NO_WRAP = ' wrap="none"'
WHITE = f'<c:spPr><a:solidFill><a:srgbClr val="{LIGHT.paper.lstrip("#")}"/></a:solidFill></c:spPr>'
# Labels that are moved would else be tied to their points by a line each.
NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">'
    '<c15:showLeaderLines val="0"/></c:ext></c:extLst>'
)
# A segment lower than its label has none: it would cover the one beside it.
LABEL_HEIGHT = 0.24
MOST_STACKS = 12


def labels(one: Series) -> str:
    """All labels of a series, in the order of its points."""
    if one.is_outline:
        found = _of_whole(one)
    elif one.drawing.form == "bars":
        found = _of_bars(one)
    elif one.is_bar:
        found = _of_stack(one)
    else:
        found = _of_line(one)
    told = "".join(found[n] for n in sorted(found))
    return f"<c:dLbls>{told}{_shows()}{NO_LEADERS}</c:dLbls>"


def _of_line(one: Series) -> dict[int, str]:
    found = {n: _signal(one, n) for n in signals_told(one.stroke.signal)}
    if one.index == 0:
        first = next(n for n, value in enumerate(one.stroke.values) if value is not None)
        found.setdefault(first, _beside(one, first))
    if one.end:
        found[one.end.place] = _end(one, one.end)
    return found


def signals_told(signal: tuple[str, ...]) -> list[int]:
    """The places of signals that are told in a word: the first of each run of one direction."""
    return [n for n, word in enumerate(signal) if word and (n == 0 or signal[n - 1] != word)]


def _signal(one: Series, n: int) -> str:
    return _beside(one, n, before=f"{one.stroke.signal[n].capitalize()} ")


def _beside(one: Series, n: int, before: str = "") -> str:
    """Above or below the point, past its whisker."""
    side = _free_side(one, n)
    ends = one.stroke.upper if side == "t" else one.stroke.lower
    value, limit = one.stroke.values[n], ends[n] if ends else None
    away = 0.0
    if value is not None and limit is not None:
        scale = scale_of(one.drawing)
        share = one.plot.height / one.plot.chart_height
        away = (scale.height(value) - scale.height(limit)) * share
    return _label(one, n, position=side, moved=(0.0, away), before=before)


def _end(one: Series, end: EndLabel) -> str:
    """Name, key and newest value; the period too where it is not the newest of the drawing."""
    separator = "\n" if end.breaks_line else " "
    return _label(
        one,
        end.place,
        position="r",
        moved=(end.across, end.down),
        bold=one.index == 0,
        named=separator,
    )


def _free_side(one: Series, n: int) -> str:
    """Above the point, or below it where another line runs just above."""
    value = one.stroke.values[n]
    assert value is not None
    scale = scale_of(one.drawing)
    near = [
        scale.height(other.values[n] or 0.0) - scale.height(value)
        for other in one.drawing.strokes
        if other is not one.stroke and other.values[n] is not None
    ]
    return "b" if any(0 <= gap < 0.12 for gap in near) else "t"


def _of_stack(one: Series) -> dict[int, str]:
    if one.places > MOST_STACKS:
        return {}
    scale = scale_of(one.drawing)
    return {
        n: _label(one, n, position="ctr", back=WHITE)
        for n, value in enumerate(one.stroke.values)
        if value is not None
        and one.plot.height * (scale.height(value) - scale.height(0)) >= LABEL_HEIGHT
    }


def _of_bars(one: Series) -> dict[int, str]:
    return {
        n: _label(one, n, position="outEnd", moved=(_past_whisker(one, n), 0.0), back=WHITE)
        for n, value in enumerate(one.stroke.values[: one.places])
        if value is not None
    }


def _of_whole(one: Series) -> dict[int, str]:
    """The whole is named once, beside the shortest bar, where there is most room."""
    last = one.places - 1
    return {last: _label(one, last, position="outEnd", named=" ")}


def _past_whisker(one: Series, n: int) -> float:
    value = one.stroke.values[n]
    upper = one.stroke.upper[n] if one.stroke.upper else None
    if value is None or upper is None or value < 0:
        return 0.0
    scale = scale_of(one.drawing)
    reach = (scale.height(upper) - scale.height(value)) * one.plot.width
    return reach / one.plot.chart_width


def _label(
    one: Series,
    n: int,
    *,
    position: str,
    moved: tuple[float, float] = (0.0, 0.0),
    bold: bool = False,
    named: str = "",
    before: str = "",
    back: str = "<c:spPr><a:noFill/></c:spPr>",
) -> str:
    value = one.stroke.values[n]
    assert value is not None
    code = f'"{before}"' * bool(before) + _format(one.drawing, value)
    look = words(LIGHT.ink, bold=bold, body=NO_WRAP)
    return (
        f'<c:dLbl><c:idx val="{n}"/>{_layout(moved)}'
        f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/>{back}{look}'
        f'<c:dLblPos val="{position}"/>{_shows(value=True, name=bool(named))}'
        + (f"<c:separator>{named}</c:separator>" if named else "")
        + "</c:dLbl>"
    )


def _format(drawing: Drawing, value: float) -> str:
    return number_format(drawing, value)


def _layout(moved: tuple[float, float]) -> str:
    if not any(moved):
        return ""
    return (
        f'<c:layout><c:manualLayout><c:x val="{moved[0]:.4f}"/><c:y val="{moved[1]:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )


def _shows(*, value: bool = False, name: bool = False) -> str:
    return (
        f'<c:showLegendKey val="{int(name)}"/><c:showVal val="{int(value)}"/>'
        f'<c:showCatName val="0"/><c:showSerName val="{int(name)}"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
