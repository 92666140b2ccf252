"""Where the words beside the lines of a native chart stand, so that none covers another.

A chart places its labels itself; it is told only how far each is moved from that place, as a share
of the chart's size. The axis is left to scale itself, so that a changed cell always shows.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from figures.chart import spread, value_range
from figures.drawing import Drawing, Stroke

LETTER, LINE = 0.088, 0.2
KEY, PAD = 0.42, 0.1
TOP, BOTTOM = 0.3, 0.55
LONG = 18
MOST_LEFT, MOST_RIGHT, NAME_EDGE = 0.42, 0.36, 0.25


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The ends of a value axis; `fixed_low` is what the chart is told, None to leave it open."""

    low: float
    high: float
    fixed_low: float | None
    fixed_high: float | None = None

    def height(self, value: float) -> float:
        """Share of the axis at which a value lies, 0 at its foot."""
        return (value - self.low) / ((self.high - self.low) or 1)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The area between the axes, in inches from the chart's left and top; and the chart's size.

    `letters` is the share of their size that words keep: less than 1 on a page, which is read from
    nearer than a slide.
    """

    left: float
    top: float
    width: float
    height: float
    chart_width: float
    chart_height: float
    letters: float = 1.0

    @property
    def shares(self) -> tuple[float, float, float, float]:
        """Left, top, width and height as shares of the chart."""
        return (
            self.left / self.chart_width,
            self.top / self.chart_height,
            self.width / self.chart_width,
            self.height / self.chart_height,
        )


@dataclass(frozen=True, kw_only=True)
class EndLabel:
    """The label of a stroke's newest value, and how far it is moved, in shares of the chart."""

    stroke: int
    place: int
    lines: tuple[str, ...]
    note: str = ""
    across: float = 0.0
    down: float = 0.0


def known(drawing: Drawing) -> list[float]:
    """Every number that is drawn, the 95% limits too."""
    return [
        value
        for stroke in drawing.strokes
        for value in (*stroke.values, *stroke.lower, *stroke.upper)
        if value is not None
    ]


def totals(drawing: Drawing) -> list[float]:
    """The heights of the stacks, place by place."""
    parts = [stroke for stroke in drawing.strokes if stroke.part == "part"]
    return [sum(part.values[n] or 0.0 for part in parts) for n in range(len(drawing.places))]


def scale_of(drawing: Drawing) -> Scale:
    """From zero, or near the lowest value where a line would else look flat."""
    values = known(drawing)
    if drawing.form == "stack":
        values += totals(drawing)
    low, _ = value_range(values, drawing.unit)
    if drawing.form in ("bars", "stack"):
        low = min(low, 0.0)
    step = _step(max(values) - min(low, 0.0) if low <= 0 else max(values) - low)
    fixed = None if low < 0 else math.floor(low / step) * step
    full = drawing.unit == "%" and 94 <= max(values) <= 100
    start = math.floor(low / step) * step if fixed is None else fixed
    high = 100.0 if full else _above(max(values), start, step)
    return Scale(
        low=start,
        high=high,
        fixed_low=None if fixed is None else round(fixed, 10),
        fixed_high=100.0 if full else None,
    )


def starts_above_zero(drawing: Drawing) -> bool:
    """Whether the value axis of a native chart of the drawing leaves zero out."""
    return (scale_of(drawing).fixed_low or 0.0) > 0


def end_note(drawing: Drawing, stroke: Stroke) -> str:
    """What is said after a newest value that is provisional, or not of the period of the place's."""
    assert stroke.newest is not None
    at = stroke.newest[0]
    if stroke.hollow and stroke.hollow[at]:
        return "provisional"
    if stroke.part in ("average", "limit"):
        return ""
    own = next((one.newest[0] for one in drawing.strokes if one.part == "place" and one.newest), at)
    return f"in {drawing.places[at]}" if at != own else ""


def end_lines(drawing: Drawing, stroke: Stroke) -> tuple[str, ...]:
    """Name and newest value as the label prints them; the value of a long one on its own line."""
    assert stroke.newest is not None
    told = (drawing.printed(stroke.newest[1]), end_note(drawing, stroke))
    value = " ".join(text for text in told if text)
    text = f"{stroke.name} {value}"
    return (stroke.name, value) if len(text) > LONG else (text,)


