"""Time to an event when some are still waiting for it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from metrics.division import divide


def median_weeks(
    weeks: Sequence[int], ended: Sequence[int], still_open: Sequence[int]
) -> float | None:
    """The Kaplan-Meier median in whole weeks, or None when half have not ended yet.

    `ended` and `still_open` are placements by number of `weeks`. A median cannot be summed: it
    is worked out again for every total, never from the medians of the parts.
    """
    lengths, nth = np.unique(np.asarray(weeks, dtype=float), return_inverse=True)
    leave = np.bincount(nth, weights=ended, minlength=len(lengths))
    wait = np.bincount(nth, weights=still_open, minlength=len(lengths))
    # Who waits so long or longer; those who still wait at a length have not left by it.
    at_risk = np.cumsum((leave + wait)[::-1])[::-1]
    lengths, leave, at_risk = (held[at_risk > 0] for held in (lengths, leave, at_risk))
    left = np.cumprod(1 - divide(pd.Series(leave), pd.Series(at_risk), 1))
    # A survival of exactly one half is reached, whatever the last binary digit says.
    reached = lengths[left <= 0.5 + 1e-12]
    return float(reached[0]) if reached.size else None
