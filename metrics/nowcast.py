"""Where a year is heading, from how far past years had come by the same month.

Only with five complete comparable years; with fewer, last year's curve is all that is shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from metrics.definitions import Measure
from metrics.in_year import YearSoFar
from metrics.periods import Period
from metrics.running_total import PastYear, past_years, steps_of
from plan.types import academic_year_of

FEWEST_COMPLETE_YEARS = 5
CONFIDENCE = 0.8
METHOD = "The count so far over the usual share of the year, 80% range from past years' spread"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a past year's nowcast would have been at the same month, and what came, in events.

    Each is worked out from the other years.
    """

    year: int
    count: float
    lower: float
    upper: float
    came: float

    @property
    def held(self) -> bool:
        """Whether what came was in the range."""
        return self.lower <= self.came <= self.upper


@dataclass(frozen=True, kw_only=True)
class Nowcast:
    """A year's end foreseen at a month, with an 80% range.

    `count` and its limits in events; `value` and its limits in the measure's unit. All are None
    where `reason` says why.
    """

    reaches: Period | None = None
    count: float | None = None
    lower_count: float | None = None
    upper_count: float | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    years: tuple[int, ...] = ()
    record: tuple[Said, ...] = ()
    method: str = ""
    reason: str = ""


def nowcast(measure: Measure, frame: pd.DataFrame, area_code: str, so_far: YearSoFar) -> Nowcast:
    """The end of the year that `so_far` is in; `frame` is the one it was made from."""
    to_date = so_far.to_date
    if to_date is None:
        return Nowcast(reason=so_far.reason)
    steps = steps_of(frame, measure, area_code, to_date.reaches.kind)
    past = past_years(measure, steps, to_date.reaches)
    years = tuple(each.year for each in past)
    reason = _why_not(measure, so_far, past)
    if reason:
        return Nowcast(reaches=to_date.reaches, years=years, reason=reason)
    count, lower, upper = foreseen(to_date.count, past)
    # The rate moves with its count: the roll of the year is known by January.
    per_event = to_date.value / to_date.count
    return Nowcast(
        reaches=to_date.reaches,
        count=count,
        lower_count=lower,
        upper_count=upper,
        value=count * per_event,
        lower=lower * per_event,
        upper=upper * per_event,
        years=years,
        record=track_record(past),
        method=METHOD,
    )


def foreseen(so_far: float, past: Sequence[PastYear]) -> tuple[float, float, float]:
    """A year's count, and its 80% range, from the count so far.

    A t range on the logarithm of the whole year over the count so far. What Poisson chance puts
    into that spread is taken at the size of this year, not of the past ones.
    """
    by_then = np.array([each.by_then for each in past], dtype=float)
    whole = np.array([each.whole for each in past], dtype=float)
    share = float(by_then.sum() / whole.sum())
    spread = float(np.log(whole / by_then).var(ddof=1))
    chance, chance_before = (1 - share) / so_far, float(((1 - share) / by_then).mean())
    between = max(0.0, spread - chance_before)
    resized = (between + chance) / (between + chance_before) if chance_before else 1.0
    t = float(-special.stdtrit(len(past) - 1, (1 - CONFIDENCE) / 2))
    half = t * math.sqrt(spread * (1 + 1 / len(past)) * resized)
    count = so_far / share
    # What has been counted is not taken back.
    return count, max(so_far, count * math.exp(-half)), count * math.exp(half)


def track_record(past: Sequence[PastYear]) -> tuple[Said, ...]:
    """What each past year's nowcast would have been from the other years, oldest first."""
    found = []
    for place, own in enumerate(past):
        others = [*past[:place], *past[place + 1 :]]
        count, lower, upper = foreseen(own.by_then, others)
        found.append(Said(year=own.year, count=count, lower=lower, upper=upper, came=own.whole))
    return tuple(found)


def _why_not(measure: Measure, so_far: YearSoFar, past: Sequence[PastYear]) -> str:
    assert so_far.to_date is not None
    reaches = so_far.to_date.reaches
    if so_far.over:
        return "the year is over"
    broken = {academic_year_of(when): why for when, why in measure.breaks}
    if reaches.time_period in broken:
        return f"the year is not like others: {broken[reaches.time_period]}"
    if len(past) < FEWEST_COMPLETE_YEARS:
        years = "year" if len(past) == 1 else "years"
        return f"{len(past)} complete comparable {years}; {FEWEST_COMPLETE_YEARS} are needed"
    if not so_far.to_date.count or not all(each.by_then for each in past):
        return f"nothing had been counted by {reaches.time_identifier} in one of the years"
    return ""
