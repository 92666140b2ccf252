"""Limits of whole frames: each method once by hand, each refusal, and arrays equal to one by one."""

import math
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from metrics import limits as rules
from metrics.context_limits import with_context_limits
from metrics.definitions import Measure, definitions, measure
from metrics.intervals import (
    CONFIDENCE_95,
    CONFIDENCE_99_8,
    MANY_PLACEMENTS,
    cost_interval,
    cost_interval_of_many,
    cost_limits,
    mean_interval,
    mean_interval_of_sums,
    poisson_method,
    poisson_rate,
    widened,
    wilson,
    wilson_from_percentage,
)
from metrics.limit_rules import rule_of
from metrics.limits import limits, with_limits
from metrics.points import points
from metrics.spread import CELL, UNKNOWN, Spread, spread_of

ALL = list(definitions().values())
LANCASHIRE = "E10000017"


def frame(*rows: dict[str, Any], **common: Any) -> pd.DataFrame:
    usual: dict[str, Any] = {
        "time_period": 202425,
        "time_identifier": "Academic year",
        "area_code": LANCASHIRE,
        "breakdown_topic": "Total",
        "breakdown": "Total",
        "numerator": math.nan,
        "denominator": math.nan,
        "basis": "local",
    }
    return pd.DataFrame([usual | common | row for row in rows])


def one(measure_id: str, spread: Spread = UNKNOWN, **row: Any) -> tuple[Any, Any, str]:
    found = with_limits(frame(row), measure(measure_id), spread).iloc[0]
    return found["lower_ci"], found["upper_ci"], found["method"]


def close(lower: float, upper: float, method: str) -> Any:
    return (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5), method)


# By hand.


def test_a_percentage_of_children_takes_wilson() -> None:
    # z = 1.95996, z squared 3.84146: (2 x 12 + z2 -+ z sqrt(z2 + 4 x 12 x 8/20)) / 2(20 + z2)
    assert one("sixth_day_percent", numerator=12, denominator=20, value=60) == close(
        38.6582, 78.1193, "Wilson"
    )


def test_a_rate_is_exact_below_ten_events_and_byars_from_ten() -> None:
    # Nine events: 4.11537 to 17.08480 by the chi-square tables.
    assert one("permanent_exclusion_rate", numerator=9, denominator=1000, value=0.9) == close(
        0.411537, 1.708480, "Exact Poisson"
    )
    # 10 (1 - 1/90 - 1.95996/(3 sqrt 10))^3 and 11 (1 - 1/99 + 1.95996/(3 sqrt 11))^3
    assert one("permanent_exclusion_rate", numerator=10, denominator=1000, value=1) == close(
        0.478745, 1.839151, "Byar"
    )


def test_suspensions_of_an_extract_are_widened_by_their_own_spread() -> None:
    # Forty suspensions of twelve pupils, 160 when squared: four times the variance, twice as wide.
    lower, upper = poisson_rate(40, 1000, 100)
    told = one("suspension_rate", numerator=40, denominator=1000, value=4, squares=160)
    assert told == close(4 - 2 * (4 - lower), 4 + 2 * (upper - 4), "Byar, widened by dispersion")
    assert (lower, upper) == (pytest.approx(2.8574, abs=1e-4), pytest.approx(5.4471, abs=1e-4))


def test_a_published_rate_of_suspensions_takes_the_local_value_of_the_nearest_year_and_says_so() -> (
    None
):
    spread = Spread(local={201920: 4.0, 202324: 9.0})
    counts = {"numerator": 100, "denominator": 1000, "value": 10.0, "basis": "published"}
    for year, dispersion in ((200607, 4), (202122, 4), (202223, 9), (202425, 9)):
        expected = widened(10, poisson_rate(100, 1000, 100), dispersion)
        assert one("suspension_rate", spread, time_period=year, **counts) == close(
            *expected, "Byar, widened by dispersion (local value)"
        )


def test_without_an_extract_the_spread_comes_from_the_pupils_suspended_at_least_once() -> None:
    key = pd.MultiIndex.from_tuples([(LANCASHIRE, 202425, "Academic year", "Total", "Total")])
    spread = Spread(geometric=pd.Series([4.0], index=key.set_names(CELL)))
    counts = {"numerator": 100, "denominator": 1000, "value": 10.0, "basis": "published"}
    method = "Byar, widened by dispersion (2m - 1, m suspensions per pupil suspended)"
    expected = widened(10, poisson_rate(100, 1000, 100), 4)
    assert one("suspension_rate", spread, **counts) == close(*expected, method)
    # Another area has published no such count.
    assert one("suspension_rate", spread, area_code="E92000001", **counts)[2] == rules.NO_SPREAD


