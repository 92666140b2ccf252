"""Whether chances given beforehand told more than the base rate did.

Source: Brier (1950), Verification of forecasts expressed in terms of probability; the skill score
against the base rate as in Murphy (1973).
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2000


def brier_score(chances: ArrayLike, happened: ArrayLike) -> float:
    """The mean squared difference of chances, 0 to 1, from what happened, 0 or 1; 0 is best."""
    return float(np.mean(_squared(chances, happened)))


def brier_skill(chances: ArrayLike, base_rates: ArrayLike, happened: ArrayLike) -> float:
    """1 for chances that knew, 0 for chances as good as the base rate's, below 0 for worse.

    NaN where the base rate itself was never wrong.
    """
    score, base = brier_score(chances, happened), brier_score(base_rates, happened)
    return 1 - score / base if base else float("nan")


def skill_interval(
    chances: ArrayLike,
    base_rates: ArrayLike,
    happened: ArrayLike,
    years: Sequence[Hashable],
    confidence: float = 0.95,
) -> tuple[float, float]:
    """The limits of the skill by a bootstrap of whole years, the same each time.

    Areas rise and fall together in a year, so a year is one observation and not as many as there
    are areas. NaN where a sample's base rate was never wrong.
    """
    names = list(dict.fromkeys(years))
    place = np.array([names.index(year) for year in years])
    score = np.bincount(place, weights=_squared(chances, happened))
    base = np.bincount(place, weights=_squared(base_rates, happened))
    drawn = np.random.default_rng(0).integers(len(names), size=(RESAMPLES, len(names)))
    with np.errstate(divide="ignore", invalid="ignore"):
        skills = 1 - score[drawn].sum(axis=1) / base[drawn].sum(axis=1)
        tail = (1 - confidence) / 2
        lower, upper = np.quantile(skills, [tail, 1 - tail])
    return float(lower), float(upper)


def _squared(chances: ArrayLike, happened: ArrayLike) -> NDArray[np.float64]:
    missed = np.asarray(chances, dtype=np.float64) - np.asarray(happened, dtype=np.float64)
    return np.asarray(missed**2)
