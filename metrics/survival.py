"""Time to an event when some are still waiting for it."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import CensoredData, ecdf


def median_weeks(
    weeks: Sequence[int], ended: Sequence[int], still_open: Sequence[int]
) -> float | None:
    """The Kaplan-Meier median in whole weeks, or None when half have not ended yet.

    `ended` and `still_open` are placements by number of `weeks`. A median cannot be summed: it
    is worked out again for every total, never from the medians of the parts.
    """
    lengths = np.asarray(weeks, dtype=float)
    observed, waiting = np.repeat(lengths, ended), np.repeat(lengths, still_open)
    if not observed.size:
        return None
    curve = ecdf(CensoredData(uncensored=observed, right=waiting)).sf
    # A survival of exactly one half is reached, whatever the last binary digit says.
    reached = curve.quantiles[curve.probabilities <= 0.5 + 1e-12]
    return float(reached[0]) if reached.size else None