def test_a_cell_without_suspensions_takes_the_spread_of_the_authority() -> None:
    counts = {"numerator": 0, "denominator": 200, "value": 0.0, "squares": 0}
    lower, upper, method = one("suspension_rate", Spread(local={202425: 4.0}), **counts)
    assert (lower, upper) == (0, pytest.approx(2 * poisson_rate(0, 200, 100)[1]))
    assert method == "Exact Poisson, widened by dispersion (local value)"


def test_a_count_of_children_takes_the_poisson_limits_of_the_count() -> None:
    assert one("waiting_for_provision", numerator=9, value=9) == close(
        4.11537, 17.08480, "Exact Poisson"
    )
    lower, upper, method = one("home_education_starts", numerator=1010, value=1010)
    assert (lower, upper) == poisson_rate(1010, 1, 1)
    assert method == "Byar, from a rounded count"


def test_a_count_of_suspensions_is_widened_as_a_rate_of_them_is() -> None:
    told = one("context_ap_school_suspensions", numerator=40, value=40, squares=160)
    assert told == close(*widened(40, poisson_rate(40, 1, 1), 4), "Byar, widened by dispersion")


def test_a_mean_of_hours_takes_the_t_interval_of_its_sums() -> None:
    # 5, 10 and 15 hours: mean 10, deviation 5, t(2) 4.30265, so 10 -+ 4.30265 x 5 / sqrt 3.
    assert one("tuition_hours", numerator=30, denominator=3, value=10, squares=350) == close(
        -2.42069, 22.42069, "t interval"
    )


def test_a_median_takes_two_of_its_weeks() -> None:
    # Of nine values the second and the eighth: the binomial leaves 0.0195 outside each.
    by_week = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1] * 9, [0] * 9]
    told = one("time_limited_median_weeks", denominator=9, value=5, by_week=by_week)
    assert told == (2, 8, "Order statistics")
    open_still = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1] * 7 + [0, 0], [0] * 7 + [1, 1]]
    lower, upper, method = one("time_limited_median_weeks", value=5, by_week=open_still)
    assert (lower, math.isnan(upper)) == (2, True)
    assert method == "Order statistics, upper limit not reached"


def test_a_cost_takes_the_limits_its_release_keeps() -> None:
    kept = {"numerator": 9000, "value": 300, "cost_lower": 280, "cost_upper": 321}
    assert one("weekly_cost", denominator=30, **kept) == (280, 321, "Bootstrap by child")
    assert one("weekly_cost", denominator=MANY_PLACEMENTS, **kept)[2] == "Ratio of sums by child"
    real = one("context_weekly_cost_real", denominator=30, **kept)
    assert real == (280, 321, "Bootstrap by child")


def test_a_printed_percentage_takes_wilson_with_its_cohort() -> None:
    counts = {"denominator": 200, "value": 6.5, "basis": "published"}
    lower, upper = wilson(13, 200)
    assert one("neet_percent", time_identifier="Calendar year", **counts) == close(
        100 * lower, 100 * upper, "Wilson, from a rounded percentage"
    )
    assert one("ap_severe_absence_percent", **counts)[:2] == close(100 * lower, 100 * upper, "")[:2]


def test_places_filled_pass_a_hundred_per_cent_and_vary_by_the_children_in_them() -> None:
    told = one("places_filled_percent", numerator=22, denominator=20, value=110)
    assert told == (*poisson_rate(22, 20, 100), "Byar")


def test_three_months_of_the_same_young_people_are_no_more_evidence_than_one() -> None:
    lower, upper = wilson(30, 1000)
    counts = {"numerator": 90, "denominator": 3000, "value": 3.0}
    assert one("neet_percent", time_identifier="Calendar year", **counts) == close(
        100 * lower, 100 * upper, "Wilson, of a mean month"
    )
    lower, upper = wilson(90, 3000)
    assert one("neet_percent", time_identifier="January", **counts) == close(
        100 * lower, 100 * upper, "Wilson"
    )


