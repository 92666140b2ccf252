"""How far groups of pupils, or districts, are apart: a ratio and a difference, each with limits.

A group stands beside a reference group, and a district beside the rest of the authority: against
a total that holds it, it would partly be compared with itself.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from metrics.comparison import NO_INTERVAL, figures, periods_of
from metrics.definitions import Measure
from metrics.gap_intervals import (
    Interval,
    difference_of_limits,
    ratio_of_limits,
    ratio_of_rates,
)
from metrics.intervals import BYAR_FROM, WIDENED
from metrics.latest import BASES, KINDS, SUPPRESSED, quoted_kind
from metrics.limits import with_limits
from metrics.periods import Period
from metrics.pooling import Figure, dispersion_behind, rate, squares_behind
from metrics.position import NO_PLACE

DISTRICT = "District"
REFERENCES = {
    "Sex": "Female",
    "SEN provision": "No SEN",
    "Free school meals": "Not eligible for free school meals",
    "Ethnicity group": "White",
}
NOT_KNOWN = ("Not known", "Unclassified")
FEWEST_BEHIND, FEWEST_IN_GROUP = 5, 10

EXACT = "exact conditional method"
LOG = "log method"
MOVER_LOG = "limits of both on the log scale (MOVER)"
NEWCOMBE = "Newcombe's hybrid score"
MOVER = "limits of both (MOVER)"

UNTOLD = "its interval cannot be told from those of the parts"

_PARTS = "Local authority district"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A group against its reference: group over reference, and group less reference.

    Limits are 95%. The difference is in the measure's unit (percentage points for a percentage).
    None where there is none, and `reason` says why.
    """

    group: str
    reference: str
    period: Period
    ratio: float | None = None
    ratio_lower: float | None = None
    ratio_upper: float | None = None
    difference: float | None = None
    difference_lower: float | None = None
    difference_upper: float | None = None
    method: str = ""
    reason: str = ""


class _Group(NamedTuple):
    name: str
    figure: Figure
    provisional: bool = False
    behind: float | None = None
    not_behind: float | None = None
    in_group: float | None = None
    is_group: bool = True


def gaps(
    measure: Measure,
    frame: pd.DataFrame,
    area_code: str,
    topic: str,
    period: Period | None = None,
) -> tuple[Gap, ...]:
    """Each group of a topic against its reference, or each district against the rest ("District").

    `frame` holds the measure's points with their limits, and the districts'. The newest matured
    period unless one is named; none at all where the topic has no points. Raises ValueError for a
    topic without a reference group.
    """
    if topic != DISTRICT and topic not in REFERENCES:
        raise ValueError(
            f"{topic!r} has no reference group; expected {DISTRICT!r} or one of {tuple(REFERENCES)}"
        )
    rows = _rows(measure, frame, area_code, topic)
    if not len(rows):
        return ()
    whole = _whole(measure, frame, area_code, rows)
    period = period or _newest([rows, whole], measure)
    if period is None:
        return ()
    rows, whole = _of_period(rows, period), _of_period(whole, period)
    if topic == DISTRICT:
        return _district_gaps(measure, rows, whole, period)
    groups = {group.name: group for group in _groups(rows, "breakdown")}
    reference = groups.pop(REFERENCES[topic], _Group(REFERENCES[topic], Figure(None)))
    return tuple(_gap(group, reference, measure, period) for group in groups.values())


