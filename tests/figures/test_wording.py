"""Sentences: what the figures are, with no cause, and no verdict that was not tested."""

import re

import pytest

from figures.alternatives import drawn_parts, left_out_note, parts_sentence, trend_alternative
from figures.explaining import empty_text, meaning_rows
from figures.series import Mark, Series
from figures.wording import (
    TargetFact,
    amount,
    answers_text,
    before_text,
    headline,
    look_first_text,
    message,
    now_text,
    other_exceptions,
    parts_title,
    since_text,
    target_detail,
    unit_after,
)
from metrics.definitions import definitions, measure
from metrics.periods import Period

PERMANENT = measure("permanent_exclusion_rate")
NEVER = re.compile(
    r"\b(improv|wors|better|because|due to|caused|thanks to|driven|as a result|success|fail)", re.I
)


def mark(first: int, value: float | None, numerator: float | None = None, **more) -> Mark:
    period = Period(first * 100 + first % 100 + 1, "Academic year")
    return Mark(period, value, numerator=numerator, **more)


def line(*marks: Mark) -> Series:
    return Series("Lancashire", "place", "published", marks)


def test_the_headline_gives_value_counts_year_before_and_target() -> None:
    now = mark(2024, 0.2614, 458, denominator=175184)
    shown = line(mark(2023, 0.2435, 428, denominator=175771), now)
    fact = TargetFact(
        "missed", "0.20 per 100 pupils", is_example=True, agreed_by="Example", period=now.period
    )
    assert headline(shown, PERMANENT, fact) == (
        "0.26 per 100 pupils in 2024/25 (458 of 175,184; about 1 in 380 pupils). "
        "0.24 in 2023/24: up 0.02 (from 428 to 458 cases, up 30, 7%). "
        "The example target for 2024/25 is 0.20 per 100 pupils: missed."
    )


def test_no_percent_change_under_20_cases() -> None:
    now = mark(2024, 0.02, 21)
    assert "%" not in before_text(line(mark(2023, 0.01, 19), now), now, PERMANENT)


def test_the_change_of_a_percentage_is_in_percentage_points() -> None:
    now = mark(2024, 5.0)
    told = before_text(line(mark(2023, 4.0), now), now, measure("neet_percent"))
    assert told == "4.0% in 2023/24: up 1.0 percentage points."


def test_two_values_that_print_alike_are_the_same() -> None:
    now = mark(2024, 0.2601)
    assert "the same to the precision shown" in before_text(
        line(mark(2023, 0.2599), now), now, PERMANENT
    )


def test_episodes_are_not_said_to_be_one_pupil_in_so_many() -> None:
    assert "1 in" not in now_text(mark(2024, 10.55), measure("suspension_rate"))


def test_a_missing_value_is_said_with_its_reason() -> None:
    assert (
        now_text(mark(2024, None, symbol="x"), PERMANENT) == "No value in 2024/25: not available."
    )


def test_a_provisional_value_says_so() -> None:
    assert "This is provisional." in now_text(mark(2024, 0.2, provisional=True), PERMANENT)


def test_without_an_agreed_target_nothing_is_judged() -> None:
    assert "No target agreed." in headline(line(mark(2024, 0.2)), PERMANENT, TargetFact())
    assert "nothing is judged" in target_detail(TargetFact())


def test_an_example_target_says_example_in_badge_and_detail() -> None:
    fact = TargetFact("missed", "0.20", is_example=True, agreed_by="Example")
    assert fact.badge.word == "Missed (example)"
    assert "no board has agreed it" in target_detail(fact)


def test_an_agreed_target_names_who_agreed_it_and_when() -> None:
    fact = TargetFact("met", "0.20", agreed_by="SEND Partnership Board", agreed_on="3 May 2024")
    assert fact.badge.word == "Met"
    assert "Agreed by SEND Partnership Board, 3 May 2024." in target_detail(fact)


@pytest.mark.parametrize("one", definitions().values(), ids=lambda one: one.id)
def test_no_sentence_names_a_cause_or_calls_a_change_good_or_bad(one) -> None:
    shown = line(mark(2023, 4.0, 40, denominator=1000.0), mark(2024, 6.0, 60, denominator=1000.0))
    told = [headline(shown, one, TargetFact()), trend_alternative([shown], one, "")]
    assert not [text for text in told if NEVER.search(text.replace(one.title.lower(), ""))]


@pytest.mark.parametrize("one", definitions().values(), ids=lambda one: one.id)
def test_an_empty_measure_says_what_it_needs(one) -> None:
    told = empty_text(one, "Lancashire")
    assert "There is no figure for Lancashire" in told
    assert "extract" in told or "DfE" in told


def test_a_provisional_year_stands_beside_the_settled_one_and_does_not_replace_it() -> None:
    shown = line(mark(2023, 4.0), mark(2024, 6.0), mark(2025, 9.0, provisional=True))
    told = headline(shown, measure("neet_percent"), TargetFact())
    assert told.startswith("6.0% in 2024/25.")
    assert "Provisional: 9.0% in 2025/26." in told


def test_a_month_is_not_set_against_the_target_of_a_year() -> None:
    year = Period(202425, "Academic year")
    month = Mark(Period(202425, "June"), 1.0)
    fact = TargetFact("missed", "8.46", is_example=True, agreed_by="Example", period=year)
    told = headline(line(month), measure("suspension_rate"), fact)
    assert "Targets are for the whole year: the example target for 2024/25" in told


