"""The target fact in words: every step of its order, and the rows of the facts table."""

from datetime import date

import duckdb
import pytest

from metrics.definitions import definitions
from metrics.facts import COLUMNS, facts, facts_of
from metrics.target_fact import fact_of, target_certainty, target_fact
from metrics.targets import path
from plan.seed import seed_plan, the_strategy
from plan.types import Band, Plan

LANCASHIRE, BURNLEY, ENGLAND = "E10000017", "E07000117", "E92000001"
BAND = Band(lower=80, upper=95)


@pytest.mark.parametrize(
    ("value", "target", "polarity", "tolerance", "fact"),
    [
        # Low is good.
        (6.9, 7, "low", 0, "met"),
        (7, 7, "low", 0, "met"),
        (7.1, 7, "low", 0, "missed"),
        (7.1, 7, "low", 0.1, "nearly"),
        (7.11, 7, "low", 0.1, "missed"),
        (0, 7, "low", 0, "met"),
        # High is good.
        (70.1, 70, "high", 0, "met"),
        (70, 70, "high", 0, "met"),
        (69.95, 70, "high", 0, "missed"),
        (69.95, 70, "high", 0.05, "nearly"),
        (69.94, 70, "high", 0.05, "missed"),
        (0, 70, "high", 5, "missed"),
        # Good inside a band, met at either limit.
        (79.9, BAND, "band", 0, "missed"),
        (79.9, BAND, "band", 0.1, "nearly"),
        (80, BAND, "band", 0, "met"),
        (88, BAND, "band", 0, "met"),
        (95, BAND, "band", 0, "met"),
        (95.1, BAND, "band", 0.1, "nearly"),
        (95.2, BAND, "band", 0.1, "missed"),
        # Decimals are what they look like: in binary 4.4 - 4.1 is more than 0.3.
        (4.4, 4.1, "low", 0.3, "nearly"),
        (0.3, 0.1 + 0.2, "low", 0, "met"),
        # A band gives a neutral measure something to meet.
        (88, BAND, "neutral", 0, "met"),
        (88, 80, "neutral", 0, "no target agreed"),
        (88, 80, "band", 0, "no target agreed"),
    ],
)
def test_the_unrounded_value_is_held_against_the_agreed_number(
    value, target, polarity, tolerance, fact
):
    assert target_fact(value, target, polarity=polarity, tolerance=tolerance) == fact


def test_a_value_that_only_prints_as_its_target_has_not_met_it():
    assert f"{69.95:.1f}" in ("70.0", "69.9")
    assert f"{69.96:.1f}" == "70.0"
    assert target_fact(69.96, 70, polarity="high") == "missed"


def test_a_value_divided_from_counts_meets_the_target_it_equals(a_measure):
    # 70 of 1,000 pupils, multiplied first: exactly 7.
    assert target_fact(100 * 70 / 1000, 7, polarity="low") == "met"


EVERYTHING_WRONG = {"comparable": False, "agreed": False, "due": False, "suppressed": True}


def test_the_order_is_not_comparable_then_no_target_then_not_due_then_suppressed():
    said = []
    wrong = dict(EVERYTHING_WRONG)
    for mended in ("comparable", "agreed", "due", "suppressed", None):
        value = None if wrong["suppressed"] else 6
        said.append(target_fact(value, 7, polarity="low", **wrong))
        if mended:
            wrong[mended] = not wrong[mended]
    assert said == ["not comparable", "no target agreed", "not yet due", "suppressed", "met"]


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ({}, "met (example)"),
        ({"value": 7.1}, "missed (example)"),
        ({"value": 7.1, "tolerance": 0.2}, "nearly (example)"),
        ({"due": False}, "not yet due (example)"),
        ({"comparable": False}, "not comparable"),
        ({"value": None, "suppressed": True}, "suppressed"),
        ({"polarity": "neutral"}, "no target agreed"),
    ],
)
def test_an_example_says_that_it_is_one(changed, fact):
    said = {"value": 7, "target": 7, "polarity": "low", "example": True, "agreed": False}
    assert target_fact(**(said | changed)) == fact


