"""A row of the truth table: a world in a sentence and a few numbers, and the words it must get."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.metrics.made_world import World

MET, NEARLY, MISSED, NO_TARGET = "met", "nearly", "missed", "no target agreed"
NOT_COMPARABLE, NOT_YET_DUE, NOT_CALCULATED = "not comparable", "not yet due", "not calculated"
CLEAR, CHANCE, HIDDEN = "clear", "could be chance", "suppressed"
IMPROVING, WORSENING, RISING, FALLING = "improving", "worsening", "rising", "falling"
NO_CHANGE, UNTOLD = "no change detectable", "cannot be calculated"
BETTER, SIMILAR, WORSE, HIGHER, LOWER = "better", "similar", "worse", "higher", "lower"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said; `robust` without what comes after a semicolon, or the reason of none."""

    target: str = NO_TARGET
    certainty: str = NOT_CALCULATED
    direction: str = UNTOLD
    england: str = NOT_COMPARABLE
    region: str = NOT_COMPARABLE
    neighbours: str = NOT_COMPARABLE
    robust: str = NOT_CALCULATED


class Row(NamedTuple):
    sentence: str
    world: World
    words: Words


ALL_HIDDEN = {
    **dict.fromkeys(("direction", "england", "region", "neighbours", "robust"), HIDDEN),
    "certainty": HIDDEN,
}


def row(sentence: str, world: Mapping[str, Any], **words: str) -> Row:
    return Row(sentence, World(**world), Words(**words))


PERCENT = {"unit": "%", "polarity": "high", "of": 1000}
