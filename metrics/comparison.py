"""An area's own interval against a figure of others: better, similar, worse, and of which year."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import pandas as pd

from metrics.definitions import Measure
from metrics.latest import BASES, KINDS, SUPPRESSED, quoted_kind
from metrics.periods import Period
from metrics.pooling import Figure, pooled
from metrics.ranking import compared
from metrics.target_fact import IS_SUPPRESSED, NOT_CALCULATED, NOT_COMPARABLE
from plan.types import academic_year_of

NO_INTERVAL = "no interval can be made for this figure"
YEARS_POOLED = 3

Figures = Mapping[Period, Figure]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What an area's interval says against `value`, the comparator's, in `period`.

    `fact` is better, similar, worse, higher or lower; or not comparable, suppressed, not
    calculated. `method` names the interval and how the comparator's value came about.
    """

    name: str
    fact: str
    value: float | None = None
    period: Period | None = None
    method: str = ""
    reason: str = ""

    @property
    def is_told(self) -> bool:
        """Whether there is a verdict."""
        return self.fact not in (NOT_COMPARABLE, IS_SUPPRESSED, NOT_CALCULATED)


@dataclass(frozen=True, kw_only=True)
class Comparator:
    """A figure to compare with, by period: its value and how it was made.

    `absent` says why there is none at all, `lacks` what is missing in a year without one.
    """

    name: str
    values: Mapping[Period, float]
    made: Mapping[Period, str]
    absent: str
    lacks: str


def figures_of(
    frame: pd.DataFrame, measure: Measure, codes: Collection[str], basis: str
) -> dict[str, dict[Period, Figure]]:
    """Matured all-pupil figures of the kind that is quoted, on one basis, by area and period."""
    chosen = frame[
        (frame["measure_id"] == measure.id)
        & frame["area_code"].isin(list(codes))
        & (frame["basis"] == basis)
        & (frame["breakdown_topic"] == "Total")
        & (frame["breakdown"] == "Total")
        & frame["time_identifier"].isin(KINDS[quoted_kind(measure)])
        & ~frame["provisional"].eq(True)
    ]
    found: dict[str, dict[Period, Figure]] = {}
    places = zip(chosen["area_code"], periods_of(chosen), strict=True)
    for (code, period), figure in zip(places, figures(chosen), strict=True):
        found.setdefault(code, {})[period] = figure
    return found


def figures(frame: pd.DataFrame) -> list[Figure]:
    """The figure of each row of a frame of points."""
    numbers = [
        _optional(frame[name]) for name in ("value", "lower_ci", "upper_ci", "numerator")
    ] + [_optional(frame["denominator"])]
    words = [[_word(cell) for cell in frame[name]] for name in ("method", "symbol")]
    value, lower, upper, numerator, denominator = numbers
    method, symbol = words
    rows = zip(value, lower, upper, method, numerator, denominator, symbol, strict=True)
    return [Figure(*row) for row in rows]


def periods_of(frame: pd.DataFrame) -> list[Period]:
    """The period of each row of a frame of points."""
    made: dict[tuple[int, str], Period] = {}
    found = []
    for key in zip(frame["time_period"], frame["time_identifier"], strict=True):
        if key not in made:
            made[key] = Period(int(key[0]), key[1])
        found.append(made[key])
    return found


def basis_of(frame: pd.DataFrame, measure: Measure, code: str) -> str | None:
    """The basis on which an area's all-pupil figures are quoted; None where it has none."""
    own = frame[(frame["measure_id"] == measure.id) & (frame["area_code"] == code)]
    held = set(own["basis"])
    return next((basis for basis in BASES if basis in held), None)


def area_as_comparator(name: str, figures: Figures, absent: str = "") -> Comparator:
    """One area's own value in each year."""
    values = {p: f.value for p, f in figures.items() if f.value is not None}
    return Comparator(
        name=name,
        values=values,
        made=dict.fromkeys(values, f"against {name}"),
        absent=absent or f"no figure of {name} is in this release",
        lacks=f"{name} has no figure",
    )


