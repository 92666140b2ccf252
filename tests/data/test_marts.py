"""Worked examples of what is counted after an exclusion and in a placement, sums in sight.

The calendar of 2024/25: 2 September to 20 December, 6 January to 4 April, 22 April to 22 July;
half-term 28 October to 1 November. 2025/26 begins on 2 September; 2026/27 is not in it.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data.worked import HOME, Release, child, release, terms

HALF_TERM = ("2024-10-28", "2024-10-29", "2024-10-30", "2024-10-31", "2024-11-01")
SCHOOLS = ({"school_urn": "100001"},)
PROVIDERS = (
    {"provider_id": "PV1", "district": HOME},
    {"provider_id": "PV2", "district": "E07000118"},
)
EARLY = {"start_date": "2023-09-04", "end_date": "2023-09-05"}
# Nothing more than a first event, so that the years below are covered.
COVER = {
    "placements": [{"pupil_id": "cover", "tier": 1, "home_school_urn": "100001", **EARLY}],
    "home_tuition": [{"pupil_id": "cover", **EARLY}],
}
SEPTEMBER, OCTOBER, JULY = ("September", "October", "July")


@pytest.fixture(scope="module")
def excluded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    exclusions = [
        # September: Monday the 9th; the sixth school day is Monday the 16th.
        *(child(f"sep-{n}", "2024-09-09") for n in range(8)),
        # Friday 25 October before half-term: day 2 is 4 November, day 6 is Friday the 8th.
        *(child(f"oct-{n}", "2024-10-25") for n in range(2)),
        # 21 July: days 1 and 2 are the 21st and 22nd, day 6 is Friday 5 September 2025.
        *(child(f"jul-{n}", "2025-07-21") for n in range(2)),
        # 20 July 2026: no calendar tells what comes after the 22nd.
        child("end", "2026-07-20"),
    ]
    placements = [
        *COVER["placements"],
        child("sep-0", "2024-09-16"),
        child("sep-1", "2024-09-17"),
        child("sep-2", "2024-09-02"),
        child("sep-3", "2024-09-10", end_date="2024-09-15"),
        child("sep-4", "2024-09-10", full_time=""),
        child("sep-5", "2024-09-10", full_time="F"),
        child("sep-6", "2024-09-10", tier=1, full_time="", home_school_urn="100001"),
        # An unknown package beside a full-time one.
        child("sep-7", "2024-09-10", full_time=""),
        child("oct-0", "2024-11-08"),
        child("oct-1", "2024-11-11"),
        child("jul-0", "2025-09-05"),
        child("jul-1", "2025-09-08"),
        child("end", "2026-07-21"),
    ]
    tuition = [*COVER["home_tuition"], child("sep-7", "2024-09-16", full_time="T")]
    with release(
        tmp_path_factory.mktemp("excluded"),
        "2026-10-31",
        exclusions=[child("cover", "2023-09-04"), *exclusions],
        placements=placements,
        home_tuition=tuition,
        calendar=[*terms(2023), *terms(2024, half_term=HALF_TERM), *terms(2025)],
        schools=SCHOOLS,
        providers=PROVIDERS,
    ) as built:
        yield built


def test_day_six_counts_and_day_seven_does_not(excluded: Release) -> None:
    # By day 6: sep-0 (that day), sep-2 (already there), sep-7 (tuition). Not: sep-1 (day 7),
    # sep-3 (ended the day before), sep-5 (part-time), sep-6 (outreach). sep-4 is not known.
    september = {"time_identifier": SEPTEMBER}
    assert excluded.counts("sixth_day_percent", **september) == (3, 3 + 4)
    assert excluded.counts("context_sixth_day_unknown_percent", **september) == (1, 8)
    assert excluded.point("sixth_day_percent", **september)["value"] == pytest.approx(100 * 3 / 7)


def test_half_term_does_not_use_up_school_days(excluded: Release) -> None:
    assert excluded.counts("sixth_day_percent", time_identifier=OCTOBER) == (1, 2)


def test_six_days_run_over_the_summer_into_the_next_year(excluded: Release) -> None:
    assert excluded.counts("sixth_day_percent", time_identifier=JULY) == (1, 2)


def test_days_no_calendar_tells_are_not_known(excluded: Release) -> None:
    cell = {"time_period": 202526, "time_identifier": JULY}
    assert excluded.counts("sixth_day_percent", **cell) == (0, 0)
    assert excluded.counts("context_sixth_day_unknown_percent", **cell) == (1, 1)


def test_a_sixth_day_matures_thirty_days_after_the_term(excluded: Release) -> None:
    # The year is over on 31 August 2026, and matures on 30 September.
    assert not excluded.point("sixth_day_percent", time_period=202526)["provisional"]


def test_a_child_waits_until_any_provision_starts(excluded: Release) -> None:
    # At 30 September: sep-6 alone, for outreach is no provision. At 31 October oct-0 and oct-1 too.
    waiting = "waiting_for_provision"
    before = excluded.point(waiting, time_identifier=SEPTEMBER)["value"]
    cover = excluded.point(waiting, time_period=202324, time_identifier="August")["value"]
    assert (cover, before - cover) == (0, 1)
    assert excluded.point(waiting, time_identifier=OCTOBER)["value"] - before == 2
    assert excluded.point(waiting, time_identifier="November")["value"] - before == 0


def test_nobody_waits_at_a_month_end_still_to_come(excluded: Release) -> None:
    cell = {"time_period": 202627, "time_identifier": OCTOBER}
    assert excluded.point("waiting_for_provision", **cell)["value"] == 1
    assert excluded.point("waiting_for_provision", 202627, "November") is None


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """Outreach first, what followed it, and schools reached; as at 31 October 2025."""
    outreach = {"tier": 1, "full_time": "", "home_school_urn": "100001"}
    suspended = [child(f"s{n}", "2024-10-01", category="SUSP") for n in range(10)]
    with release(
        tmp_path_factory.mktemp("reached"),
        "2025-10-31",
        exclusions=[
            child("cover", "2023-09-04"),
            child("a", "2025-03-10"),
            child("b", "2025-03-10"),
            child("c", "2025-03-10", status="overturned"),
            child("d", "2025-03-10", status="withdrawn"),
            child("e", "2025-03-10", status="notified"),
            # One pupil at two schools is two enrolments; one suspension is withdrawn.
            child("f", "2025-05-06", category="SUSP"),
            child("f", "2025-05-07", category="SUSP"),
            child("f", "2025-05-08", category="SUSP", school_urn="100002"),
            child("f", "2025-05-09", category="SUSP", school_urn="100003", status="withdrawn"),
            # The day the school becomes an academy, and the day before.
            child("g", "2025-01-01", category="SUSP", school_urn="100102", reason_2="BU"),
            child("h", "2024-12-31", category="SUSP", school_urn="100002"),
            *suspended,
            *(
                {**row, "school_urn": "100003", "exclusion_id": f"z{n}"}
                for n, row in enumerate(suspended)
            ),
        ],
        placements=[
            *COVER["placements"],
            child("a", "2024-01-08", end_date="2024-03-10", **outreach),
            child("b", "2024-01-08", end_date="2024-03-09", **outreach),
            child("c", "2025-03-10", end_date="2025-03-20", **outreach),
            child("e", "2024-09-02", end_date="2024-09-06", **outreach),
            child("s0", "2024-09-02", end_date="2024-09-06", **outreach),
        ],
        schools=[
            {"school_urn": "100001"},
            {"school_urn": "100002", "laestab": "8884002", "valid_to": "2024-12-31"},
            {"school_urn": "100102", "laestab": "8884002", "valid_from": "2025-01-01"},
            {"school_urn": "100003", "district": "E07000118", "phase": "PR"},
        ],
        pupils=[
            {"time_period": 202425, "headcount": 200},
            {"time_period": 202425, "headcount": 50, "school_urn": "100102"},
            *(
                {"time_period": year, "nc_year": group, "headcount": heads, "school_urn": urn}
                for year, group, heads, urn in (
                    (202324, "10", 100, "100002"),
                    (202425, "11", 94, "100102"),
                )
            ),
        ],
        calendar=[*terms(2023), *terms(2024)],
        providers=PROVIDERS,
    ) as built:
        yield built


def test_outreach_counts_in_the_twelve_months_before(reached: Release) -> None:
    # a's support lasted to the day twelve months before, b's to the day before that; c's began on
    # the day of the exclusion; d was withdrawn; e had it. In all a, b, c and e.
    assert reached.counts("outreach_first_percent") == (2, 4)


def test_a_year_without_the_year_before_is_not_available(reached: Release) -> None:
    # The extracts begin in September 2023, so only 2024/25 has twelve months before it.
    found = reached.point("outreach_first_percent", 202324)
    assert found["symbol"] == "x"
    assert math.isnan(found["value"])
    assert math.isnan(found["numerator"])


def test_children_not_excluded_in_the_year_after(reached: Release) -> None:
    # 2024/25: c (excluded on the day it began, and that overturned), e (excluded), s0.
    assert reached.counts("not_excluded_after_outreach_percent") == (2, 3)
    # It matures 365 days after 31 August 2025.
    assert reached.point("not_excluded_after_outreach_percent")["provisional"]
    # 2023/24: a is excluded a year and two months later, so a, b and the covering child are not.
    assert reached.counts("not_excluded_after_outreach_percent", time_period=202324) == (3, 3)


def test_an_undecided_exclusion_keeps_its_year_provisional_to_31_october(reached: Release) -> None:
    found = reached.point("permanent_exclusion_rate")
    # a and b upheld, e still notified; 200 + 50 + 94 on roll.
    assert (found["numerator"], found["denominator"]) == (2, 344)
    assert not found["provisional"]  # 31 October has come


def test_enrolments_are_pupils_at_schools(reached: Release) -> None:
    # s0 to s9 at 100001, f there and at 100002, h at 100002, g at its academy; 100003 is a PRU.
    assert reached.counts("one_plus_suspension_rate") == (10 + 2 + 1 + 1, 344)
    assert reached.counts("suspension_rate") == (10 + 3 + 1 + 1, 344)
    academy = "schools-2 (100102)"
    assert reached.counts("suspension_rate", breakdown=academy) == (1, 50 + 94)


def test_reasons_do_not_add_up_to_the_total(reached: Release) -> None:
    physical = "Physical assault against a pupil"
    assert reached.counts("suspension_rate", breakdown=physical) == (15, 344)
    assert reached.counts("suspension_rate", breakdown="Bullying") == (1, 344)


def test_schools_with_ten_suspensions(reached: Release) -> None:
    # 100001 has 12 and used outreach; 100003, a PRU, has 10 of which none withdrawn, and did not.
    assert reached.counts("outreach_reach_percent") == (1, 2)
    assert reached.counts("outreach_reach_percent", breakdown="Not in scope") == (0, 1)


def test_an_academy_keeps_the_roll_of_the_school_it_was(reached: Release) -> None:
    assert reached.point("year_11_roll_change")["value"] == 94 - 100
    assert reached.point("year_11_roll_change")["numerator_contributors"] == 6


def test_an_extract_without_rows_counts_nothing(tmp_path: Path) -> None:
    exclusions = [child("a", "2024-09-09")]
    with release(tmp_path, "2025-10-31", exclusions=exclusions, placements=[]) as built:
        assert built.point("outreach_first_percent") is None
