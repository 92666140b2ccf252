"""The third fact: where an area stands against England, its region and its neighbours.

Each comparison is one way of asking. Six are asked together, since a verdict that turns on the
choice of neighbours, of mean or median, or of years is no verdict.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import Any

import pandas as pd

from metrics.comparison import (
    IS_SUPPRESSED,
    NOT_CALCULATED,
    NOT_COMPARABLE,
    Comparator,
    Comparison,
    Figures,
    area_as_comparator,
    basis_of,
    compare,
    compare_years,
    figures,
    figures_of,
    periods_of,
    set_as_comparator,
)
from metrics.definitions import Measure
from metrics.latest import KINDS, quoted_kind
from metrics.periods import Period
from metrics.ranking import FEWEST_AUTHORITIES, LEFT_OUT, NTILE, Standing, standing
from metrics.targets import ENGLAND, Areas

__all__ = [
    "IS_SUPPRESSED",
    "NEIGHBOUR_SETS",
    "Comparison",
    "PositionFact",
    "hidden",
    "position_fact",
]

NEIGHBOUR_SETS = ("2021-04", "2025-05")
COUNTRY, REGION, WHOLE = "England", "the region", "the whole authority"
THREE_YEARS = "three-year mean"
FEWEST_WAYS = 2
FOREIGN = "the region and the neighbours of this authority are not known"
WHOLE_ONLY = "DfE publishes figures of whole authorities only"
_AUTHORITY = "Local authority"
NO_PLACE = ("x", "z")


@dataclass(frozen=True, kw_only=True)
class PositionFact:
    """An area against each comparator, whether six ways of asking agree, and its standing.

    `standing` is of `standing_period`, with quartiles by type 7; `ntile_quartile` is the same by
    SQL's NTILE. `authority` is for a part of the authority only, None for the authority itself.
    """

    england: Comparison
    region: Comparison
    neighbours: Comparison
    robust: str
    ways: tuple[Comparison, ...]
    standing: Standing | None = None
    standing_period: Period | None = None
    ntile_quartile: str | None = None
    authority: Comparison | None = None


def position_fact(
    measure: Measure,
    frame: pd.DataFrame,
    areas: Areas,
    area_code: str,
    *,
    neighbour_set: str = "2025-05",
) -> PositionFact:
    """Where an area stands, from a measure's points with those of every area there is.

    Only published figures meet published figures; provisional ones take no part.
    """
    if area_code != areas.authority and not _is_authority(frame, area_code):
        # Other areas' figures are of whole authorities: a district has only its own beside it.
        alone = _without(_why_never(measure) or WHOLE_ONLY, neighbour_set)
        return replace(alone, authority=_against_whole(measure, frame, areas, area_code))
    refused = _why_never(measure)
    if refused:
        stands = Standing(of=0, reason=refused)
        return replace(_without(refused, neighbour_set), standing=stands)
    sets = {version: areas.neighbours.get(version, ()) for version in NEIGHBOUR_SETS}
    sets[neighbour_set] = areas.neighbours.get(neighbour_set, ())
    codes = {area_code, ENGLAND, areas.region, *(code for own in sets.values() for code in own)}
    by_area = figures_of(frame, measure, codes, "published")
    own = by_area.get(area_code, {})
    # The region and the neighbours are the release's authority's, not any authority's.
    foreign = "" if area_code == areas.authority else FOREIGN
    if foreign:
        by_area = {code: by_area.get(code, {}) for code in (area_code, ENGLAND)}
    comparators = _comparators(by_area, areas.region, sets, foreign)
    ways = _ways(own, comparators, neighbour_set, measure)
    stands, when, ntile = _standing(measure, frame, own, area_code)
    return PositionFact(
        england=compare(own, comparators[COUNTRY], measure),
        region=compare(own, comparators[REGION], measure),
        neighbours=compare(own, comparators[set_name("mean", neighbour_set)], measure),
        robust=robust(ways),
        ways=ways,
        standing=stands,
        standing_period=when,
        ntile_quartile=ntile,
    )


def hidden(found: PositionFact) -> PositionFact:
    """The same with every verdict suppressed, for a point that is."""

    def hide(one: Comparison) -> Comparison:
        return Comparison(name=one.name, fact=IS_SUPPRESSED)

    return PositionFact(
        england=hide(found.england),
        region=hide(found.region),
        neighbours=hide(found.neighbours),
        robust=IS_SUPPRESSED,
        ways=tuple(hide(way) for way in found.ways),
        authority=hide(found.authority) if found.authority else None,
    )


def set_name(middle: str, version: str) -> str:
    """What the mean or median of a neighbour set is called, by the year of its version."""
    return f"{middle} of the {version[:4]} neighbours"


def robust(ways: Sequence[Comparison]) -> str:
    """Whether the ways that can be told agree, and which differ, in words."""
    told = [way for way in ways if way.is_told]
    if len(told) < FEWEST_WAYS:
        return f"{NOT_CALCULATED}: {_why_too_few(ways, told)}"
    counts = Counter(way.fact for way in told)
    # The first of equals, in the order the ways are asked.
    usual, agree = counts.most_common(1)[0]
    text = f"{agree} of {len(told)} ways agree ({usual})"
    if agree < len(told):
        others = [
            _say([way.name for way in told if way.fact == fact], fact)
            for fact in counts
            if fact != usual
        ]
        text = f"depends on the method: {text}; {'; '.join(others)}"
    return text + _left_out(ways, told) + _unlike_years(told)


def _comparators(
    by_area: Mapping[str, Figures],
    region: str,
    sets: Mapping[str, Sequence[str]],
    absent: str,
) -> dict[str, Comparator]:
    found = [
        area_as_comparator(COUNTRY, by_area.get(ENGLAND, {})),
        area_as_comparator(REGION, by_area.get(region, {}), absent),
    ]
    for version, codes in sets.items():
        for word, middle in (("mean", fmean), ("median", median)):
            name = set_name(word, version)
            found.append(set_as_comparator(name, codes, by_area, middle, absent))
    return {comparator.name: comparator for comparator in found}


def _ways(
    own: Figures, comparators: Mapping[str, Comparator], neighbour_set: str, measure: Measure
) -> tuple[Comparison, ...]:
    single = [comparators[name] for name in _way_names()[:-1]]
    chosen = comparators[set_name("mean", neighbour_set)]
    together = compare_years(THREE_YEARS, own, chosen, measure)
    return (*(compare(own, comparator, measure) for comparator in single), together)


def _way_names() -> list[str]:
    by_set = [set_name(word, version) for word in ("mean", "median") for version in NEIGHBOUR_SETS]
    return [*by_set, COUNTRY, THREE_YEARS]


def _say(names: Sequence[str], fact: str) -> str:
    return f"{_and(names)} {'says' if len(names) == 1 else 'say'} {fact}"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _left_out(ways: Sequence[Comparison], told: Sequence[Comparison]) -> str:
    untold = [way.name for way in ways if not way.is_told]
    if not untold:
        return ""
    return f"; {len(told)} ways could be told, not {_and(untold)}"


def _unlike_years(told: Sequence[Comparison]) -> str:
    """The newest year is not the same for every comparator: a part of what differs is time."""
    labels = sorted({way.period.label for way in told if way.period and way.name != THREE_YEARS})
    return f"; years compared: {_and(labels)}" if len(labels) > 1 else ""


def _why_too_few(ways: Sequence[Comparison], told: Sequence[Comparison]) -> str:
    if told:
        return f"only one way could be told, {told[0].name}"
    return next((way.reason for way in ways if way.reason), "no way could be told")


def _why_never(measure: Measure) -> str:
    """Why no area's figure can stand beside another's; empty where it can."""
    if measure.calculation == "count":
        return "a count is larger in a larger area"
    return "" if measure.published else "DfE does not publish it, so other areas have no figure"


def _without(reason: str, neighbour_set: str) -> PositionFact:
    def missing(name: str) -> Comparison:
        return Comparison(name=name, fact=NOT_COMPARABLE, reason=reason)

    ways = tuple(missing(name) for name in _way_names())
    return PositionFact(
        england=missing(COUNTRY),
        region=missing(REGION),
        neighbours=missing(set_name("mean", neighbour_set)),
        robust=robust(ways),
        ways=ways,
    )


def _against_whole(
    measure: Measure, frame: pd.DataFrame, areas: Areas, area_code: str
) -> Comparison:
    reason = "it is not a place" if area_code in NO_PLACE else ""
    if measure.calculation == "count":
        reason = _why_never(measure)
    if reason:
        return Comparison(name=WHOLE, fact=NOT_COMPARABLE, reason=reason)
    basis = basis_of(frame, measure, area_code)
    if basis is None:
        return Comparison(name=WHOLE, fact=NOT_CALCULATED, reason="no figure of this area")
    by_area = figures_of(frame, measure, (area_code, areas.authority), basis)
    other = area_as_comparator(WHOLE, by_area.get(areas.authority, {}))
    return compare(by_area.get(area_code, {}), other, measure)


def _is_authority(frame: pd.DataFrame, area_code: str) -> bool:
    levels = frame.loc[frame["area_code"] == area_code, "geographic_level"]
    return bool((levels == _AUTHORITY).any())


def _standing(
    measure: Measure, frame: pd.DataFrame, own: Figures, area_code: str
) -> tuple[Standing, Period | None, str | None]:
    """Rank and quartiles in the area's newest year, or the one before while others are awaited."""
    rows = frame[
        (frame["measure_id"] == measure.id)
        & (frame["geographic_level"] == _AUTHORITY)
        & (frame["basis"] == "published")
        & (frame["breakdown_topic"] == "Total")
        & (frame["breakdown"] == "Total")
        & frame["time_identifier"].isin(KINDS[quoted_kind(measure)])
        & frame["value"].notna()
        & ~frame["area_code"].isin(LEFT_OUT)
    ]
    years = sorted((p for p, figure in own.items() if figure.value is not None), reverse=True)
    if not years:
        return Standing(of=0, reason="no figure of this authority"), None, None
    held = Counter(periods_of(rows))
    year = next((year for year in years[:2] if held[year] >= FEWEST_AUTHORITIES), years[0])
    among = _records(rows[rows["time_period"] == year.time_period], year)
    found = standing(area_code, among, measure.polarity)
    if found.reason:
        return found, year, None
    by_ntile = standing(area_code, among, measure.polarity, method=NTILE)
    return found, year, by_ntile.quartile


def _records(rows: pd.DataFrame, year: Period) -> list[dict[str, Any]]:
    rows = rows[rows["time_identifier"] == year.time_identifier]
    told = zip(rows["area_code"], figures(rows), strict=True)
    return [
        {"area_code": code, "value": own.value, "lower": own.lower, "upper": own.upper}
        for code, own in told
    ]