def test_nothing_is_met_without_an_agreed_or_example_target():
    for value in (None, 0, 6, 7, 8):
        assert target_fact(value, 7, polarity="low", agreed=False) == "no target agreed"
        assert target_fact(value, None, polarity="low") == "no target agreed"


def test_a_value_that_is_not_there_is_not_judged():
    assert target_fact(None, 7, polarity="low") == "not calculated"


@pytest.mark.parametrize(
    ("lower", "upper", "target", "words"),
    [
        (6, 8, 7, "could be chance"),
        (7, 8, 7, "could be chance"),
        (6, 7, 7, "could be chance"),
        (7.1, 8, 7, "clear"),
        (5, 6.9, 7, "clear"),
        (78, 82, BAND, "could be chance"),
        (93, 97, BAND, "could be chance"),
        (81, 94, BAND, "clear"),
        (60, 70, BAND, "clear"),
        (None, None, 7, "not calculated"),
        (6, None, 7, "not calculated"),
        (6, 8, None, "not calculated"),
    ],
)
def test_an_interval_that_covers_the_target_could_be_chance(lower, upper, target, words):
    assert target_certainty(lower, upper, target) == words


@pytest.fixture
def said(a_target, some_points, a_measure, areas):
    """The fact of the newest matured point, against one target with a fixed number a year."""

    def say(*rows, measure=None, area_code=LANCASHIRE, **changed):
        target = a_target(**({"rule": {"kind": "fixed", "values": [9, 8, 7]}} | changed))
        plan = Plan(targets=(target,), strategy=the_strategy())
        found = facts_of(measure or a_measure(), some_points(*rows), plan, areas, area_code)
        return found.target

    return say


def test_each_year_meets_its_own_target(said):
    assert said((202324, 9.0)).fact == "met"
    assert said((202425, 9.0)).fact == "missed"
    assert said((202425, 8.0)).fact == "met"
    assert said((202526, 8.0)).fact == "missed"
    assert said((202526, 7.0)).value == 7


def test_a_year_before_the_targets_first_is_not_yet_due(said):
    found = said((202223, 5.0))
    assert (found.fact, found.value) == ("not yet due", None)
    years = {"years": [202526], "rule": {"kind": "fixed", "values": [7]}}
    assert said((202425, 5.0), **years).fact == "not yet due"


def test_a_year_after_the_targets_last_has_no_target_agreed(said):
    assert said((202627, 5.0)).fact == "no target agreed"
    assert said((202627, 5.0), example=True).fact == "no target agreed"


def test_a_provisional_year_gets_no_fact_and_the_matured_one_before_it_does(said):
    provisional = {"time_period": 202526, "value": 1.0, "provisional": True}
    assert said((202425, 8.0), provisional).value == 8
    assert said(provisional).fact == "not calculated"


def test_a_provisional_point_is_never_judged(a_target, some_points, a_measure, areas):
    target = a_target(rule={"kind": "fixed", "values": [9]})
    points = some_points({"time_period": 202526, "value": 1.0, "provisional": True})
    point = points.to_dict("records")[0]
    found = fact_of(point, path(target, points, a_measure(), areas), a_measure())
    assert found.fact == "not calculated"


def test_a_suppressed_point_has_a_suppressed_fact_and_certainty(said):
    found = said({"time_period": 202425, "symbol": "c"})
    assert (found.fact, found.certainty, found.value) == ("suppressed", "suppressed", 8)


def test_certainty_needs_an_interval(said):
    assert said((202425, 8.5)).certainty == "not calculated"
    point = {"time_period": 202425, "value": 8.5, "lower_ci": 7.9, "upper_ci": 9.1}
    point |= {"numerator": 850, "denominator": 10_000, "method": "Byar"}
    assert said(point).certainty == "could be chance"
    assert said(point | {"lower_ci": 8.1}).certainty == "clear"


def test_a_target_across_a_break_is_not_comparable_and_says_why(said, a_measure):
    broken = a_measure(breaks=((202425, "New attendance codes"),))
    assert said((202324, 9.0), measure=broken).fact == "met"
    found = said((202425, 8.0), measure=broken)
    assert found.fact == "not comparable"
    assert found.reason == "the figures changed since the baseline: New attendance codes"
    assert said((202425, 8.0), measure=broken, note_on_breaks="Known").fact == "met"


