"""The probability of meeting a target, given only where such chances have told something before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.back_test import BackTest
from metrics.brier import brier_score, brier_skill, skill_interval
from metrics.forecasting import Floats
from metrics.periods import Period
from metrics.projection import Projection
from metrics.track_record import made_at
from plan.types import Band

DOES_NOT_PREDICT = "the past does not predict it"
NO_BETTER_SIDE = "neither lower nor higher alone is better"
# With fewer years a bootstrap of years says little about years to come.
FEWEST_YEARS = 5
# What a chance is proven on: a fall by a twentieth, or a rise where high is good.
_FALL, _RISE = 0.95, 1.05


@dataclass(frozen=True, kw_only=True)
class Skill:
    """What chances given beforehand were worth, over every authority and year that can be checked.

    The event: the value that came was at or below 0.95 of the last, or at or above 1.05 where high
    is good; `happened` is its share. `lower` and `upper` are the 95% limits of `skill`, by a
    bootstrap of years.
    """

    horizon: int
    years: int
    cases: int
    happened: float
    score: float
    base_score: float
    skill: float
    lower: float
    upper: float

    @property
    def is_proven(self) -> bool:
        return self.years >= FEWEST_YEARS and self.skill > 0 and self.lower > 0


@dataclass(frozen=True, kw_only=True)
class Chance:
    """The probability of meeting a target, or None with the reason.

    `skill` is None where it was not asked for or cannot be told.
    """

    probability: float | None
    reason: str
    skill: Skill | None = None


def chance_of_meeting(
    test: BackTest, projection: Projection, target: float | Band, period: Period
) -> Chance:
    """The probability that the projection's area meets a target in a year to come.

    Only of a year the projection is drawn for, and only where chances given as far ahead were worth
    more than the base rate. `test` is the back-test the projection was made from.
    """
    if not _has_better_side(test) or isinstance(target, Band):
        return Chance(probability=None, reason=NO_BETTER_SIDE)
    periods = [prediction.period for prediction in projection.ahead]
    if period not in periods:
        return Chance(probability=None, reason=DOES_NOT_PREDICT)
    horizon = 1 + periods.index(period)
    proven = skill(test, horizon)
    if proven is None or not proven.is_proven:
        return Chance(probability=None, reason=DOES_NOT_PREDICT, skill=proven)
    place = test.periods.index(projection.ahead[0].origin)
    found = _chances(test, place, horizon, np.full(len(test.areas), float(target)))
    own = float(found[test.areas.index(projection.area_code)])
    return Chance(probability=own, reason="", skill=proven)


def skill(test: BackTest, horizon: int = 1) -> Skill | None:
    """What the back-test's chances of the event were worth, that many years ahead.

    The base rate is the share of the cases known at an origin in which the event had happened.
    None where nothing can be checked, or neither side of a value is better.
    """
    if not _has_better_side(test):
        return None
    cases = [case for place in range(len(test.origins)) for case in _cases(test, place, horizon)]
    if not cases:
        return None
    years, chances, base, happened = zip(*cases, strict=True)
    lower, upper = skill_interval(chances, base, happened, years)
    return Skill(
        horizon=horizon,
        years=len(set(years)),
        cases=len(cases),
        happened=sum(happened) / len(cases),
        score=brier_score(chances, happened),
        base_score=brier_score(base, happened),
        skill=brier_skill(chances, base, happened),
        lower=lower,
        upper=upper,
    )


def _has_better_side(test: BackTest) -> bool:
    return test.measure.polarity in ("low", "high")


def _cases(test: BackTest, place: int, horizon: int) -> list[tuple[int, float, float, bool]]:
    """The origin's place, chance, base rate and outcome of each area that can be checked."""
    limits, known, happened = _event(test, place, horizon)
    chances = _chances(test, place, horizon, limits)
    base = _base_rate(test, place, horizon)
    return [
        (place, float(chances[area]), base, bool(happened[area]))
        for area in np.flatnonzero(known & ~np.isnan(chances))
    ]


def _base_rate(test: BackTest, place: int, horizon: int) -> float:
    """How often the event had happened, of all that had come by an origin; never 0 or 1."""
    before = [_event(test, earlier, horizon)[1:] for earlier in range(place - horizon + 1)]
    number = sum(int(known.sum()) for known, _ in before)
    met = sum(int((known & happened).sum()) for known, happened in before)
    return (met + 0.5) / (number + 1)


def _event(
    test: BackTest, place: int, horizon: int
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """By area: the limit of the event, whether it can be told, and whether it happened."""
    made = made_at(test, place, horizon)
    known = ~np.isnan(made.predicted) & ~np.isnan(made.came)
    if test.measure.polarity == "low":
        limits = made.last * _FALL
        return limits, known, made.came <= limits * (1 + 1e-9)
    limits = made.last * _RISE
    return limits, known, made.came >= limits * (1 - 1e-9)


def _chances(test: BackTest, place: int, horizon: int, limits: Floats) -> Floats:
    at_most = test.measure.polarity == "low"
    return test.origins[place].chances(horizon, test.scale.forward(limits), at_most=at_most)
