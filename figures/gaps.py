"""Gaps between groups as a table and a sentence, each with its limits."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from figures import wording
from figures.format import bare, gap_text, number
from metrics.definitions import Measure
from metrics.gaps import Gap

COLUMNS = ("Group", "Against", "Times as high", "Difference", "What it says")


@dataclass(frozen=True)
class Gaps:
    """`sentence` tells one gap that is more than chance, empty where there is none."""

    table: pd.DataFrame
    sentence: str


def told(found: Sequence[Gap], measure: Measure) -> Gaps | None:
    """None where no group can be set beside another."""
    if not any(gap.difference is not None for gap in found):
        return None
    return Gaps(_table(found, measure), _sentence(found, measure))


def _table(gaps: Sequence[Gap], measure: Measure) -> pd.DataFrame:
    """One row a group: ratio and difference with their 95% limits, or why there is none."""
    return pd.DataFrame(
        [
            {
                "Group": gap.group,
                "Against": gap.reference,
                "Times as high": _ratio(gap),
                "Difference": _difference(gap, measure),
                "What it says": _says(gap),
            }
            for gap in gaps
        ],
        columns=list(COLUMNS),
    )


def _says(gap: Gap) -> str:
    """Whether a gap is more than chance; why it is not told otherwise."""
    if gap.difference_lower is None or gap.difference_upper is None:
        return wording.sentence(gap.reason).removesuffix(".")
    if gap.difference_lower > 0:
        return "Higher, more than chance"
    if gap.difference_upper < 0:
        return "Lower, more than chance"
    return "No more than chance"


def _sentence(gaps: Sequence[Gap], measure: Measure) -> str:
    """The widest gap that is more than chance, of the groups that stand worse if any does.

    Empty where there is none.
    """
    sure = [
        gap
        for gap in gaps
        if gap.difference is not None
        and gap.difference_lower is not None
        and gap.difference_upper is not None
        and (gap.difference_lower > 0 or gap.difference_upper < 0)
    ]
    if not sure:
        return ""
    widest = max(sure, key=lambda gap: (_is_worse(gap, measure), abs(gap.difference or 0)))
    difference = widest.difference or 0
    way = "higher" if difference > 0 else "lower"
    times = f", {number(widest.ratio, 1)} times as high" if widest.ratio else ""
    return (
        f"{widest.group} is {way} than {widest.reference} by {gap_text(difference, measure.unit)}"
        f"{times} ({widest.period.label})."
    )


def _is_worse(gap: Gap, measure: Measure) -> bool:
    worse = {"low": 1, "high": -1}.get(measure.polarity, 0)
    return worse * (gap.difference or 0) > 0


def _ratio(gap: Gap) -> str:
    if gap.ratio is None:
        return ""
    return number(gap.ratio, 2) + _between(gap.ratio_lower, gap.ratio_upper, "")


def _difference(gap: Gap, measure: Measure) -> str:
    if gap.difference is None:
        return ""
    sign = "+" if gap.difference > 0 else "−" if gap.difference < 0 else ""
    text = sign + bare(abs(gap.difference), measure.unit)
    return text + _between(gap.difference_lower, gap.difference_upper, measure.unit)


def _between(lower: float | None, upper: float | None, unit: str) -> str:
    if lower is None or upper is None:
        return ""
    low, high = (bare(one, unit) if unit else number(one, 2) for one in (lower, upper))
    return f" ({low} to {high})"