def _gap(group: _Group, reference: _Group, measure: Measure, period: Period) -> Gap:
    """One group against its reference, or why not."""
    empty = Gap(group=group.name, reference=reference.name, period=period)
    reason = _why_not(group, measure)
    if not reason and (against := _why_not(reference, measure)):
        reason = f"{reference.name}: {against}"
    if reason:
        return replace(empty, reason=reason)
    one, other = group.figure, reference.figure
    difference = difference_of_limits(one, other)
    how = NEWCOMBE if one.is_proportion and other.is_proportion else MOVER
    ratio, by = _ratio(one, other, measure)
    if ratio[0] is None:
        is_median = measure.calculation == "median"
        reason = "medians have no ratio" if is_median else "no ratio where a group has none"
    return replace(
        empty,
        ratio=ratio[0],
        ratio_lower=ratio[1],
        ratio_upper=ratio[2],
        difference=difference[0],
        difference_lower=difference[1],
        difference_upper=difference[2],
        method=f"ratio: {by}; difference: {how}" if ratio[0] is not None else f"difference: {how}",
        reason=reason,
    )


def _ratio(one: Figure, other: Figure, measure: Measure) -> tuple[Interval, str]:
    if measure.calculation == "median":
        return (None, None, None), ""
    if not (one.is_poisson and other.is_poisson):
        return ratio_of_limits(one, other), MOVER_LOG
    assert one.numerator is not None
    assert other.numerator is not None
    assert one.denominator
    assert other.denominator
    spreads = [dispersion_behind(figure, measure.multiplier) for figure in (one, other)]
    is_small = min(one.numerator, other.numerator) < BYAR_FROM
    if is_small and max(spreads) > 1:
        return ratio_of_limits(one, other), MOVER_LOG
    found = ratio_of_rates(
        one.numerator,
        one.denominator,
        other.numerator,
        other.denominator,
        dispersion=spreads[0],
        other_dispersion=spreads[1],
    )
    return found, EXACT if is_small else LOG + (WIDENED if max(spreads) > 1 else "")


def _why_not(group: _Group, measure: Measure) -> str:
    """Why a group is not compared; empty where it is. Small groups are no basis for a sentence."""
    figure = group.figure
    counted = "schools" if measure.contributor == "school" else "children"
    if not group.is_group:
        return "it is not one group of pupils"
    if measure.calculation == "count":
        return "a count is larger in a larger group"
    if group.provisional:
        return "provisional: its time is not up yet"
    if figure.symbol == SUPPRESSED:
        return "suppressed"
    if figure.value is None:
        return figure.method or "no figure"
    if any(_under(size, FEWEST_IN_GROUP) for size in (group.in_group, figure.denominator)):
        return f"fewer than {FEWEST_IN_GROUP} {counted} in the group"
    if _under(group.behind, FEWEST_BEHIND) or _under(group.not_behind, FEWEST_BEHIND):
        return f"fewer than {FEWEST_BEHIND} {counted} behind the figure"
    return "" if figure.has_limits else figure.method or NO_INTERVAL


def _rows(measure: Measure, frame: pd.DataFrame, area_code: str, topic: str) -> pd.DataFrame:
    """The points of a topic's groups, on one basis."""
    if topic == DISTRICT:
        chosen = (frame["geographic_level"] == _PARTS) & (frame["breakdown_topic"] == "Total")
    else:
        chosen = (frame["area_code"] == area_code) & (frame["breakdown_topic"] == topic)
    rows = frame[chosen & (frame["measure_id"] == measure.id)]
    held = set(rows["basis"])
    if len(held) < 2:
        return rows
    basis = next((basis for basis in BASES if basis in held), None)
    return rows[rows["basis"] == basis]


def _whole(
    measure: Measure, frame: pd.DataFrame, area_code: str, parts: pd.DataFrame
) -> pd.DataFrame:
    """The authority's own points, on the basis of its parts."""
    return frame[
        (frame["area_code"] == area_code)
        & (frame["measure_id"] == measure.id)
        & (frame["breakdown_topic"] == "Total")
        & frame["basis"].isin(parts["basis"].unique())
    ]


