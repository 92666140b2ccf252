"""Values beside the points of a line, where they cover no line and no other value."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from figures.drawing import Drawing, Stroke
from figures.static_frame import Frame
from figures.static_layers import Word
from figures.static_text import SIZE, width

FEW = 12
# Baselines above and below a point, in pixels from it.
ABOVE, BELOW = -9, 19
CAPITAL = 0.7
HALF_LINE = 2
Point = tuple[float, float]
Line = list[Point]


@dataclass(frozen=True)
class Box:
    """What a value covers, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def crossings(self, line: Line) -> int:
        """How many pieces of a line run through the box."""
        return sum(self._crossed(*piece) for piece in pairwise(line))

    def _crossed(self, start: Point, end: Point) -> bool:
        left, right = max(start[0], self.left), min(end[0], self.right)
        if left > right:
            return False
        slope = (end[1] - start[1]) / ((end[0] - start[0]) or 1)
        ends = [start[1] + slope * (x - start[0]) for x in (left, right)]
        return min(ends) < self.bottom + HALF_LINE and max(ends) > self.top - HALF_LINE


def value_words(
    drawing: Drawing, strokes: Sequence[Stroke], lines: Sequence[Line], frame: Frame
) -> list[Word]:
    """The first value of each stroke always; each other where places are few and it covers nothing.

    The newest stands in the label at the end. `lines` are all lines drawn, in pixels.
    """
    found: list[Word] = []
    taken: list[Box] = []
    for stroke in strokes:
        for place in _told(stroke):
            text = drawing.printed(stroke.values[place])
            tries = _tries(text, stroke, place, frame)
            hits = [_hits(box, lines, taken, frame) for _, box in tries]
            best = hits.index(min(hits))
            if hits[best] == 0 or stroke.values[:place].count(None) == place:
                found.append(tries[best][0])
                taken.append(tries[best][1])
    return found


def _told(stroke: Stroke) -> list[int]:
    """The places whose value may be printed, the first of all first."""
    known = [n for n, value in enumerate(stroke.values) if value is not None]
    older = known[:-1]
    return older if len(stroke.values) <= FEW else older[:1]


def _tries(text: str, stroke: Stroke, place: int, frame: Frame) -> list[tuple[Word, Box]]:
    """The value above its point, below it, and to either side of that; never over the axis."""
    value = stroke.values[place]
    assert value is not None
    half = width(text) / 2
    tries = []
    for aside, shift in product((0, half, -half), (ABOVE, BELOW)):
        x, y = max(frame.x(place) + aside, half), frame.y(value) + shift
        word = Word(x=x, y=y, lines=(text,), align="center", halo=True)
        tries.append((word, Box(x - half, y - CAPITAL * SIZE - 1, x + half, y + 2)))
    return tries


def _hits(box: Box, lines: Sequence[Line], taken: Sequence[Box], frame: Frame) -> int:
    outside = box.top < 0 or box.bottom > frame.plot_height
    covered = sum(box.covers(other) for other in taken)
    return 9 * (outside + covered) + sum(box.crossings(line) for line in lines)
