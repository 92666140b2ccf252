"""The three facts in words: what is said of one world after another, and why.

Each row is a world in a sentence, in a few numbers, and in the words it must get; a word left out
is the one a lone year without target and company gets.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pytest

from metrics.facts import Facts
from tests.metrics.made_world import World, facts_in
from tests.metrics.truth.directions import DIRECTIONS
from tests.metrics.truth.positions import POSITIONS
from tests.metrics.truth.targets import TARGETS
from tests.metrics.truth.words import NOT_CALCULATED, Row, Words


def said(found: Facts) -> Words:
    robust = found.position.robust.partition(";")[0]
    return Words(
        target=found.target.fact,
        certainty=found.target.certainty,
        direction=found.direction.fact,
        england=found.position.england.fact,
        region=found.position.region.fact,
        neighbours=found.position.neighbours.fact,
        robust=NOT_CALCULATED if robust.startswith(NOT_CALCULATED) else robust,
    )


def cases(rows: Iterable[Row]) -> list[Any]:
    return [pytest.param(each.world, each.words, id=each.sentence) for each in rows]


@pytest.mark.parametrize(("world", "words"), cases(TARGETS))
def test_the_target(world: World, words: Words) -> None:
    assert asdict(said(facts_in(world))) == asdict(words)


@pytest.mark.parametrize(("world", "words"), cases(DIRECTIONS))
def test_the_direction(world: World, words: Words) -> None:
    assert asdict(said(facts_in(world))) == asdict(words)


@pytest.mark.parametrize(("world", "words"), cases(POSITIONS))
def test_the_position(world: World, words: Words) -> None:
    assert asdict(said(facts_in(world))) == asdict(words)