def test_a_year_that_is_a_mean_of_month_ends_has_the_mean_count() -> None:
    told = one("home_tuition_rate", numerator=12.5, denominator=10_000, value=12.5)
    assert told == (*poisson_rate(12.5, 10_000, 10_000), "Byar")


# Refusals.

NONE: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("ap_absence_percent", {"numerator": 5, "denominator": 9, "value": 55.6}, "sessions are not"),
    ("ap_absence_percent", {"value": 40.1, "basis": "published"}, "sessions are not children"),
    ("year_11_roll_change", {"numerator": -4, "value": -4}, "a net change of rolls"),
    ("ap_spend", {"numerator": 5, "denominator": 9, "value": 55.6}, "no children or schools"),
    ("context_ap_commitment", {"numerator": 5, "value": 5}, "no children or schools"),
    ("waiting_for_provision", {"numerator": -5, "value": -5}, "below 0 is no count"),
    ("neet_percent", {"value": 6.5, "basis": "published"}, "no cohort is published"),
    ("suspension_rate", {"value": 6.5, "basis": "published"}, "no count is published"),
    ("suspension_rate", {"numerator": 9, "denominator": 9, "value": 1}, "is not known"),
    ("suspension_rate", {"numerator": 9, "denominator": 9, "value": 1, "squares": 8}, "not known"),
    ("sixth_day_percent", {"numerator": 9, "denominator": 8, "value": 112.5}, "more counted than"),
    ("neet_percent", {"denominator": 80, "value": 101, "basis": "published"}, "more counted than"),
    ("tuition_hours", {"numerator": 9, "denominator": 1, "value": 9, "squares": 81}, "too few"),
    ("tuition_hours", {"numerator": 9, "denominator": 3, "value": 3}, "does not keep"),
    ("time_limited_median_weeks", {"value": 3, "by_week": [[3], [5], [0]]}, "too few children"),
    ("weekly_cost", {"value": 3, "denominator": 9, "denominator_contributors": 9}, "too few"),
    ("weekly_cost", {"value": 3, "denominator": 99, "denominator_contributors": 99}, "not keep"),
)


@pytest.mark.parametrize(("measure_id", "row", "words"), NONE)
def test_what_has_no_interval_says_why(measure_id: str, row: dict[str, Any], words: str) -> None:
    lower, upper, method = one(measure_id, **row)
    assert math.isnan(lower)
    assert math.isnan(upper)
    assert method.startswith("no interval: ")
    assert words in method


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.id)
def test_a_missing_or_suppressed_value_has_no_limits(each: Measure) -> None:
    told = with_limits(frame({"numerator": 4, "denominator": 9, "value": math.nan}), each)
    assert told[["lower_ci", "upper_ci"]].isna().all(axis=None)
    assert told["method"].tolist() == [""]


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.id)
def test_every_measure_has_a_rule(each: Measure) -> None:
    assert rule_of(each) in rules._RULES


def test_a_measure_nothing_is_known_of_is_refused(a_measure: Any) -> None:
    with pytest.raises(ValueError, match="no interval is known for a count"):
        rule_of(a_measure(calculation="count", unit="£"))


def test_costs_have_limits_at_95_per_cent_alone() -> None:
    row = frame({"denominator": 30, "value": 300, "cost_lower": 280, "cost_upper": 321})
    lower, upper, methods = limits(row, measure("weekly_cost"), confidence=CONFIDENCE_99_8)
    assert np.isnan([lower[0], upper[0]]).all()
    assert methods.tolist() == ["no interval: costs have 95% limits only"]


# Arrays against one number at a time.


def many(rows: int = 2000) -> pd.DataFrame:
    random = np.random.default_rng(3)
    of = random.integers(1, 5000, rows).astype(float)
    events = np.floor(of * random.beta(0.3, 3, rows))
    # Means of month ends are not whole.
    events = np.where(random.random(rows) < 0.2, events / 12, events)
    squares = events * random.uniform(1, 8, rows)
    told = frame(*({"value": 1.0} for _ in range(rows)))
    return told.assign(numerator=events, denominator=of, squares=squares, value=100 * events / of)


