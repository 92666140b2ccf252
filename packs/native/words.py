"""The labels of a native chart's points as XML: names at the ends, newest and first values, signals."""

from xml.sax.saxutils import quoteattr

from figures.palette import LIGHT
from packs.native.axes import words
from packs.native.format import number_format
from packs.native.labels import LETTER, PAD, EndLabel, scale_of
from packs.native.series import Series

NO_WRAP = ' wrap="none"'
WHITE = f'<c:spPr><a:solidFill><a:srgbClr val="{LIGHT.paper.lstrip("#")}"/></a:solidFill></c:spPr>'
# A line under a label stays to be seen, but does not strike it out.
VEIL = WHITE.replace("/></a:solidFill>", '><a:alpha val="75000"/></a:srgbClr></a:solidFill>')
# Labels that are moved would else be tied to their points by a line each.
NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">'
    '<c15:showLeaderLines val="0"/></c:ext></c:extLst>'
)
# A segment lower than its label has none: it would cover the one beside it.
LABEL_HEIGHT = 0.24
LABEL_WIDTH, HALF_LABEL, SIGNAL_WIDTH = 1.1, 0.3, 1.7
MOST_STACKS = 12


def labels(one: Series) -> str:
    """All labels of a series, in the order of its points."""
    if one.is_whole:
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
    found: dict[int, str] = {}
    known = [n for n, value in enumerate(one.stroke.values) if value is not None]
    if one.stroke is next((x for x in one.drawing.strokes if x.part == "place"), None):
        told = signals_told(one)
        first = [n for n in known[:1] if n not in told]
        found = {n: _beside(one, n) for n in first}
        found |= {n: _signal(one, n) for n in told}
    if one.end:
        found[one.end.place] = _end(one, one.end)
    return found


def signals_told(one: Series) -> list[int]:
    """The places of signals told in a word: the start of each run, where there is room, newest first."""
    signal = one.stroke.signal
    starts = [n for n, word in enumerate(signal) if word and (n == 0 or signal[n - 1] != word)]
    told: list[int] = []
    for n in reversed(starts):
        if all(later - n > _apart(one, SIGNAL_WIDTH) for later in told):
            told.append(n)
    return sorted(told)


def _signal(one: Series, n: int) -> str:
    """Its direction and value over the plot, above the point: no line runs there."""
    plot, value = one.plot, one.stroke.values[n]
    assert value is not None
    word = one.stroke.signal[n].capitalize()
    half = LETTER * len(f"{word} {one.drawing.printed(value)}") / 2
    at = plot.width * (n + 0.5) / len(one.drawing.places)
    across = min(max(at, half), plot.width - half) - at
    up = plot.height * (1 - scale_of(one.drawing).height(value))
    moved = (across / plot.chart_width, -up / plot.chart_height)
    return _label(one, n, position="t", moved=moved, before=f"{word} ")


def _apart(one: Series, width: float = LABEL_WIDTH) -> int:
    """How many places two labels so wide must lie apart."""
    return int(width * len(one.drawing.places) / one.plot.width)


def _beside(one: Series, n: int) -> str:
    """Above or below the points around it, past their whiskers, and clear of the axis."""
    value = one.stroke.values[n]
    assert value is not None
    foot, top = _around(one, n)
    side = _nearer_side(one, value, foot, top) if _apart(one) > 1 else _free_side(one, n)
    scale, plot = scale_of(one.drawing), one.plot
    away = scale.height(value) - scale.height(top if side == "t" else foot)
    room = plot.width * (n + 0.5) / len(one.drawing.places)
    moved = (
        max(HALF_LABEL - room, 0.0) / plot.chart_width,
        away * plot.height / plot.chart_height,
    )
    return _label(one, n, position=side, moved=moved, back=VEIL)


def _around(one: Series, n: int) -> tuple[float, float]:
    """The lowest and the highest number drawn of the stroke under a label at this place."""
    half, stroke = _apart(one) // 2, one.stroke
    near = slice(max(n - half, 0), n + half + 1)
    held = (*stroke.values[near], *stroke.lower[near], *stroke.upper[near])
    drawn = [value for value in held if value is not None]
    return min(drawn), max(drawn)


def _nearer_side(one: Series, value: float, foot: float, top: float) -> str:
    """Where points lie close: the side on which the label need not go far to be clear of them."""
    is_low = scale_of(one.drawing).height(foot) * one.plot.height < LABEL_HEIGHT
    return "t" if is_low or top - value <= value - foot else "b"


def _end(one: Series, end: EndLabel) -> str:
    """Key, name and newest value, to the right of the plot."""
    return _label(
        one,
        end.place,
        position="r",
        moved=(end.across, end.down),
        bold=one.index == 0,
        named="\n" if len(end.lines) > 1 else " ",
        after=f" {end.note}" * bool(end.note),
    )


def _free_side(one: Series, n: int) -> str:
    """Above the point or below it: where the next line is farther away."""
    value = one.stroke.values[n]
    assert value is not None
    others = [
        other.values[n]
        for other in one.drawing.strokes
        if other is not one.stroke and other.part != "limit"
    ]
    gaps = [other - value for other in others if other is not None]
    above = min((gap for gap in gaps if gap >= 0), default=None)
    below = min((-gap for gap in gaps if gap < 0), default=None)
    scale = scale_of(one.drawing)
    floor = one.stroke.lower[n] if one.stroke.lower else None
    foot = scale.height(value if floor is None else floor) * one.plot.height
    if foot < LABEL_HEIGHT or above is None or (below is not None and above > below):
        return "t"
    return "b"


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
    """The whole is named once, above the first bar, at its value."""
    plot, value = one.plot, one.stroke.values[0]
    if value is None:
        return {}
    up = plot.height / one.places / 2 + 0.13
    width = PAD + LETTER * len(f"{one.stroke.name} {one.drawing.printed(value)}")
    free = plot.chart_width - plot.left - plot.width * scale_of(one.drawing).height(value)
    left = min(free - width, 0.0)
    moved = (left / plot.chart_width, -up / plot.chart_height)
    return {0: _label(one, 0, position="outEnd", moved=moved, named=" ", key=False)}


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
    key: bool = True,
    before: str = "",
    after: str = "",
    back: str = "<c:spPr><a:noFill/></c:spPr>",
) -> str:
    value = one.stroke.values[n]
    assert value is not None
    code = number_format(one.drawing, value, before, after)
    look = words(LIGHT.ink, bold=bold, body=NO_WRAP)
    return (
        f'<c:dLbl><c:idx val="{n}"/>{_layout(moved)}'
        f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/>{back}{look}'
        f'<c:dLblPos val="{position}"/>{_shows(value=True, name=bool(named), key=key)}'
        + (f"<c:separator>{named}</c:separator>" if named else "")
        + "</c:dLbl>"
    )


def _layout(moved: tuple[float, float]) -> str:
    if not any(moved):
        return ""
    return (
        f'<c:layout><c:manualLayout><c:x val="{moved[0]:.4f}"/><c:y val="{moved[1]:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )


def _shows(*, value: bool = False, name: bool = False, key: bool = True) -> str:
    return (
        f'<c:showLegendKey val="{int(name and key)}"/><c:showVal val="{int(value)}"/>'
        f'<c:showCatName val="0"/><c:showSerName val="{int(name)}"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
