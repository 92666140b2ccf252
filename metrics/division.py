"""The one division."""

import pandas as pd


def divide(
    numerator: "pd.Series[float]", denominator: "pd.Series[float]", multiplier: float
) -> "pd.Series[float]":
    """multiplier x numerator / denominator, missing where either is or the denominator is 0."""
    # Multiply first: 70 / 1000 * 100 is 7.000000000000001 and misses a target of 7.
    return multiplier * numerator / denominator.where(denominator != 0)