@pytest.mark.parametrize("confidence", [CONFIDENCE_95, CONFIDENCE_99_8])
def test_many_points_have_the_limits_each_would_have_alone(confidence: float) -> None:
    told = many()
    counts = list(zip(told.numerator, told.denominator, strict=True))

    def same(measure_id: str, expected: list[tuple[float, float]], points: pd.DataFrame) -> None:
        lower, upper, _ = limits(points, measure(measure_id), confidence=confidence)
        assert lower.tolist() == [pair[0] for pair in expected]
        assert upper.tolist() == [pair[1] for pair in expected]

    shares = [wilson(events, of, confidence) for events, of in counts]
    same("sixth_day_percent", [(100 * lower, 100 * upper) for lower, upper in shares], told)
    rates = [poisson_rate(events, of, 100, confidence) for events, of in counts]
    same("permanent_exclusion_rate", rates, told)
    printed = told.assign(numerator=math.nan, basis="published", value=told.value.round(1))
    shares = [
        wilson_from_percentage(value, of, confidence)
        for value, of in zip(printed.value, printed.denominator, strict=True)
    ]
    same("neet_percent", [(100 * lower, 100 * upper) for lower, upper in shares], printed)
    some = told[told.numerator > 0]
    wide = [
        widened(100 * events / of, poisson_rate(events, of, 100, confidence), squares / events)
        for events, of, squares in zip(some.numerator, some.denominator, some.squares, strict=True)
    ]
    same("suspension_rate", wide, some)
    several = told[told.denominator >= 2].assign(squares=lambda own: own.squares + own.numerator**2)
    means = [
        mean_interval_of_sums(total, squares, of, confidence)
        for total, squares, of in zip(
            several.numerator, several.squares, several.denominator, strict=True
        )
    ]
    same("tuition_hours", means, several)


def test_methods_are_named_row_by_row() -> None:
    told = many()
    methods = with_limits(told, measure("permanent_exclusion_rate"))["method"]
    assert methods.tolist() == [poisson_method(events) for events in told.numerator]


def test_half_a_million_points_take_well_under_a_second() -> None:
    told = pd.concat([many()] * 250, ignore_index=True)
    started = pd.Timestamp.now()
    limits(told, measure("permanent_exclusion_rate"))
    limits(told, measure("suspension_rate"))
    assert (pd.Timestamp.now() - started).total_seconds() < 5


# Costs.


def test_few_placements_are_drawn_again_and_many_take_the_large_sample_limits() -> None:
    random = np.random.default_rng(5)
    children = random.integers(300, size=MANY_PLACEMENTS)
    costs = random.gamma(4, 100, MANY_PLACEMENTS) + 2 * children
    drawn, ratio = cost_interval(children, costs), cost_interval_of_many(children, costs)
    assert ratio == pytest.approx(drawn, rel=0.02)
    assert cost_limits(children, costs) == ratio
    assert cost_limits(children[:-1], costs[:-1]) == cost_interval(children[:-1], costs[:-1])
    assert cost_limits([1] * 20 + list(range(8)), [5.0] * 28) is None


def test_one_placement_a_child_gives_the_large_sample_limits_of_a_plain_mean() -> None:
    costs = [100.0 + n**2 for n in range(40)]
    assert cost_interval_of_many(list(range(40)), costs) == pytest.approx(mean_interval(costs))


def test_limits_of_costs_do_not_hang_on_what_children_are_called() -> None:
    costs = [100.0 + n**2 for n in range(40)]
    forward, backward = [f"c{n // 2}" for n in range(40)], [f"z{99 - n // 2}" for n in range(40)]
    assert cost_interval(forward, costs) == cost_interval(backward, costs)


# Releases.


@pytest.fixture
def release() -> Iterator[duckdb.DuckDBPyConnection]:
    """A release with a mart of two years, the second unfinished, and two published series."""
    con = duckdb.connect()
    con.execute(
        "create table exclusions as select * from (values"
        " (202324, 'Local authority', 10, 40), (202425, 'Local authority', 8, 8),"
        " (202324, 'Local authority district', 5, 25))"
        " as t (time_period, geographic_level, suspensions, suspensions_squares)"
    )
    for column, text in (("breakdown_topic", "Total"), ("breakdown", "Total")):
        con.execute(f"alter table exclusions add column {column} varchar default '{text}'")
    con.execute("alter table exclusions add column time_identifier varchar default 'Academic year'")
    con.execute(
        "create table periods as select * from (values (202324, date '2024-08-31'),"
        " (202425, date '2025-08-31')) as t (time_period, last_day)"
    )
    con.execute("alter table periods add column time_identifier varchar default 'Academic year'")
    con.execute("create table about as select 'local' as basis")
    con.execute(
        "create table coverage as select 'exclusions' as extract, date '2025-02-14' as as_at"
    )
    cell = "'E10000017', 202324, 'Academic year', 'Total', 'Total'"
    con.execute(
        "create table published (measure_id varchar, area_code varchar, time_period integer,"
        " time_identifier varchar, breakdown_topic varchar, breakdown varchar, numerator double)"
    )
    con.execute(f"insert into published values ('suspension_rate', {cell}, 100)")
    con.execute(f"insert into published values ('one_plus_suspension_rate', {cell}, 40)")
    yield con
    con.close()