def test_a_target_without_its_baseline_is_not_comparable_and_says_why(said):
    found = said((202425, 8.0), rule={"kind": "linear", "end": 6})
    assert found.fact == "not comparable"
    assert found.reason == "there is no value for the baseline, 2022/23"


def test_a_neutral_measure_has_no_target_agreed_even_when_the_plan_holds_one(said, a_measure):
    assert said((202425, 8.0), measure=a_measure(polarity="neutral")).fact == "no target agreed"


def test_a_proposal_without_body_and_date_is_no_target(said):
    assert said((202425, 1.0), agreed_by="", agreed_on=None).fact == "no target agreed"


def test_a_districts_figure_is_not_held_against_the_countys_target(said):
    assert (
        said({"time_period": 202425, "value": 1.0, "area_code": BURNLEY}, area_code=BURNLEY).fact
        == "no target agreed"
    )


def test_a_month_of_a_measure_without_a_year_meets_the_years_target(said, a_measure):
    waiting = a_measure(periods=("month",), kind="stock", calculation="count", unit="children")
    october = {"time_period": 202425, "time_identifier": "October", "value": 8.0}
    assert said(october, measure=waiting).fact == "met"


def test_the_year_so_far_meets_its_profile_and_a_single_month_meets_nothing(
    a_target, some_points, a_measure, areas
):
    profile = [["December", 0.5], ["July", 1.0]]
    target = a_target(rule={"kind": "fixed", "values": [8]}, profile=profile)
    points = some_points({"time_period": 202425, "time_identifier": "December", "value": 4.1})
    measure = a_measure()
    found = path(target, points, measure, areas)
    point = points.to_dict("records")[0]
    single = fact_of(point, found, measure)
    assert (single.fact, single.reason) == ("not comparable", "one month is not the year so far")
    # 8 x 0.5 = 4: 4.1 by December is worse, though far under the whole year's 8.
    assert fact_of(point, found, measure, to_date=True).fact == "missed"
    assert fact_of(point | {"value": 4.0}, found, measure, to_date=True).fact == "met"
    october = point | {"time_identifier": "October"}
    assert fact_of(october, found, measure, to_date=True).fact == "not comparable"


@pytest.fixture
def table(some_points):
    """The facts table of a release that holds only the published points given."""

    def build(*rows, plan=None, **arguments):
        connection = duckdb.connect()
        connection.execute(
            "create table about as select 'r1' as release_id, '2026-11-01' as built_at,"
            " 'local' as basis, '888' as old_code, 'E10000017' as new_code,"
            " 'Lancashire' as name, 'E12000002' as region_code, 'North West' as region_name"
        )
        connection.execute(
            "create table coverage (extract text, as_at date, first_date date, rows_kept bigint)"
        )
        connection.execute(
            "create table neighbours (neighbour_old_la_code text, set_version text, rank integer)"
        )
        connection.execute("create table authorities (old_code text, new_code text, name text)")
        connection.execute("insert into authorities values ('891', 'E10000024', 'Nottinghamshire')")
        connection.execute("insert into neighbours values ('891', '2021-04', 1)")
        connection.execute("create table periods (time_period integer, time_identifier text)")
        points = some_points(*rows).astype({"numerator": float, "denominator": float})
        connection.register("frame", points.astype({"value": float, "symbol": str}))
        connection.execute("create table published as select * from frame")
        found = facts(connection.cursor(), plan or seed_plan(), **arguments)
        connection.close()
        return found.set_index("measure_id")

    return build


def test_the_table_has_a_row_for_each_measure_and_says_where_there_is_no_data(table):
    found = table()
    judged = [
        measure.id
        for measure in definitions().values()
        if not measure.beside and not measure.id.startswith("context_")
    ]
    assert sorted(found.index) == sorted(judged)
    assert list(found.reset_index().columns) == list(COLUMNS)
    assert list(found["workstream"]) == sorted(found["workstream"])
    assert set(found["target_fact"]) == {"not calculated"}
    assert set(found["direction_reason"]) == {"no data loaded"}
    assert found["value"].isna().all()


