"""Limits of published indicators without a measure of their own, where the counts make them sure."""

import numpy as np
import pandas as pd

from metrics import interval_formulas as formulas
from metrics.intervals import CONFIDENCE_95, WILSON, WILSON_ROUNDED

# DfE's cohort is known to be what these are percentages of.
OF_THEIR_COHORT = ("context_ap_school_persistent_absence_percent",)
# DfE prints percentages to one decimal place at least.
ROUNDING = 0.051


def with_context_limits(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with 95% limits of its percentages that are one of its counts over the other.

    The rest have no limits and no method: what their numbers count is not known.
    """
    value, numerator, denominator = (
        frame[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("value", "numerator", "denominator")
    )
    percentage = (frame["unit"] == "%").to_numpy(dtype=bool) & (value >= 0) & (denominator > 0)
    own = percentage & (numerator >= 0) & (numerator <= denominator)
    shown = 100 * np.where(own, numerator, 0) / np.where(own, denominator, 1)
    own &= np.abs(shown - value) <= ROUNDING
    named = frame["measure_id"].isin(OF_THEIR_COHORT).to_numpy(dtype=bool)
    rounded = percentage & np.isnan(numerator) & (value <= 100) & named
    part = np.where(own, numerator, formulas.part_of(value, denominator))
    told = own | rounded
    lower, upper = (np.full(len(frame), np.nan) for _ in range(2))
    pair = formulas.wilson(part[told], denominator[told], CONFIDENCE_95)
    lower[told], upper[told] = (100 * limit for limit in pair)
    methods = np.select([own, rounded], [WILSON, WILSON_ROUNDED], "")
    return frame.assign(lower_ci=lower, upper_ci=upper, method=methods)
