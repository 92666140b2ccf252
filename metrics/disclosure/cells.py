"""The points the public may see, and the counts they print as one system.

A count is one column of one mart in one cell (period, area, topic and part): measures that print
the same column print the same count. A point prints its numerator and its denominator, and with
them its complement.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from metrics.definitions import Measure, definitions
from metrics.disclosure.rules import Rules
from metrics.limit_rules import CAPACITIES
from metrics.limits import with_limits
from metrics.periods import kind_of
from metrics.points import POPULATIONS, Cursor, points, release_facts
from metrics.spread import REPEATED, spread_of

COUNTY, DISTRICT, GROUP = "Local authority", "Local authority district", "Reporting group"
WIDER = ("National", "Regional")
TOTAL, OFFICERS_ONLY = "Total", ("School",)
PUBLISHED = "published"
# What tells a cell: the name of the area goes with its code.
KEY = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "area_code",
    "breakdown_topic",
    "breakdown",
)
SUPPRESSED = "c"


def public_topics(measure: Measure) -> tuple[str, ...]:
    """The breakdowns of the county that the public sees of a measure."""
    return tuple(topic for topic in measure.public_breakdowns if topic not in OFFICERS_ONLY)


def public_points(cursor: Cursor, rules: Rules) -> pd.DataFrame:
    """Every point that may be public once it is protected, with its counts and contributors.

    The columns of `points`, and `row_kind` (year, term, quarter or month). DfE's own points pass
    whole; of the council's, the county by breakdown is for years only and districts are totals.
    """
    parts, release = [], release_facts(cursor)
    for measure in definitions().values():
        own = rules.of(measure.id)
        levels = [*WIDER, COUNTY]
        if measure.districts and own.districts:
            levels += [DISTRICT, GROUP]
        topics = [TOTAL, *(public_topics(measure) if own.breakdowns else ())]
        # Terms and months of a breakdown are for officers: they need not be read.
        parts.append(
            points(
                cursor,
                measure,
                topics=topics,
                levels=levels,
                parts_at=[*WIDER, COUNTY],
                release=release,
            )
        )
        if measure.numerator in REPEATED:
            parts[-1] = with_shared_spread(cursor, measure, parts[-1])
    found = pd.concat([one for one in parts if len(one)], ignore_index=True)
    return only_public(found)


def with_shared_spread(cursor: Cursor, measure: Measure, frame: pd.DataFrame) -> pd.DataFrame:
    """The limits of each year's parts and districts, by the spread of the authority's year.

    By a cell's own they would tell the sum of squares, and so how many children were suspended.
    """
    county = (frame["geographic_level"] == COUNTY) & (frame["breakdown_topic"] == TOTAL)
    yearly = frame["time_identifier"].map(kind_or_year) == "year"
    chosen = (frame["basis"] != PUBLISHED) & yearly & ~county
    limited = ["lower_ci", "upper_ci", "method"]
    own = with_limits(frame[chosen], measure, spread_of(cursor, measure))
    found = frame.copy()
    found.loc[chosen, limited] = own[limited]
    return found


def only_public(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the cuts that are for officers."""
    kinds = {name: kind_or_year(name) for name in frame["time_identifier"].unique()}
    frame = frame.assign(row_kind=frame["time_identifier"].map(kinds))
    total = (frame["breakdown_topic"] == TOTAL) & (frame["breakdown"] == TOTAL)
    county = frame["geographic_level"] == COUNTY
    shown = (frame["basis"] == PUBLISHED) | total | (county & (frame["row_kind"] == "year"))
    shown &= ~frame["breakdown_topic"].isin(OFFICERS_ONLY)
    return frame[shown].reset_index(drop=True)


def kind_or_year(time_identifier: str) -> str:
    """The kind of a period; one this product does not know counts as a year."""
    try:
        return kind_of(time_identifier)
    except ValueError:
        return "year"