def test_a_row_holds_the_value_the_target_and_who_agreed_it(table):
    found = table(
        {"measure_id": "suspension_rate", "time_period": 202223, "value": 10.0},
        {"measure_id": "suspension_rate", "time_period": 202425, "value": 9.2},
        {"measure_id": "home_education_starts", "time_period": 202425, "value": 1810},
    )
    suspensions = found.loc["suspension_rate"]
    # 10 x 0.95 x 0.95 = 9.025; 9.2 is worse by 0.175, within the tolerance of 0.25
    assert (suspensions["target"], suspensions["target_fact"]) == (9.025, "nearly (example)")
    assert suspensions["agreed_by"] == "Example, not agreed by any board"
    assert suspensions["agreed_on"] is None
    assert (suspensions["value"], suspensions["basis"]) == (9.2, "published")
    assert (suspensions["time_period"], suspensions["tolerance"]) == (202425, 0.25)
    neutral = found.loc["home_education_starts"]
    assert (neutral["target_fact"], neutral["agreed_by"]) == ("no target agreed", "")
    assert neutral["value"] == 1810


def test_a_target_finds_its_comparators_in_the_release(table):
    calendar = {"measure_id": "neet_not_known_percent", "time_identifier": "Calendar year"}
    found = table(
        calendar | {"time_period": 2023, "value": 5.1, "area_code": "E10000024"},
        calendar | {"time_period": 2025, "value": 5.3},
    )
    row = found.loc["neet_not_known_percent"]
    # The one neighbour of this release stood at 5.1 in 2023, which DfE published in July 2023.
    assert (row["target"], row["target_fact"]) == (5.1, "nearly (example)")


def test_a_band_prints_both_its_limits(table, a_target):
    target = a_target(
        measure_id="suspension_rate", rule={"kind": "band", "lower": 8, "upper": 10.5}
    )
    plan = Plan(targets=(target,), strategy=the_strategy())
    row = table(
        {"measure_id": "suspension_rate", "time_period": 202425, "value": 10.5}, plan=plan
    ).loc["suspension_rate"]
    assert (row["target"], row["target_fact"]) == ("8 to 10.5", "met")


def test_a_value_without_counts_has_a_target_fact_and_nothing_that_needs_a_test(table):
    row = table(
        {"measure_id": "suspension_rate", "time_period": 202425, "value": 9.0},
        {
            "measure_id": "suspension_rate",
            "time_period": 202425,
            "value": 8.0,
            "area_code": ENGLAND,
        },
    ).loc["suspension_rate"]
    assert row["target_certainty"] == "not calculated"
    assert row["direction_fact"] == "cannot be calculated"
    assert row["direction_reason"] == "no interval: no count is published"
    assert row["position_england"] == "not calculated"
    assert row["position_region"] == row["position_neighbours"] == "not comparable"
    assert row["position_robust"].startswith("not calculated")
    assert row["smallest_visible_change"] == "not calculated"


def test_a_suppressed_point_has_suppressed_facts(table):
    own = {"measure_id": "suspension_rate", "symbol": ""}
    row = table(
        own | {"time_period": 202223, "value": 10.0},
        own | {"time_period": 202425, "symbol": "c"},
    ).loc["suspension_rate"]
    told = (
        "target_fact",
        "target_certainty",
        "direction_fact",
        "position_england",
        "position_robust",
        "children_to_target",
        "smallest_visible_change",
    )
    assert {name: row[name] for name in told} == dict.fromkeys(told, "suppressed")


def test_an_agreed_target_prints_its_body_and_date(table, a_target):
    target = a_target(measure_id="suspension_rate", rule={"kind": "fixed", "values": [9]})
    plan = Plan(targets=(target,), strategy=the_strategy())
    rows = ({"measure_id": "suspension_rate", "time_period": 202425, "value": 9.0},)
    row = table(*rows, plan=plan).loc["suspension_rate"]
    assert row["target_fact"] == "met"
    assert (row["agreed_by"], row["agreed_on"]) == ("SEND Partnership Board", date(2023, 12, 13))


def test_another_areas_row_has_no_target(table):
    england = {"measure_id": "suspension_rate", "time_period": 202425, "area_code": "E92000001"}
    row = table(england | {"value": 9.0}, area_code="E92000001").loc["suspension_rate"]
    assert (row["value"], row["target_fact"], row["target"]) == (9.0, "no target agreed", None)
