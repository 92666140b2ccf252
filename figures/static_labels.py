"""Words beside what they name: each line at its end, values where they cover nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from figures.chart import spread
from figures.drawing import Drawing, Stroke
from figures.static_frame import EDGE, Frame
from figures.static_layers import Row, Word
from figures.static_style import SOLID, Style
from figures.static_text import LINE, first_baseline, widest, width, wrapped

SAMPLE, BESIDE = 26, 10
SQUARE = 130
MOST_WIDE = 160
APART = 5


@dataclass(frozen=True, kw_only=True)
class End:
    """The name and newest value of a stroke, to be written beside its end."""

    lines: tuple[str, ...]
    value: float
    style: Style
    bold: bool = False
    # A square names a part of a column, a sample of the line a line.
    square: bool = False


def end(drawing: Drawing, stroke: Stroke, style: Style, when: int | None) -> End:
    """`when` is the place of the newest value of all: another one is named in the label.

    An average and its limits hold for longer than a period.
    """
    assert stroke.newest is not None
    place, value = stroke.newest
    told = place == when or when is None or stroke.part in ("average", "limit")
    late = "" if told else f" in {drawing.places[place]}"
    if stroke.part == "place" and stroke.hollow and stroke.hollow[place]:
        late += ", provisional"
    bold = stroke.part == "part" or (stroke.part == "place" and style.dash == SOLID)
    return End(
        lines=named_value(stroke.name, drawing.printed(value) + late, bold=bold),
        value=value,
        style=style,
        bold=bold,
        square=stroke.part == "part",
    )


def named_value(name: str, value: str, *, bold: bool) -> tuple[str, ...]:
    """A name over as many lines as it needs, with its value never torn apart."""
    lines = wrapped(name, MOST_WIDE, bold=bold)
    joined = f"{lines[-1]} {value}"
    if width(joined, bold=bold) <= MOST_WIDE:
        return (*lines[:-1], joined)
    return (*lines, *wrapped(value, MOST_WIDE, bold=bold))


def right_of(ends: Sequence[End]) -> float:
    """Room to the right of a plot for its labels."""
    words = max((widest(one.lines, bold=one.bold) for one in ends), default=0)
    return BESIDE + SAMPLE + 6 + math.ceil(words) + EDGE


def _slot(ends: Sequence[End]) -> float:
    return LINE * max((len(one.lines) for one in ends), default=1) + APART


def height_of(ends: Sequence[End]) -> float:
    """The height that labels need so that none covers another."""
    return _slot(ends) * len(ends)


def middles(ends: Sequence[End], frame: Frame) -> list[float]:
    """Where each label lies, in pixels from the top of the plot: near its end, apart from others."""
    half = _slot(ends) / 2
    wanted = [frame.y(one.value) for one in ends]
    return spread(wanted, 2 * half, half, frame.plot_height - half)


def end_words(ends: Sequence[End], frame: Frame) -> list[Word]:
    return [
        Word(
            x=frame.plot_width + BESIDE + SAMPLE + 6,
            y=first_baseline(middle, len(one.lines)),
            lines=one.lines,
            bold=one.bold,
        )
        for one, middle in zip(ends, middles(ends, frame), strict=True)
    ]


def samples(ends: Sequence[End], frame: Frame) -> tuple[list[Row], list[Row]]:
    """A piece of each line, and a mark of each target or part, left of its label."""
    lines, marks = [], []
    for one, middle in zip(ends, middles(ends, frame), strict=True):
        y = middle - (len(one.lines) - 1) * LINE / 2
        left = frame.plot_width + BESIDE
        style = one.style
        if one.square:
            marks.append(_mark_row(left + SAMPLE / 2, y, style.colour, "square", SQUARE))
            continue
        lines.append(_line_row(left, y, left + SAMPLE, style))
        # A mark in so short a piece would hide its dashes.
        if style.size and (style.dash == SOLID or style.shape == "diamond"):
            marks.append(_mark_row(left + SAMPLE / 2, y, style.colour, style.shape, style.size))
    return lines, marks


def _line_row(x: float, y: float, x2: float, style: Style) -> Row:
    """A level piece of a line, in pixels."""
    return {
        "x": round(x, 1), "y": round(y, 1), "x2": round(x2, 1), "y2": round(y, 1),
        "colour": style.colour, "width": style.width, "dash": style.dash,
    }  # fmt: skip


def _mark_row(x: float, y: float, colour: str, shape: str, size: int) -> Row:
    """A mark in pixels."""
    return {
        "x": round(x, 1), "y": round(y, 1), "colour": colour, "fill": colour,
        "shape": shape, "size": size,
    }  # fmt: skip
