"""Parts of one period as a static picture: level bars with their values and 95% limits."""

import math
from dataclasses import dataclass, replace

from figures.alternatives import bars_note
from figures.drawing import Drawing, Stroke
from figures.palette import LIGHT
from figures.static_frame import (
    EDGE,
    FOOT_ROW,
    Frame,
    Head,
    foot_word,
    head_room,
    head_words,
    scale_of,
    stacked_heads,
    whole,
)
from figures.static_layers import Row, Spec, Word, rects, rules, words
from figures.static_style import SOLID
from figures.static_text import LINE, first_baseline, widest, width, wrapped
from figures.static_ticks import in_words

MOST_BARS, MOST_WIDE = 20, 250
ROW, FEW_ROW, FEW = 22, 34, 6
HALF_BAR, HALF_CAP = 0.34, 0.1
BESIDE = 6
DASHED = (5, 4)


@dataclass(frozen=True, kw_only=True)
class Bars:
    """The bars there is room for, the lines across them, and the values at the ends of the plot."""

    drawing: Drawing
    values: tuple[float, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    quiet: tuple[bool, ...]
    across: tuple[Stroke, ...]
    names: tuple[tuple[str, ...], ...]
    limits: tuple[float, float]
    frame: Frame

    def x(self, value: float) -> float:
        """Pixels from the left of the plot to a value."""
        low, high = self.limits
        return (value - low) / (high - low) * self.frame.plot_width

    def middle(self, place: int) -> float:
        """Pixels from the top of the plot to the middle of a bar."""
        return (place + 0.5) / self.frame.places * self.frame.plot_height


def bars(drawing: Drawing) -> Spec:
    """The spec of a drawing of form `bars`; the greatest 20 where there are more."""
    shown = _shown(drawing)
    heads = _heads(shown)
    rows = _row_height(shown.names) * shown.frame.places
    top, bottom = head_room(heads), shown.frame.bottom
    shown = replace(shown, frame=replace(shown.frame, top=top, height=top + rows + bottom))
    told = [*_names(shown), *_values(shown), *head_words(heads), *_note(shown)]
    layers = [
        *rects(_bar_rows(shown)),
        *rules([{"value": 0, "colour": LIGHT.text, "width": 1, "dash": SOLID}]),
        *_haloed([_across_row(stroke) for stroke in shown.across]),
        *_haloed(_whiskers(shown)),
        *words(told),
    ]
    return whole(shown.frame, _axes(shown), layers)


def _shown(drawing: Drawing) -> Bars:
    parts = drawing.strokes[0]
    kept = [n for n, value in enumerate(parts.values) if value is not None][:MOST_BARS]
    known = len(parts.values)
    bare = Bars(
        drawing=drawing,
        values=tuple(parts.values[n] or 0.0 for n in kept),
        lower=tuple((parts.lower or (None,) * known)[n] for n in kept),
        upper=tuple((parts.upper or (None,) * known)[n] for n in kept),
        quiet=tuple((parts.quiet or (False,) * known)[n] for n in kept),
        across=tuple(stroke for stroke in drawing.strokes[1:] if stroke.newest),
        names=tuple(wrapped(drawing.places[n], MOST_WIDE) for n in kept),
        limits=(0.0, 1.0),
        frame=Frame(places=len(kept), limits=(0.0, 1.0), left=EDGE, right=EDGE),
    )
    return replace(bare, limits=_limits(bare), frame=_frame(bare))


def _limits(shown: Bars) -> tuple[float, float]:
    """From zero, or below it, to the end of the longest whisker; never over nothing at all."""
    held = [*shown.values, *shown.lower, *shown.upper, *map(_level, shown.across)]
    reached = [value for value in held if value is not None]
    low, high = min(0.0, *reached), max(0.0, *reached)
    return (low, high) if high > low else (0.0, 1.0)


def _level(stroke: Stroke) -> float:
    assert stroke.newest is not None
    return stroke.newest[1]


def _frame(shown: Bars) -> Frame:
    """Room for the names on the left, and for a value at either end of the bars."""
    room = math.ceil(max(width(shown.drawing.printed(one)) for one in shown.values)) + BESIDE
    below = room if _limits(shown)[0] < 0 else 0
    names = math.ceil(max(widest(lines) for lines in shown.names))
    return replace(
        shown.frame,
        left=EDGE + names + 8 + below,
        right=room + EDGE,
        bottom=EDGE + 4 + FOOT_ROW * bool(_note_text(shown.drawing)),
    )


def _row_height(names: tuple[tuple[str, ...], ...]) -> float:
    lines = max(len(one) for one in names)
    return max(FEW_ROW if len(names) <= FEW else ROW, LINE * lines + 6)


def _heads(shown: Bars) -> list[Head]:
    """The unit, and each line across with its value."""
    title = in_words(shown.drawing.unit)
    named = [Head(text=title, x=-math.inf)] if title else []
    for stroke in shown.across:
        text = f"{stroke.name} {shown.drawing.printed(_level(stroke))}"
        named.append(Head(text=text, x=shown.x(_level(stroke))))
    return stacked_heads(named, shown.frame)


def _bar_rows(shown: Bars) -> list[Row]:
    return [
        {
            "value": 0,
            "x2": value,
            "place": n - HALF_BAR,
            "y2": n + HALF_BAR,
            "colour": LIGHT.quiet if quiet else LIGHT.first,
        }
        for n, (value, quiet) in enumerate(zip(shown.values, shown.quiet, strict=True))
    ]


def _across_row(stroke: Stroke) -> Row:
    return {"value": _level(stroke), "colour": LIGHT.text, "width": 1.5, "dash": DASHED}


def _whiskers(shown: Bars) -> list[Row]:
    """A thin line from limit to limit with a cap at each end."""
    rows = []
    for n, (low, high) in enumerate(zip(shown.lower, shown.upper, strict=True)):
        if low is None or high is None:
            continue
        caps = [(end, end, n - HALF_CAP, n + HALF_CAP) for end in (low, high)]
        rows += [
            {"value": x, "x2": x2, "place": y, "y2": y2}
            | {"colour": LIGHT.text, "width": 1.2, "dash": SOLID}
            for x, x2, y, y2 in [(low, high, n, n), *caps]
        ]
    return rows


def _haloed(rows: list[Row]) -> list[Spec]:
    """Lines with an edge of paper, so that they are seen over a bar."""
    under = [row | {"colour": LIGHT.paper, "width": 3.5, "dash": SOLID} for row in rows]
    return [*rules(under), *rules(rows)]


def _names(shown: Bars) -> list[Word]:
    end = EDGE - shown.frame.left + max(widest(lines) for lines in shown.names)
    return [
        Word(
            x=end,
            y=first_baseline(shown.middle(n), len(lines)),
            lines=lines,
            align="right",
            colour=LIGHT.text,
        )
        for n, lines in enumerate(shown.names)
    ]


def _values(shown: Bars) -> list[Word]:
    """Each value beyond the end of its bar and whisker, and clear of the lines across."""
    return [
        Word(
            x=_clear(shown, value, place),
            y=first_baseline(shown.middle(place), 1),
            lines=(shown.drawing.printed(value),),
            align="right" if value < 0 else "left",
            halo=True,
        )
        for place, value in enumerate(shown.values)
    ]


def _clear(shown: Bars, value: float, place: int) -> float:
    """Where a value begins; one below zero ends there."""
    way = -1 if value < 0 else 1
    limit = (shown.lower if value < 0 else shown.upper)[place]
    x = shown.x(value if limit is None else way * max(way * value, way * limit)) + way * BESIDE
    room = width(shown.drawing.printed(value))
    for line in sorted((shown.x(_level(one)) for one in shown.across), key=lambda x: way * x):
        if 0 <= way * (line - x) + 2 < room + 2:
            x = line + way * BESIDE
    return x


def _note_text(drawing: Drawing) -> str:
    many = bars_note(min(MOST_BARS, len(drawing.places)), len(drawing.places))
    return " ".join(text for text in (drawing.note, many) if text)


def _note(shown: Bars) -> list[Word]:
    text = _note_text(shown.drawing)
    return [foot_word(text, shown.frame)] if text else []


def _axes(shown: Bars) -> Spec:
    """Values from left to right, the first part on top; every bar prints its own value."""
    return {
        "x": {"field": "value", "axis": None} | scale_of(shown.limits),
        "y": {"field": "place", "axis": None} | scale_of((shown.frame.places - 0.5, -0.5)),
    }