def is_small(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Which points are small, by count: the columns `numerator`, `complement`, `denominator`.

    Children 1 to below the threshold stand behind the first two, or fewer than ten behind the last.
    """
    found = pd.DataFrame(
        False, index=frame.index, columns=["numerator", "complement", "denominator"]
    )
    for measure_id, own in frame.groupby("measure_id", sort=False):
        measure, limits = definitions()[str(measure_id)], rules.of(str(measure_id))
        if measure.contributor != "child":
            continue
        for name in ("numerator", "complement"):
            behind = own[f"{name}_contributors"].astype(float).abs()
            found.loc[own.index, name] = ((behind > 0) & (behind < limits.threshold)).to_numpy(bool)
        least = limits.least_denominator
        if measure.calculation in ("mean", "median"):
            least = max(least, limits.least_for_means)
        behind = own["denominator_contributors"].astype(float)
        found.loc[own.index, "denominator"] = ((behind > 0) & (behind < least)).to_numpy(bool)
        if measure.denominator in (*POPULATIONS, *CAPACITIES):
            found.loc[own.index, "denominator"] &= measure.denominator in POPULATIONS
    found[frame["basis"] == PUBLISHED] = False
    # A point that is not available tells of nobody: it says so, and is not hidden.
    found[frame[["numerator", "denominator", "value"]].isna().all(axis=1)] = False
    return found


def series_of(measure: Measure) -> str:
    """The table a measure's counts come from: those of the returns are each measure's own."""
    if measure.mart == "returns":
        return f"returns {measure.returns_id or measure.id}"
    return str(measure.mart)


def is_exempt(measure: Measure, column: str | None) -> bool:
    """Whether everybody may know a count: schools, money, rolls and places."""
    return measure.contributor != "child" or column in (*POPULATIONS, *CAPACITIES)


@dataclass
class Gathered:
    """Counts by series and cell, each once, and their place among the points."""

    keys: list[tuple[str, str, tuple[Any, ...]]]
    values: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    complement: np.ndarray
    # How often each count is printed.
    printed: np.ndarray
    exempt: np.ndarray
    whole: np.ndarray
    signed: np.ndarray


def gather(frame: pd.DataFrame, printed: np.ndarray) -> Gathered:
    """The counts behind the points of a frame; `printed` are the points the public gets.

    Counts that are hidden are NaN where the frame has none. A year that is the mean of its month
    ends counts their sum.
    """
    place: dict[tuple[str, str, tuple[Any, ...]], int] = {}
    values: list[float] = []
    flags: list[tuple[bool, bool, bool]] = []
    times: list[int] = []
    many = len(frame)
    at = {name: np.full(many, -1) for name in ("numerator", "denominator", "complement")}
    cells = list(zip(*(frame[name].tolist() for name in KEY), strict=True))
    numerators, denominators = frame["numerator"].to_numpy(), frame["denominator"].to_numpy()
    own = (frame["basis"] != PUBLISHED).to_numpy()
    # A rate over a roll that is not known has no value, but prints its numerator all the same.
    told = frame["value"].notna() | frame["numerator"].notna() | (frame["symbol"] == SUPPRESSED)
    has_value = own & told.to_numpy()
    ends = month_ends(frame)

    def count(series: str, column: str, cell: tuple[Any, ...], value: float, flag: Any) -> int:
        nth = place.setdefault((series, column, cell), len(values))
        if nth == len(values):
            values.append(value)
            flags.append(flag)
            times.append(0)
        elif np.isnan(values[nth]):
            values[nth] = value
        return nth

    for measure_id, rows in rows_by_measure(frame).items():
        measure = definitions()[str(measure_id)]
        if not measure.is_local:
            continue
        series = series_of(measure)
        mean = measure.calculation == "mean"
        signed = measure.is_net
        population = measure.denominator in POPULATIONS
        for row in rows[own[rows]]:
            cell, n, d = cells[row], numerators[row], denominators[row]
            if not has_value[row] and d != 0:
                continue
            nth = dth = -1
            if measure.numerator:
                flag = (is_exempt(measure, measure.numerator), not mean, signed)
                nth = count(series, measure.numerator, cell, n * ends[row], flag)
                times[nth] += printed[row]
                at["numerator"][row] = nth
            no_roll = population and np.isnan(d)
            if measure.denominator and measure.calculation != "count" and not no_roll:
                flag = (is_exempt(measure, measure.denominator), True, False)
                times_ends = 1.0 if population else ends[row]
                dth = count(series, measure.denominator, cell, d * times_ends, flag)
                times[dth] += printed[row]
                at["denominator"][row] = dth
            if measure.complement and nth >= 0 and dth >= 0:
                flag = (is_exempt(measure, None), True, False)
                rest = values[dth] - values[nth]
                at["complement"][row] = count(series, measure.complement, cell, rest, flag)
    found = np.array(values, dtype=float)
    exempt, whole, signs = np.array(flags, dtype=bool).reshape(-1, 3).T
    found = np.where(whole, np.round(found), found)
    return Gathered(
        keys=list(place),
        values=found,
        printed=np.array(times),
        exempt=exempt,
        whole=whole,
        signed=signs,
        **at,
    )


def floor_of(dots: Gathered, values: np.ndarray, least_denominator: int) -> np.ndarray:
    """The least that each count can be, for whoever knows that noughts are printed.

    `values` are the true counts, NaN where they are not known. Over a denominator of fewer than
    `least_denominator` a nought is hidden too.
    """
    found = np.where(dots.signed, -np.inf, 0.0)
    beside = np.append(values, np.inf)
    exempt = np.append(dots.exempt, True)
    over = (beside[dots.denominator] >= least_denominator) | exempt[dots.denominator]
    for at, told in ((dots.numerator, over | (dots.denominator < 0)), (dots.complement, over)):
        places = at[(at >= 0) & told]
        places = places[dots.whole[places] & ~dots.signed[places] & (values[places] >= 1)]
        found[places] = 1.0
    return found


def rows_by_measure(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    """The places of each measure's rows in a frame."""
    found = frame.groupby("measure_id", sort=False).indices
    return {str(measure_id): np.asarray(rows) for measure_id, rows in found.items()}


def month_ends(frame: pd.DataFrame) -> np.ndarray:
    """How many month ends stand behind each point: 1, but for a year that is their mean."""
    found = np.ones(len(frame))
    means = [one.id for one in definitions().values() if one.mean_of_month_ends]
    chosen = frame["measure_id"].isin(means) & (frame["breakdown_topic"] == TOTAL)
    months = frame[chosen & (frame["row_kind"] == "month") & (frame["geographic_level"] == COUNTY)]
    counted = months.groupby(["measure_id", "time_period"])["time_identifier"].nunique().to_dict()
    years = frame["measure_id"].isin(means) & (frame["row_kind"] == "year")
    years &= frame["basis"] != PUBLISHED
    at = np.flatnonzero(years.to_numpy())
    pairs = zip(
        frame["measure_id"].to_numpy()[at], frame["time_period"].to_numpy()[at], strict=True
    )
    found[at] = [counted.get(pair, 1) for pair in pairs]
    return found


def by_cell(keys: Sequence[tuple[str, str, tuple[Any, ...]]]) -> dict[Any, dict[Any, int]]:
    """Counts by series, then by cell."""
    found: dict[Any, dict[Any, int]] = defaultdict(dict)
    for nth, (series, column, cell) in enumerate(keys):
        found[series, column][cell] = nth
    return found
