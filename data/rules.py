"""What can be wrong with a row of an extract: each rule is one bit of its problem mask.

A rule says when it holds (SQL over `r_<column>` as it came and `v_<column>` as typed), which
cells it empties, and how to tell the officer.
"""

import re
from dataclasses import dataclass
from datetime import date

from data.cells import faulty, latest_day, outside_era
from data.codes import dated
from data.contracts import Column, Extract
from data.problems import Severity

_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(\D.*)?|\d{2}-\d{1,2}-\d{1,2}")
_LISTED = 12


@dataclass(frozen=True)
class Rule:
    """`kind` is cell, era, or the sentence itself for rules between columns."""

    column: str
    kind: str
    condition: str
    severity: Severity
    empties: tuple[str, ...] = ()


def rules_of(extract: Extract) -> tuple[Rule, ...]:
    """Every rule of an extract; the position is the bit."""
    cells = tuple(_cell_rule(column) for column in extract.columns)
    eras = tuple(rule for column in extract.columns for rule in _era_rules(column))
    order = tuple(_order_rule(extract, first, last) for first, last in extract.ordered)
    return cells + eras + order + _BETWEEN.get(extract.name, ())


def sentence(rule: Rule, column: Column, raw: str, codes: list[str], today: date) -> str:
    """What was expected, what becomes of the row, and what to do, for one faulty cell."""
    if rule.kind == "era":
        eras = " or ".join(code.era for code in dated(column.code_set).get(raw.strip().upper(), ()))
        return (
            f"This code is not valid at the date of the row{f' (valid {eras})' if eras else ''}. "
            "The row was kept. Check the code or the date."
        )
    if rule.kind != "cell":
        return rule.kind
    if not raw.strip():
        return f"{column.name} is blank, and the row cannot be used without it. The row was set aside. Fill it in and export again."
    if rule.severity == "set aside":
        outcome = "The row was set aside."
    elif column.kind in ("dates", "codes"):
        outcome = "That part of the list was left out."
    else:
        outcome = "The cell was left empty."
    return f"{_expected(column, raw, codes, today)} {outcome} {_what_to_do(column)}"


def _expected(column: Column, raw: str, codes: list[str], today: date) -> str:
    kind = column.kind
    if kind in ("date", "dates", "month"):
        return _expected_date(column, raw, today)
    if kind in ("code", "codes", "flag", "district"):
        return _expected_code(column, codes)
    if kind == "period":
        return "Expected a year such as 202425 or 2024/25."
    whole = "a whole number" if kind == "whole" else "a number"
    if column.high >= 1_000_000_000:
        return f"Expected {whole} of {column.low:g} or more."
    return f"Expected {whole} from {column.low:g} to {column.high:g}."


def _expected_date(column: Column, raw: str, today: date) -> str:
    if _TWO_DIGIT_YEAR.fullmatch(raw.strip()):
        return "The year has two digits, so the century is not certain: write it with four."
    sample = (
        "a month such as 2024-09"
        if column.kind == "month"
        else "a date such as 2024-09-03 or 03/09/2024"
    )
    return f"Expected {sample}, from {column.earliest} to {latest_day(today)}."


def _expected_code(column: Column, codes: list[str]) -> str:
    if column.kind == "flag":
        return "Expected T or F (yes or no)."
    if column.kind == "district":
        return "Expected a district by ONS code (such as E07000117) or name."
    listed = ", ".join(codes[:_LISTED]) + (", ..." if len(codes) > _LISTED else "")
    return f"This code is not known; expected one of {listed}."


def _what_to_do(column: Column) -> str:
    if column.kind in ("code", "codes", "flag", "district"):
        return f"Correct it, or add it under [codes.{column.name}] in the mapping file."
    return "Correct it in the source system and export again."


def _cell_rule(column: Column) -> Rule:
    condition = faulty(column, f"r_{column.name}", f"v_{column.name}")
    return Rule(column.name, "cell", condition, "set aside" if column.required else "warn")


def _era_rules(column: Column) -> tuple[Rule, ...]:
    condition = outside_era(column, f"v_{column.name}", f"v_{column.era_by}")
    return (Rule(column.name, "era", condition, "warn"),) if condition else ()


def _order_rule(extract: Extract, first: str, last: str) -> Rule:
    condition = f"coalesce(v_{last} < v_{first}, false)"
    if extract.column(last).required:
        text = f"{last} is before {first}. The row was set aside. Correct one of the two dates."
        return Rule(last, text, condition, "set aside")
    text = f"{last} is before {first}. {last} was left empty. Correct one of the two dates."
    return Rule(last, text, condition, "warn", (last,))


_BETWEEN: dict[str, tuple[Rule, ...]] = {
    "calendar": (
        Rule(
            "census_day",
            "census_day is not between first_day and last_day. The row was kept. Correct the date "
            "and export again.",
            "coalesce(v_census_day not between v_first_day and v_last_day, false)",
            "warn",
        ),
        Rule(
            "first_day",
            "The term does not lie in the academic year of time_period. The row was kept. Correct "
            "the dates or the year and export again.",
            "coalesce(v_first_day not between make_date(v_time_period // 100, 8, 1) "
            "and make_date(v_time_period // 100 + 1, 8, 31), false)",
            "warn",
        ),
    ),
    "placements": (
        Rule(
            "pupil_id",
            "A placement of tier 2 or 3 needs a pupil_id (only tier 1 advice to a school may "
            "leave it blank). The row was set aside. Fill it in and export again.",
            "coalesce(v_pupil_id is null and v_tier in (2, 3), false)",
            "set aside",
        ),
        Rule(
            "full_time",
            "A placement of tier 2 or 3 should say whether it is full-time (T or F). The row was "
            "kept, as not known. Fill it in and export again.",
            "coalesce(coalesce(trim(r_full_time), '') = '' and v_tier in (2, 3), false)",
            "warn",
        ),
        Rule(
            "home_school_urn",
            "Tier 1 support should name the home school's URN. The row was kept, as not known. "
            "Fill it in and export again.",
            "coalesce(v_home_school_urn is null and v_tier = 1, false)",
            "warn",
        ),
        Rule(
            "sessions_absent",
            "sessions_absent is more than sessions_possible. Both were left empty. Correct them "
            "and export again.",
            "coalesce(v_sessions_absent > v_sessions_possible, false)",
            "warn",
            ("sessions_possible", "sessions_absent"),
        ),
    ),
}
