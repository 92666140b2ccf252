"""What a target may say, and what is refused with plain words."""

from dataclasses import replace
from datetime import date

import pytest

from metrics.periods import MONTHS, QUARTERS, TERMS
from plan.seed import target_from, the_strategy
from plan.types import (
    EXAMPLE_BODY,
    PROFILE_ORDERS,
    Band,
    CloseGap,
    Comparator,
    Fixed,
    Linear,
    Match,
    PercentChange,
    Plan,
    Target,
    academic_year_of,
    strategy_years,
)

AGREED = {"agreed_by": "SEND Partnership Board", "agreed_on": date(2023, 12, 13)}


def made(**changed) -> Target:
    """A target agreed by a board, with what a test says otherwise."""
    entry = {"measure_id": "sixth_day_percent", "rule": {"kind": "fixed", "values": [90]}}
    return target_from(entry | AGREED | changed)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"tolerance": -1}, "tolerance is -1; expected 0 or more"),
        ({"agreed_on": None}, "needs both the body that agreed it and the date"),
        ({"agreed_by": ""}, "needs both the body that agreed it and the date"),
        ({"agreed_by": EXAMPLE_BODY}, "mark it as an example, or name the body"),
        ({"agreed_by": "", "agreed_on": None, "minute_reference": "7"}, "a minute reference needs"),
        ({"years": [202223, 202324]}, "target year 202223 is outside the strategy's"),
        ({"years": [202627]}, "target year 202627 is outside the strategy's"),
        ({"years": [2024]}, "target year 2024 is outside the strategy's"),
        ({"years": [202425, 202324]}, "expected one or more, in order, once each"),
        ({"years": []}, "expected one or more, in order, once each"),
        (
            {"baseline_year": 2023},
            "baseline year 2023 is not written like the academic year 202324",
        ),
        ({"baseline_year": 202324}, "baseline year 202324 is not before 202324"),
        ({"time_identifier": "Tax year"}, "time_identifier is 'Tax year'; expected one of"),
        ({"rule": {"kind": "guess"}}, "unknown rule 'guess'; expected one of fixed, linear"),
        ({"rule": {"kind": "fixed", "values": []}}, "needs at least one value"),
        ({"rule": {"kind": "fixed", "values": [1, 2]}}, "2 fixed values for 3 years"),
        ({"rule": {"kind": "fixed", "values": ["ten"]}}, "fixed value is 'ten'; expected a number"),
        ({"rule": {"kind": "fixed", "values": [float("nan")]}}, "fixed value is nan"),
        ({"rule": {"kind": "fixed", "values": [5, 3, 0]}}, "the target is 0; set zero_is_meant"),
        ({"rule": {"kind": "linear", "end": 0}}, "the target is 0; set zero_is_meant"),
        ({"rule": {"kind": "percent_change", "percent": -100}}, "less than 100% a year"),
        ({"rule": {"kind": "band", "lower": 95, "upper": 80}}, "from 95 down to 80: swap them"),
        ({"profile": [["Autumn term", 0.4], ["Summer term", 0.9]]}, "does not rise from 0"),
        ({"profile": [["Autumn term", 0.6], ["Spring term", 0.5], ["Summer term", 1]]}, "not rise"),
        ({"profile": [["Summer term", 0.6], ["Autumn term", 1]]}, "is not in the order of terms"),
        ({"profile": [["Autumn term", 0.6], ["December", 1]]}, "is not in the order of terms"),
        ({"profile": [["Michaelmas", 1]]}, "is not in the order of terms, months or quarters"),
    ],
)
def test_a_target_nobody_could_have_meant_is_refused_in_plain_words(changed, words):
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        made(**changed)


def test_a_refused_target_is_named():
    with pytest.raises(ValueError, match=r"target 'sixth_day_percent' for 'sixth_day_percent': "):
        made(tolerance=-1)


def test_an_unknown_rule_object_is_refused():
    with pytest.raises(ValueError, match="unknown rule 12"):
        replace(made(), rule=12)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"name": "Wales"}, "comparator is 'Wales'; expected one of England, Region"),
        ({"name": "Statistical neighbours", "method": "mean"}, "need the version of the set"),
        ({"name": "Statistical neighbours", "version": "2025-05"}, "comparator method is ''"),
        ({"name": "England", "version": "2025-05"}, "England is one area"),
    ],
)
def test_a_comparator_says_exactly_whom_it_means(entry, words):
    with pytest.raises(ValueError, match=words):
        Comparator(**entry)


