"""The median against scipy's product-limit curve, and where nobody has left."""

from random import Random

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from metrics.survival import median_weeks


@pytest.mark.parametrize("seed", range(40))
def test_the_median_is_where_scipys_curve_comes_to_a_half(seed: int) -> None:
    made = Random(seed)
    # A length may come in several rows, as the parts of a total do, and may have nobody in it.
    weeks = [made.randint(0, 12) for _ in range(made.randint(1, 20))]
    ended, waiting = ([made.randint(0, 3) for _ in weeks] for _ in range(2))
    left, open_ = np.repeat(weeks, ended).astype(float), np.repeat(weeks, waiting).astype(float)
    if not left.size:
        assert median_weeks(weeks, ended, waiting) is None
        return
    curve = ecdf(CensoredData(uncensored=left, right=open_)).sf
    reached = curve.quantiles[curve.probabilities <= 0.5 + 1e-12]
    assert median_weeks(weeks, ended, waiting) == (reached[0] if reached.size else None)


def test_half_exactly_is_reached() -> None:
    assert median_weeks([2, 9], [5, 5], [0, 0]) == 2


def test_where_too_many_still_wait_there_is_no_median() -> None:
    assert median_weeks([2, 9], [4, 0], [0, 6]) is None


def test_nobody_has_no_median() -> None:
    assert median_weeks([], [], []) is None
    assert median_weeks([3], [0], [0]) is None