def test_a_net_change_says_how_many_fewer_or_more_and_not_less_than_nothing() -> None:
    exits = measure("year_11_roll_change")
    shown = line(mark(2023, -40.0, -40), mark(2024, -57.0, -57))
    told = headline(shown, exits, TargetFact())
    assert told.startswith("57 fewer pupils in 2024/25. 40 fewer in 2023/24. ")
    assert message(shown, exits) == (
        "Unexplained exits between Year 10 and Year 11: 57 fewer in 2024/25, 40 fewer the year before"
    )
    assert [amount(value, exits) for value in (12.0, 0.0, -1.0)] == ["12 more", "0", "1 fewer"]
    # No other measure can be below zero, and none has such words.
    assert amount(12.0, PERMANENT) == "12.00"
    marks = [("Burnley", mark(2024, -3.0)), ("Preston", mark(2024, 2.0))]
    assert "highest" not in parts_title(exits, "District", marks[0][1].period, marks)


def test_of_reasons_the_foremost_are_named_and_not_the_rarest() -> None:
    values = {"Bullying": 0.02, "Drugs": 0.05, "Damage": 0.0, "Assault": 0.12, "Not known": 0.3}
    parts = [(name, mark(2024, value)) for name, value in values.items()]
    assert parts_sentence("By reason", parts, "per 100 pupils", shares=True) == (
        "By reason: highest Assault, 0.12 per 100 pupils; then Drugs, 0.05; then Bullying, 0.02."
    )
    assert (
        parts_sentence("By sex", parts[:2], "%")
        == "By sex: highest Drugs, 0.1%; lowest Bullying, 0.0%."
    )


def test_a_measure_of_two_sources_names_dfe_first() -> None:
    rows = dict(meaning_rows(definitions()["suspension_rate"]))
    assert rows["Source"] == (
        "DfE's published figures; where there are none, council extracts: exclusions, pupils, schools"
    )


def test_a_value_that_prints_like_the_target_it_missed_says_by_how_little_in_a_list_too() -> None:
    fact = TargetFact("nearly", "75.0%", is_example=True, exact="74.96%")
    assert look_first_text(measure("schools_trained_percent"), "75.0%", "2025/26", fact) == (
        "Schools with trained staff: 75.0% in 2025/26 (74.96% before rounding); "
        "example target 75.0%"
    )


@pytest.mark.parametrize(
    ("missed", "nearly", "told"),
    [
        (0, 0, ()),
        (1, 0, ("And 1 missed under the headings that follow.",)),
        (7, 10, ("And 7 missed and 10 nearly met under the headings that follow.",)),
    ],
)
def test_exceptions_that_are_not_named_are_counted(missed: int, nearly: int, told) -> None:
    assert other_exceptions(missed, nearly) == told


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ["Worse than England", "Worse than the North West", "Worse than neighbours"],
            "Worse than England, the North West and neighbours",
        ),
        (
            ["Similar to England", "Better than the North West", "Better than neighbours"],
            "Similar to England; better than the North West and neighbours",
        ),
        (
            ["Worse than England", "Neighbours: not comparable"],
            "Worse than England; Neighbours: not comparable",
        ),
        (["Hidden to protect children"], "Hidden to protect children"),
    ],
)
def test_a_verdict_is_said_once_for_all_it_is_about(words: list[str], line: str) -> None:
    assert answers_text(words) == line


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ({"Chorley": 0.36, "Fylde": 0.10}, ": highest Chorley, 0.36"),
        # Both print 0.36: neither is the highest for a reader.
        ({"Chorley": 0.361, "Wyre": 0.359, "Fylde": 0.10}, ""),
        # What is hidden may be higher than all that is shown.
        ({"Chorley": 0.36, "Wyre": None, "Fylde": 0.10}, ""),
        # No group of its own.
        ({"Not known": 8.57, "Chorley": 0.36, "Fylde": 0.10}, ": highest Chorley, 0.36"),
        ({"Chorley": 0.36}, ""),
    ],
)
def test_a_breakdown_is_titled_by_the_highest_only_where_it_is_known(parts, title) -> None:
    marks = [(name, mark(2024, value)) for name, value in parts.items()]
    told = parts_title(PERMANENT, "District", marks[0][1].period, marks)
    assert told == f"Permanent exclusion rate by district, 2024/25{title}"


def test_a_rate_of_what_is_not_known_that_dwarfs_every_group_is_in_the_table_alone() -> None:
    sex = [
        ("Not known", mark(2024, 8.57)),
        ("Male", mark(2024, 0.34)),
        ("Female", mark(2024, 0.17)),
    ]
    unit = "per 100 pupils"
    assert [name for name, _ in drawn_parts(sex, unit)] == ["Male", "Female"]
    assert left_out_note(sex, unit) == (
        "In the table only, because it stands for no group: Not known (8.57 per 100 pupils)."
    )
    low = [("Not known", mark(2024, 0.20)), *sex[1:]]
    assert drawn_parts(low, unit) == low
    assert left_out_note(low, unit) == ""
    # A count of what is not known is a finding, however great.
    assert drawn_parts(sex, "children") == sex


def test_words_in_place_of_a_number_take_no_unit() -> None:
    assert unit_after("19.0", "per 10,000 pupils") == " per 10,000 pupils"
    assert unit_after("hidden to protect children", "per 10,000 pupils") == ""
    assert unit_after("86.2%", "%") == ""


def test_a_change_since_an_earlier_year_reads_as_a_sentence_where_there_is_none() -> None:
    before = Period(202223, "Academic year")
    assert since_text(8.0, 8.02, before, "weeks") == "the same as in 2022/23"
    assert since_text(35.9, 18.1, before, "%") == "up 17.8 percentage points on 2022/23"