@pytest.mark.parametrize("share", [0, -0.5, 1.01])
def test_a_gap_is_closed_by_a_share_of_it(share):
    with pytest.raises(ValueError, match="expected more than 0 and no more than 1"):
        CloseGap(share=share, comparator=Comparator(name="England"))


def test_a_comparator_needs_a_day_its_value_is_taken_from():
    rule = {"kind": "match", "comparator": {"name": "England"}}
    undated = {"rule": rule, "example": True, "agreed_by": EXAMPLE_BODY, "agreed_on": None}
    with pytest.raises(ValueError, match="agreed_on, or comparator_as_at"):
        made(**undated)
    assert made(**undated, comparator_as_at=date(2023, 9, 1)).fixed_on == date(2023, 9, 1)
    assert made(**undated, comparator_value=5.5).comparator_value == 5.5
    assert made(rule=rule).fixed_on == date(2023, 12, 13)


def test_nought_can_be_a_target_when_it_is_meant():
    assert made(rule={"kind": "fixed", "values": [0]}, zero_is_meant=True).rule.values == (0,)
    assert made(rule={"kind": "band", "lower": 0, "upper": 5}).rule == Band(lower=0, upper=5)


def test_an_example_bears_no_boards_name_and_no_date():
    example = made(example=True, agreed_by=EXAMPLE_BODY, agreed_on=None)
    assert not example.is_agreed
    for agreed in (
        AGREED,
        {"agreed_by": EXAMPLE_BODY},
        {"agreed_by": "A board", "agreed_on": None},
    ):
        with pytest.raises(ValueError, match="an example is agreed by nobody"):
            made(example=True, **agreed)


def test_a_target_without_body_and_date_is_a_proposal():
    assert not made(agreed_by="", agreed_on=None).is_agreed
    assert made().is_agreed


def test_a_calendar_year_belongs_to_the_academic_year_it_ends():
    assert academic_year_of(2024) == 202324
    assert academic_year_of(2000) == 199900
    assert academic_year_of(202324) == 202324
    assert strategy_years("Calendar year") == (2024, 2025, 2026)
    assert strategy_years("Financial year") == (202324, 202425, 202526)


def test_profiles_use_the_names_of_periods():
    assert PROFILE_ORDERS == (MONTHS, TERMS, QUARTERS)


def plan_of(*targets: Target) -> Plan:
    return Plan(targets=targets, strategy=the_strategy())


def test_a_new_target_replaces_the_old_and_the_old_stays_visible():
    old = made(id="first")
    new = made(id="second", supersedes="first", rule={"kind": "fixed", "values": [80]})
    plan = plan_of(old, new)
    assert plan.target_of("sixth_day_percent") == new
    assert plan.history_of("sixth_day_percent") == (new, old)
    assert plan.target_of("suspension_rate") is None
    assert plan.history_of("suspension_rate") == ()


def test_a_plan_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match=r"two targets share an id: \['one'\]"):
        plan_of(made(id="one"), made(id="one"))
    with pytest.raises(ValueError, match=r"two targets in force for \['sixth_day_percent'\]"):
        plan_of(made(id="one"), made(id="two"))
    with pytest.raises(ValueError, match="supersedes 'none': not here"):
        plan_of(made(id="one", supersedes="none"))
    with pytest.raises(ValueError, match="supersedes one of 'suspension_rate'"):
        plan_of(made(id="a", measure_id="suspension_rate"), made(id="b", supersedes="a"))
    with pytest.raises(ValueError, match="supersede one another in a circle"):
        plan_of(made(id="a", supersedes="b"), made(id="b", supersedes="a"))


def test_the_version_is_the_content():
    assert plan_of(made()).version == plan_of(made()).version
    assert plan_of(made()).version != plan_of(made(tolerance=1)).version
    assert plan_of(made()).version != plan_of(made(note_on_breaks="Codes changed")).version


def test_every_rule_can_be_written_down():
    rules = {
        Fixed: {"kind": "fixed", "values": [1, 2, 3]},
        Linear: {"kind": "linear", "end": 3},
        PercentChange: {"kind": "percent_change", "percent": -5},
        CloseGap: {"kind": "close_gap", "share": 0.5, "comparator": {"name": "England"}},
        Match: {"kind": "match", "comparator": {"name": "Region"}},
        Band: {"kind": "band", "lower": 1, "upper": 3},
    }
    for kind, entry in rules.items():
        assert isinstance(made(rule=entry).rule, kind)