def test_the_local_spread_is_of_whole_years(release: duckdb.DuckDBPyConnection) -> None:
    assert spread_of(release, measure("suspension_rate")).local == {202324: 4.0}


def test_a_published_rate_says_when_its_spread_is_of_illustrative_extracts(
    release: duckdb.DuckDBPyConnection,
) -> None:
    counts = {"numerator": 100, "denominator": 1000, "value": 10.0, "basis": "published"}
    release.execute("update about set basis = 'sample'")
    spread = spread_of(release, measure("suspension_rate"))
    told = one("suspension_rate", spread, **counts)
    assert told[2] == "Byar, widened by dispersion (local value, illustrative)"


def test_a_release_without_an_extract_tells_the_spread_from_what_is_published(
    release: duckdb.DuckDBPyConnection,
) -> None:
    release.execute("delete from exclusions")
    told = spread_of(release, measure("suspension_rate"))
    # 100 suspensions of 40 pupils are 2.5 each: 2 x 2.5 - 1.
    assert (told.local, told.geometric.tolist()) == ({}, [4.0])
    release.execute("alter table exclusions drop column suspensions_squares")
    assert spread_of(release, measure("suspension_rate")).geometric.tolist() == [4.0]


def test_a_measure_of_children_needs_no_spread(release: duckdb.DuckDBPyConnection) -> None:
    assert spread_of(release, measure("permanent_exclusion_rate")) is UNKNOWN


def test_points_are_asked_for_at_either_confidence(cursor: Any) -> None:
    for name in ("suspension_rate", "tuition_hours", "sixth_day_percent"):
        usual = points(cursor, measure(name), levels=["Local authority"])
        wider = points(
            cursor, measure(name), levels=["Local authority"], confidence=CONFIDENCE_99_8
        )
        told = usual["upper_ci"] > usual["value"]
        assert told.any()
        assert (wider["upper_ci"] > usual["upper_ci"])[told].all()


def test_every_point_of_a_release_has_limits_around_it_or_says_why(cursor: Any) -> None:
    for each in ALL:
        told = points(cursor, each)
        told = told[told["value"].notna()]
        named = told["method"].str.startswith("no interval: ")
        assert (told["method"] != "").all(), each.id
        assert (told["lower_ci"].isna() & told["upper_ci"].isna()).equals(named), each.id
        own = told[~named]
        upper = own["upper_ci"].fillna(math.inf)
        assert (own["lower_ci"] <= own["value"] + 1e-9).all(), each.id
        assert (own["value"] <= upper + 1e-9).all(), each.id


def test_a_context_percentage_has_limits_where_its_counts_make_it() -> None:
    told = with_context_limits(
        pd.DataFrame(
            {
                "measure_id": [
                    *["context_a"] * 3,
                    "context_b",
                    "context_c",
                    "context_ap_school_persistent_absence_percent",
                ],
                "unit": ["%", "%", "%", "per 100 pupils", "%", "%"],
                "value": [60.0, 6.0, 60.0, 60.0, math.nan, 60.0],
                "numerator": [12, 12, math.nan, 12, 12, math.nan],
                "denominator": [20.0] * 6,
            }
        )
    )
    lower, upper = (100 * limit for limit in wilson(12, 20))
    known = ["Wilson", "", "", "", "", "Wilson, from a rounded percentage"]
    assert told["method"].tolist() == known
    assert told["lower_ci"].tolist() == pytest.approx([lower, *[math.nan] * 4, lower], nan_ok=True)
    assert told["upper_ci"].tolist() == pytest.approx([upper, *[math.nan] * 4, upper], nan_ok=True)
    assert with_context_limits(told.head(0)).empty