def set_as_comparator(
    name: str,
    codes: Sequence[str],
    by_area: Mapping[str, Figures],
    middle: Callable[[Sequence[float]], float],
    absent: str = "",
) -> Comparator:
    """The middle of a set of areas, in the years for which more than half of them have a value."""
    told: dict[Period, list[float]] = {}
    for code in codes:
        for period, figure in by_area.get(code, {}).items():
            if figure.value is not None:
                told.setdefault(period, []).append(figure.value)
    enough = {p: own for p, own in told.items() if 2 * len(own) > len(codes)}
    if codes:
        absent = absent or f"no year has figures of more than half of the {len(codes)} neighbours"
    return Comparator(
        name=name,
        values={p: middle(own) for p, own in enough.items()},
        made={
            p: f"against the {name}, {len(own)} of {len(codes)} with a figure"
            for p, own in enough.items()
        },
        absent=absent or "this set of neighbours is not in this release",
        lacks="half of the neighbours or more have no figure",
    )


def compare(own: Figures, other: Comparator, measure: Measure) -> Comparison:
    """An area's figures against a comparator's, for the newest year both have."""
    refused = _refused(own, other)
    if refused:
        return refused
    newest, period = _newest(own), _newest_common(own, other)[0]
    figure = own[period]
    fact = compared((figure.lower, figure.upper), other.values[period], measure.polarity)
    older = f"{other.lacks} for {newest.label}" if newest != period else ""
    return Comparison(
        name=other.name,
        fact=fact or NOT_CALCULATED,
        value=other.values[period],
        period=period,
        method=_joined(figure.method, other.made[period]) if fact else "",
        reason=older if fact else figure.method or NO_INTERVAL,
    )


def compare_years(name: str, own: Figures, other: Comparator, measure: Measure) -> Comparison:
    """The newest three years both have, put together; years flagged as breaks are left out."""
    refused = _refused(own, other, name)
    if refused:
        return refused
    broken = {academic_year_of(year): why for year, why in measure.breaks}
    common = _newest_common(own, other)
    whole = [p for p in common if academic_year_of(p.time_period) not in broken][:YEARS_POOLED]
    if len(whole) < YEARS_POOLED:
        reason = f"{len(whole)} of the {YEARS_POOLED} years needed are there for both"
        return Comparison(name=name, fact=NOT_CALCULATED, reason=reason)
    try:
        figure = pooled([own[p] for p in whole], measure.multiplier)
    except ValueError as why:
        return Comparison(name=name, fact=NOT_CALCULATED, period=whole[0], reason=str(why))
    value = fmean(other.values[p] for p in whole)
    fact = compared((figure.lower, figure.upper), value, measure.polarity)
    spanned = [p for p in common if whole[-1] < p < whole[0] and p not in whole]
    return Comparison(
        name=name,
        fact=fact or NOT_CALCULATED,
        value=value,
        period=whole[0],
        method=f"{figure.method}, {_listed(whole)} together, against the {other.name} over them",
        reason=f"{_listed(spanned)} left out as a break" if spanned else "",
    )


def _refused(own: Figures, other: Comparator, name: str = "") -> Comparison | None:
    """Why there is nothing to compare, in the order in which it is asked."""
    name = name or other.name
    if not other.values:
        return Comparison(name=name, fact=NOT_COMPARABLE, reason=other.absent)
    newest = max((p for p, f in own.items() if _is_said(f)), default=None)
    if newest is None:
        return Comparison(name=name, fact=NOT_CALCULATED, reason="no figure of this area")
    if own[newest].value is None:
        reason = f"the figure of {newest.label} is suppressed"
        return Comparison(name=name, fact=IS_SUPPRESSED, period=newest, reason=reason)
    if not _newest_common(own, other):
        reason = "there is no year for which both have a figure"
        return Comparison(name=name, fact=NOT_COMPARABLE, reason=reason)
    return None


def _is_said(figure: Figure) -> bool:
    """A suppressed figure counts: an older year behind it would mislead."""
    return figure.value is not None or figure.symbol == SUPPRESSED


def _newest(own: Figures) -> Period:
    return max(period for period, figure in own.items() if _is_said(figure))


def _newest_common(own: Figures, other: Comparator) -> list[Period]:
    told = (p for p, figure in own.items() if figure.value is not None and p in other.values)
    return sorted(told, reverse=True)


def _listed(periods: Sequence[Period]) -> str:
    # "Autumn and spring term" three times over is no easier to read.
    labels = [p.label.removeprefix(f"{p.time_identifier} ") for p in sorted(periods)]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _optional(column: "pd.Series[Any]") -> list[float | None]:
    return [None if number != number else number for number in column.astype(float).tolist()]


def _word(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""
