"""How each stroke looks on a static picture: colour, width, dash and mark, the same everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from figures.drawing import Stroke
from figures.palette import LIGHT

SOLID = (1, 0)
DOTTED = (2, 3)
STEPPED = (2, 4)
DASHED = (7, 4)
LONG = (13, 5)
THIN_DASHED = (4, 3)
FURTHER = (DASHED, DOTTED, LONG)
DIAMOND = 45
PLACE_MARK, OTHER_MARK, MANY_MARK = 50, 14, 14
# From here on marks would touch.
MANY = 30


@dataclass(frozen=True, kw_only=True)
class Style:
    """`size` is the area of a mark in square pixels, 0 for none; `edge` its outline if not its own."""

    colour: str
    width: float = 2
    dash: tuple[int, ...] = SOLID
    shape: str = "circle"
    size: int = OTHER_MARK
    edge: str = ""


FIXED = {
    "england": Style(colour=LIGHT.second),
    "region": Style(colour=LIGHT.third, dash=DOTTED),
    "neighbours": Style(colour=LIGHT.fourth, dash=DASHED),
    "authority": Style(colour=LIGHT.second, dash=LONG),
    "target": Style(colour=LIGHT.text, width=1.5, dash=STEPPED, shape="diamond", size=DIAMOND),
    "average": Style(colour=LIGHT.text, width=1.5, size=0),
    "limit": Style(colour=LIGHT.text, width=1, dash=THIN_DASHED, size=0),
}


def styles(strokes: Sequence[Stroke]) -> list[Style]:
    """One for each stroke: the first of the place thick, further ones thinner and dashed."""
    found, places, parts = [], 0, 0
    for stroke in strokes:
        if stroke.part == "place":
            found.append(_place(places, len(stroke.values)))
            places += 1
        elif stroke.part == "part":
            found.append(Style(colour=LIGHT.line(min(parts, 3)), size=0))
            parts += 1
        else:
            found.append(FIXED[stroke.part])
    return found


def _place(nth: int, places: int) -> Style:
    size = MANY_MARK if places > MANY else PLACE_MARK
    if nth == 0:
        return Style(colour=LIGHT.first, width=2.5 if places > MANY else 4, size=size)
    dash = FURTHER[(nth - 1) % len(FURTHER)]
    return Style(colour=LIGHT.first, width=2, dash=dash, size=min(size, 30))