def plot_of(drawing: Drawing, width: float, height: float) -> Plot:
    """Room for the words of the axes and for the labels on the right."""
    if drawing.form == "bars":
        return _plot_of_bars(drawing, width, height)
    scale = scale_of(drawing)
    left = 0.2 + LETTER * max(len(_tick(drawing, end)) for end in (scale.low, scale.high))
    texts = [end_lines(drawing, one) for one in drawing.strokes if is_labelled(drawing, one)]
    longest = max((max(map(len, lines)) for lines in texts), default=0)
    right = min(KEY + PAD + LETTER * longest, MOST_RIGHT * width) if texts else 0.2
    top = TOP + (LINE * 1.5 if drawing.form == "stack" else 0)
    return Plot(
        left=left,
        top=top,
        width=width - left - right,
        height=height - top - BOTTOM,
        chart_width=width,
        chart_height=height,
    )


def _plot_of_bars(drawing: Drawing, width: float, height: float) -> Plot:
    """Names of the parts on the left, at most so much of the chart; they wrap."""
    longest = max(map(len, drawing.places))
    left = min(NAME_EDGE + LETTER * longest, MOST_LEFT * width)
    right = 0.2 + LETTER * max(len(drawing.printed(value)) for value in known(drawing))
    top = 0.38 if any(one.part != "part" for one in drawing.strokes) else 0.1
    return Plot(
        left=left,
        top=top,
        width=width - left - right,
        height=height - top - 0.1,
        chart_width=width,
        chart_height=height,
    )


def most_bars(drawing: Drawing, plot: Plot) -> int:
    """How many bars can have their names beside them, none running into the next."""
    letters = max(int((plot.left - NAME_EDGE) / LETTER), 1)
    names = [len(wrap(place, letters)) or 1 for place in drawing.places]
    for count in range(len(names), 1, -1):
        most = max(above + below for above, below in pairwise(names[:count]))
        if most / 2 * LINE <= plot.height / count:
            return count
    return 1


def is_labelled(drawing: Drawing, stroke: Stroke) -> bool:
    """Whether the stroke's name and newest value stand beside its end."""
    if drawing.form == "bars" or stroke.newest is None:
        return False
    return not (drawing.form == "stack" and stroke.part == "part")


def end_labels(drawing: Drawing, plot: Plot) -> tuple[EndLabel, ...]:
    """The labels beside the ends of the strokes, moved apart and to the right of the plot."""
    scale = scale_of(drawing)
    shown = [(n, one) for n, one in enumerate(drawing.strokes) if is_labelled(drawing, one)]
    heights = [plot.height * scale.height(one.newest[1]) for _, one in shown if one.newest]
    lines = max((len(end_lines(drawing, one)) for _, one in shown), default=1)
    moved = spread(heights, LINE * lines + 0.03, LINE * lines / 2, plot.height + TOP / 2)
    return tuple(
        EndLabel(
            stroke=n,
            place=one.newest[0],
            lines=end_lines(drawing, one),
            note=end_note(drawing, one),
            across=_across(drawing, one.newest[0], plot),
            down=(was - now) / plot.chart_height,
        )
        for (n, one), was, now in zip(shown, heights, moved, strict=True)
        if one.newest
    )


def _across(drawing: Drawing, place: int, plot: Plot) -> float:
    """From the point to the right edge of the plot."""
    return plot.width * (1 - (place + 0.5) / len(drawing.places)) / plot.chart_width


def _tick(drawing: Drawing, value: float) -> str:
    plain = f"{value:,.10f}".rstrip("0").rstrip(".")
    return plain + (drawing.unit if drawing.unit in ("%", "£") else "")


def _step(reach: float) -> float:
    """1, 2 or 5 times a power of ten: six to ten steps to the whole."""
    size = 10 ** math.floor(math.log10(reach / 5)) if reach > 0 else 1.0
    return next((n * size for n in (1, 2, 5) if reach / (n * size) <= 8), 10 * size)


def _above(top: float, low: float, step: float) -> float:
    """The first step that leaves a twentieth of the height free, as charts scale themselves."""
    return math.ceil((top + 0.05 * (top - low)) / step) * step
