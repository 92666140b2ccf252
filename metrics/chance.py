"""How many of the signals on show chance alone would raise if nothing had changed or differed."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from metrics.comparison import Comparison
from metrics.direction import IS_SUPPRESSED, DirectionFact
from metrics.trend import NO_CHANGE, NOT_CALCULATED

Reading = Literal["any point", "latest point"]

# A direction of years is tested at 99.8%. That the variation between years is itself estimated
# and that the five must agree without any one of them leaves about 3 in 1,000.
DIRECTION_OF_YEARS = 0.003
# A signal that still holds among the newest months or terms, as metrics.within_year reads them.
DIRECTION_OF_CHART = 0.02
# The two sides of a 95% interval together; of one side each half.
COMPARISON = 0.05
# For charts of so many points of normal chance: how often any point, and the latest, is a signal.
_CHARTS: Mapping[str, Mapping[int, tuple[float, float]]] = {
    "mdc": {
        7: (0.032, 0.016),
        10: (0.061, 0.016),
        13: (0.095, 0.018),
        17: (0.139, 0.017),
        24: (0.211, 0.019),
        36: (0.327, 0.019),
        60: (0.519, 0.022),
    },
    "nhsr_0_2_2": {
        7: (0.026, 0.013),
        10: (0.052, 0.014),
        13: (0.084, 0.015),
        17: (0.120, 0.015),
        24: (0.185, 0.015),
        36: (0.288, 0.016),
        60: (0.463, 0.017),
    },
}
_READINGS: tuple[Reading, ...] = ("any point", "latest point")
_SIMULATED = "simulated with the same rules on series that only chance moves"


@dataclass(frozen=True, kw_only=True)
class Chance:
    """One test that was run, whether it gave a signal, and how often chance alone would.

    `false_alarm` is a probability, 0 to 1; `source` says where it comes from.
    """

    test: str
    signal: bool
    false_alarm: float
    source: str


@dataclass(frozen=True, kw_only=True)
class FalseAlarms:
    """Signals shown, signals that chance alone would give on average, and tests run."""

    shown: int
    expected: float
    tests: int


def expected_false_alarms(tests: Iterable[Chance | None]) -> FalseAlarms:
    """The count over all tests that were run; None stands for a test that could not be."""
    run = [test for test in tests if test is not None]
    # Averages add up whether or not the tests hang together.
    return FalseAlarms(
        shown=sum(test.signal for test in run),
        expected=math.fsum(test.false_alarm for test in run),
        tests=len(run),
    )


def of_direction(found: DirectionFact) -> Chance | None:
    """The test behind a direction, of years or of a chart; None where none was run."""
    if found.fact in (NOT_CALCULATED, IS_SUPPRESSED):
        return None
    of_years = found.chi_square is not None
    return Chance(
        test="direction of years" if of_years else "direction of months or terms",
        signal=found.fact != NO_CHANGE,
        false_alarm=DIRECTION_OF_YEARS if of_years else DIRECTION_OF_CHART,
        source=_SIMULATED,
    )


def of_comparison(found: Comparison) -> Chance | None:
    """The test behind a comparison with another's figure; None where none was run."""
    if not found.is_told:
        return None
    return Chance(
        test=f"comparison with {found.name}",
        signal=found.fact != "similar",
        false_alarm=COMPARISON,
        source="both sides of a 95% interval",
    )


def of_chart(
    points: int, *, signal: bool, ruleset: str = "mdc", reading: Reading = "any point"
) -> Chance:
    """The test a control chart of so many recorded points is, read as a whole or at its end.

    Between the simulated lengths the probability lies on a line; beyond them it is that of the
    nearest. Raises ValueError for an unknown ruleset or reading, or no points.
    """
    if ruleset not in _CHARTS:
        raise ValueError(f"ruleset is {ruleset!r}; expected one of {tuple(_CHARTS)}")
    if reading not in _READINGS:
        raise ValueError(f"reading is {reading!r}; expected one of {_READINGS}")
    if points < 1:
        raise ValueError(f"the chart has {points} points; expected 1 or more")
    table = _CHARTS[ruleset]
    column = [rates[_READINGS.index(reading)] for rates in table.values()]
    return Chance(
        test=f"control chart of {points} points, {reading}",
        signal=signal,
        false_alarm=float(np.interp(points, list(table), column)),
        source=_SIMULATED,
    )