def _of_period(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    same_year = rows["time_period"] == period.time_period
    return rows[same_year & (rows["time_identifier"] == period.time_identifier)]


def _newest(frames: Sequence[pd.DataFrame], measure: Measure) -> Period | None:
    """The newest period that has matured in every part, else the newest there is.

    A part without a case to decide matures before the others; it waits for them.
    """
    names = KINDS[quoted_kind(measure)]
    every, told, waiting = set[Period](), set[Period](), set[Period]()
    for rows in frames:
        has_value, is_waiting = rows["value"].notna(), rows["provisional"].eq(True)
        for period, known, waits in zip(periods_of(rows), has_value, is_waiting, strict=True):
            if period.time_identifier in names:
                every.add(period)
                told |= {period} if known else set()
                waiting |= {period} if waits else set()
    return max(told - waiting or every, default=None)


def _groups(rows: pd.DataFrame, named_by: str) -> list[_Group]:
    contributors = [
        rows[name].astype(float).tolist() if name in rows else [math.nan] * len(rows)
        for name in (
            "numerator_contributors",
            "complement_contributors",
            "denominator_contributors",
        )
    ]
    cells = zip(
        rows[named_by],
        rows["area_code"],
        figures(rows),
        rows["provisional"],
        *contributors,
        strict=True,
    )
    return [
        _Group(
            name=name,
            figure=figure,
            provisional=bool(provisional),
            behind=_told(behind),
            not_behind=_told(not_behind),
            in_group=_told(in_group),
            is_group=name not in NOT_KNOWN and code not in NO_PLACE,
        )
        for name, code, figure, provisional, behind, not_behind, in_group in cells
    ]


def _district_gaps(
    measure: Measure, rows: pd.DataFrame, whole: pd.DataFrame, period: Period
) -> tuple[Gap, ...]:
    if not len(rows):
        return ()
    name = f"the rest of {whole['area_name'].iloc[0] if len(whole) else 'the authority'}"
    districts = _groups(rows, "area_name")
    total = _groups(whole, "area_name")[0] if len(whole) else _Group(name, Figure(None))
    rest = _rest(measure, total, districts, period, rows["basis"].iloc[0])
    pairs = zip(districts, rest, strict=True)
    return tuple(_gap(own, other._replace(name=name), measure, period) for own, other in pairs)


def _rest(
    measure: Measure, total: _Group, districts: Sequence[_Group], period: Period, basis: str
) -> list[_Group]:
    """The authority without each district: counts and sums of squares subtract, and so its limits."""
    counts = pd.DataFrame(
        [
            {
                name: _less(_sum(total, name, measure), _sum(district, name, measure))
                for name in ("numerator", "denominator", "squares")
            }
            for district in districts
        ],
        dtype=float,
    )
    values = [
        _rate_or_none(n, d, measure.multiplier)
        for n, d in zip(counts["numerator"], counts["denominator"], strict=True)
    ]
    made = counts.assign(
        value=pd.Series(values, dtype=float),
        basis=basis,
        time_period=period.time_period,
        time_identifier=period.time_identifier,
        symbol=total.figure.symbol,
    )
    made = with_limits(made, measure)
    untold = total.figure.method if not total.figure.has_limits else UNTOLD
    return [
        total._replace(
            figure=figure if figure.has_limits else figure._replace(method=untold),
            behind=_less(total.behind, district.behind),
            not_behind=_less(total.not_behind, district.not_behind),
            in_group=_less(total.in_group, district.in_group),
        )
        for figure, district in zip(figures(made), districts, strict=True)
    ]


def _sum(group: _Group, name: str, measure: Measure) -> float | None:
    figure = group.figure
    if name == "squares":
        return squares_behind(figure, measure.multiplier)
    return figure.numerator if name == "numerator" else figure.denominator


def _rate_or_none(numerator: float, denominator: float, multiplier: float) -> float | None:
    if math.isnan(numerator) or not denominator > 0:
        return None
    return rate(numerator, denominator, multiplier)


def _less(whole: float | None, part: float | None) -> float | None:
    return None if whole is None or part is None else whole - part


def _under(number: float | None, fewest: int) -> bool:
    return number is not None and number < fewest


def _told(number: Any) -> float | None:
    return None if number != number else float(number)
