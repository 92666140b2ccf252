"""Where everything stands on a static picture: its margins, its ticks and the row above the plot."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from figures.drawing import Drawing
from figures.palette import LIGHT
from figures.static_layers import Spec, Word
from figures.static_text import FAMILY, LINE, SIZE, widest, width
from figures.static_ticks import GAP, in_words, place_lines, place_ticks, value_ticks

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH, HEIGHT = 720, 360
EDGE = 6
HEAD_ROW, FOOT_ROW = 18, 22


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Margins in pixels round a plot of `places` side by side, and the values at its ends."""

    places: int
    limits: tuple[float, float]
    left: float
    right: float
    top: float = EDGE
    bottom: float = EDGE
    height: float = HEIGHT

    @property
    def plot_width(self) -> float:
        return WIDTH - self.left - self.right

    @property
    def plot_height(self) -> float:
        return self.height - self.top - self.bottom

    def x(self, place: float) -> float:
        """Pixels from the left of the plot to the middle of a place."""
        return (place + 0.5) / self.places * self.plot_width

    def y(self, value: float) -> float:
        """Pixels from the top of the plot down to a value."""
        low, high = self.limits
        return (high - value) / (high - low) * self.plot_height


@dataclass(frozen=True, kw_only=True)
class Head:
    """A line above the plot around `x`, over the plot or its left margin, as near as there is room."""

    text: str
    x: float
    row: int = 0


def time_frame(
    drawing: Drawing, limits: tuple[float, float], *, right: float, least: float, feet: int
) -> Frame:
    """The frame of a picture over time.

    `right` is the room for the labels of its lines, `least` the height they need, `feet` the rows
    of text under the axis.
    """
    labels = value_ticks(limits, drawing)[1]
    left = EDGE + math.ceil(max(widest(tuple(labels)), 24)) + GAP
    frame = Frame(places=len(drawing.places), limits=limits, left=left, right=right)
    lines = max(len(place_lines(place)) for place in drawing.places)
    top = head_room(heads(drawing, frame))
    bottom = 8 + LINE * lines + FOOT_ROW * feet + EDGE
    return replace(frame, top=top, bottom=bottom, height=max(HEIGHT, top + bottom + least))


def head_room(found: Sequence[Head]) -> float:
    """Room above the plot for these rows, and for half a tick's label."""
    return EDGE + HEAD_ROW * max((head.row + 1 for head in found), default=0) + 6


def heads(drawing: Drawing, frame: Frame) -> list[Head]:
    """The title of the axis, then the label of each shade."""
    named = [Head(text=in_words(drawing.unit), x=-math.inf)] if in_words(drawing.unit) else []
    named += [
        Head(text=shade.label, x=frame.x((shade.first + shade.last) / 2))
        for shade in drawing.shades
    ]
    return stacked_heads(named, frame)


def stacked_heads(named: Sequence[Head], frame: Frame) -> list[Head]:
    """Each in the lowest row where it covers no other, moved to lie within the picture."""
    placed: list[Head] = []
    for head in named:
        half = width(head.text) / 2
        lowest, highest = EDGE - frame.left + half, frame.plot_width + frame.right - EDGE - half
        moved = replace(head, x=min(max(head.x, lowest), highest))
        rows = (row for row in range(len(named)) if _is_free(replace(moved, row=row), placed))
        placed.append(replace(moved, row=next(rows)))
    return placed


def _is_free(head: Head, placed: Sequence[Head]) -> bool:
    return all(
        head.row != other.row
        or abs(head.x - other.x) >= (width(head.text) + width(other.text)) / 2 + GAP
        for other in placed
    )


def head_words(found: Sequence[Head]) -> list[Word]:
    return [
        Word(
            x=head.x, y=-11 - HEAD_ROW * head.row, lines=(head.text,), align="center",
            colour=LIGHT.text,
        )
        for head in found
    ]  # fmt: skip


def foot_word(text: str, frame: Frame, row: int = 0) -> Word:
    """A note at the lower edge, from the left; row 0 is the lowest."""
    y = frame.plot_height + frame.bottom - EDGE - 4 - FOOT_ROW * row
    return Word(x=EDGE - frame.left, y=y, lines=(text,), colour=LIGHT.text)


def time_axes(drawing: Drawing, frame: Frame) -> Spec:
    """Places from left to right, values from the bottom up."""
    named = place_ticks(drawing.places, frame.plot_width / frame.places)
    lines = [list(place_lines(place)) for place in drawing.places]
    ticks, labels = value_ticks(frame.limits, drawing)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1
    where = f"[round((datum.value - {ticks[0]!r}) / {step!r})]" if ticks else "[0]"
    return {
        "x": _channel(
            "place",
            (-0.5, frame.places - 0.5),
            {
                "values": named,
                "labelExpr": f"{json.dumps(lines, ensure_ascii=False)}[datum.value]",
                "grid": False,
                "labelLineHeight": LINE,
                "domainColor": LIGHT.quiet,
                "tickColor": LIGHT.quiet,
            },
        ),
        "y": _channel(
            "value",
            frame.limits,
            {
                "values": ticks,
                "labelExpr": f"{json.dumps(labels, ensure_ascii=False)}{where}",
                "gridColor": LIGHT.grid,
                "domain": False,
                "ticks": False,
            },
        ),
    }


def _channel(field: str, domain: Sequence[float], axis: Spec) -> Spec:
    plain = {
        "title": None,
        "labelColor": LIGHT.text,
        "labelFontSize": SIZE,
        "labelOverlap": False,
        "labelBound": False,
        "labelLimit": 0,
        "labelPadding": 5,
    }
    return {"field": field, "axis": plain | axis} | scale_of(domain)


def scale_of(domain: Sequence[float]) -> Spec:
    """A scale from end to end of the plot, neither rounded nor stretched to 0."""
    return {
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
    }


def whole(frame: Frame, axes: Spec, layers: Sequence[Spec]) -> Spec:
    """The Vega-Lite spec of a picture: no data but its own, no size but what is told here."""
    return {
        "$schema": SCHEMA,
        "width": round(frame.plot_width, 1),
        "height": round(frame.plot_height, 1),
        "padding": {
            side: round(getattr(frame, side), 1) for side in ("left", "right", "top", "bottom")
        },
        "autosize": {"type": "none"},
        "background": None,
        "config": {"aria": False, "font": FAMILY, "view": {"stroke": None}},
        "encoding": axes,
        "layer": list(layers),
    }
