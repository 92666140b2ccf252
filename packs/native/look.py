"""How each stroke of a drawing looks in a native chart: colour, width, dash and marker."""

from dataclasses import dataclass

from figures.drawing import Drawing, Part, Stroke
from figures.palette import LIGHT


@dataclass(frozen=True, kw_only=True)
class Look:
    """Width in points; `symbol` is a marker's shape, `size` its points."""

    colour: str
    points: float = 1.5
    dash: str = ""
    symbol: str = "none"
    size: int = 5
    pattern: str = ""


ROUND = 7
PLACE = Look(colour=LIGHT.first, points=3, symbol="circle", size=ROUND)
PLACE_AGAIN = Look(colour=LIGHT.first, points=1.75, dash="dash", symbol="circle", size=ROUND)
# The same whole elsewhere, over stacked parts that have the first colours.
AGAINST = Look(colour=LIGHT.fourth, points=2, dash="dash", symbol="square", size=6)
BY_PART: dict[Part, Look] = {
    "england": Look(colour=LIGHT.second, points=1.75, symbol="square"),
    "region": Look(colour=LIGHT.third, points=1.75, dash="sysDot", symbol="triangle"),
    "neighbours": Look(colour=LIGHT.fourth, points=1.75, dash="dash", symbol="circle"),
    "authority": Look(colour=LIGHT.second, points=1.75, dash="lgDash", symbol="square"),
    "target": Look(colour=LIGHT.text, points=1.25, dash="sysDot", symbol="diamond", size=8),
    "average": Look(colour=LIGHT.text, points=1),
    "limit": Look(colour=LIGHT.text, points=1, dash="dash"),
}
# A second sign beside colour, for stacked parts.
PATTERNS = ("", "wdUpDiag", "dkHorz", "pct25")
# Seen on the paper and on a bar of the first colour alike.
LIMIT = "#808A94"
# More points than this stand so close that a marker on each would hide the line.
MARKED = 40


def looks(drawing: Drawing) -> tuple[Look, ...]:
    """One look for each stroke, in their order."""
    return tuple(_look(drawing, number, stroke) for number, stroke in enumerate(drawing.strokes))


def has_whiskers(drawing: Drawing) -> bool:
    """Whether 95% limits are whiskers; of a line over many places they are two thin lines."""
    return drawing.form == "bars" or len(drawing.places) <= MARKED


def limit_look(drawing: Drawing) -> Look:
    """Unseen where whiskers are drawn."""
    return Look(colour=LIMIT, points=0 if has_whiskers(drawing) else 1)


def _look(drawing: Drawing, number: int, stroke: Stroke) -> Look:
    before = sum(one.part == stroke.part for one in drawing.strokes[:number])
    if stroke.part == "part":
        place = min(before, 3)
        return Look(colour=LIGHT.line(place), pattern=PATTERNS[place])
    if stroke.part == "place":
        return PLACE_AGAIN if before else PLACE
    if drawing.form == "stack" and stroke.part in ("england", "region", "neighbours", "authority"):
        return AGAINST
    return BY_PART[stroke.part]
