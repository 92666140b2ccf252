"""The one division."""

import math
from typing import Any

import pandas as pd


def divide(
    numerator: "pd.Series[float]", denominator: "pd.Series[float]", multiplier: float
) -> "pd.Series[float]":
    """multiplier x numerator / denominator, missing where either is or the denominator is 0."""
    return _quotient(numerator, denominator.where(denominator != 0), multiplier)


def divide_one(numerator: float, denominator: float, multiplier: float) -> float | None:
    """The same of one pair of numbers: None where it is missing."""
    found = _quotient(numerator, denominator, multiplier) if denominator else math.nan
    return None if math.isnan(found) else found


def _quotient(numerator: Any, denominator: Any, multiplier: float) -> Any:
    # Multiply first: 70 / 1000 * 100 is 7.000000000000001 and misses a target of 7.
    return multiplier * numerator / denominator
