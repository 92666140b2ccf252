"""Worked examples of placements, tuition, costs and what comes after them, sums in sight.

Every extract is as at 31 August 2025; the terms of 2024/25 end on 20 December, 4 April, 22 July.
"""

import math
from collections.abc import Iterator

import pytest

from metrics.definitions import definitions
from metrics.points import points
from tests.data.worked import HOME, Release, child, release, terms

OTHER = "E07000118"
COVER = {"pupil_id": "cover", "start_date": "2022-09-05", "end_date": "2022-09-06", "tier": 1}


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    returned = {"end_reason": "returned_to_school"}
    placements = [
        COVER,
        # Ended in the autumn term of 2024/25: five back in school.
        child("r0", "2024-09-02", end_date="2024-10-04", **returned),
        child("r1", "2024-09-02", end_date="2024-10-04", **returned),
        child("r2", "2024-09-02", end_date="2024-10-04", **returned),
        child("r3", "2024-09-02", end_date="2024-10-04", **returned),
        child("r4", "2024-09-02", end_date="2024-10-04", end_reason=""),
        # Year 10 at the start in July, Year 11 at the end in September: apart.
        child("r5", "2024-07-01", end_date="2024-09-30", nc_year="10", **returned),
        # Away again on day 84, on day 85, and excluded on day 84 of the end of 4 October.
        child("r0", "2024-12-27", tier=3, end_date="2025-01-10", end_reason="new_school"),
        child("r1", "2024-12-28", tier=3, end_date="2025-01-10", end_reason="moved_away"),
    ]
    with release(
        tmp_path_factory.mktemp("placed"),
        "2025-08-31",
        placements=placements,
        exclusions=[
            child("cover", "2022-09-05"),
            child("r2", "2024-12-27"),
            child("r3", "2024-12-27", status="withdrawn"),
        ],
        home_tuition=[
            {"pupil_id": "cover", "start_date": "2022-09-05", "end_date": "2022-09-06"},
            child("r4", "2024-10-07", end_date="2024-11-01", end_reason="elective_home_education"),
        ],
        calendar=terms(2024),
        providers=[{"provider_id": "PV1"}],
    ) as built:
        yield built


def test_returns_leave_year_11_apart(placed: Release) -> None:
    # r0 to r3 of r0 to r4; r4's reason is missing and stays in; r5 had become Year 11.
    assert placed.counts("returned_to_school_percent") == (4, 5)
    assert placed.point("context_tier_2_year_11_ended")["value"] == 1


def test_a_return_is_broken_by_day_84_and_not_by_day_85(placed: Release) -> None:
    # r0 placed on day 84 and r2 excluded on it are away again; r1 (day 85) and r3 (withdrawn) not.
    assert placed.counts("context_still_returned_percent") == (2, 5)
    # Over on 31 August, matured 84 days later; the autumn term has matured.
    assert placed.point("context_still_returned_percent")["provisional"]
    autumn = placed.point("context_still_returned_percent", time_identifier="Autumn term")
    assert not autumn["provisional"]


def test_destinations_of_all_that_ended(placed: Release) -> None:
    # Six tier 2, two tier 3, one tuition; r4's placement without a reason is not known.
    assert placed.counts("ended_destination_not_known_percent") == (1, 9)
    assert placed.counts("context_ended_to_home_education_percent") == (1, 9)
    assert placed.counts("tier_3_transition_percent") == (1, 2)
    # Distinct children: r0 to r5 are six, r4 alone is not known, the rest are known but r4's
    # tuition, which ended somewhere known.
    found = placed.point("ended_destination_not_known_percent")
    assert (found["numerator_contributors"], found["denominator_contributors"]) == (1, 6)
    assert found["complement_contributors"] == 6


@pytest.fixture(scope="module")
def timed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """Planned ends, weeks, costs, places and districts."""
    open_from = "2025-08-04"  # 27 days, or three whole weeks, before 31 August
    placements = [
        {**COVER, "weekly_cost": ""},
        # Whole weeks until the end: 2, 4, 4 and 8; two still open after 3 weeks.
        child("w0", "2024-09-02", end_date="2024-09-16", planned_end_date="2024-09-16"),
        child("w1", "2024-09-02", end_date="2024-10-01", planned_end_date="2024-09-30"),
        child("w2", "2024-09-02", end_date="2024-10-06", provider_id="PV2"),
        child("w3", "2024-09-02", end_date="2024-10-28", home_district=OTHER),
        child("w4", open_from, planned_end_date="2025-08-31", home_district=""),
        child("w5", open_from, planned_end_date="2025-09-30", provider_id="PV9"),
        # Three of tier 3 over the end of the financial year, at £70 a week, £10 a day.
        child("c0", "2025-03-30", tier=3, end_date="2025-04-02", weekly_cost=70),
        child("c1", "2025-03-31", tier=3, end_date="2025-03-31", weekly_cost=70),
        child("c2", "2023-09-04", tier=3, end_date="2023-09-10", weekly_cost=140),
        # Four children at the unit of 10 places on 3 October, one of them twice; one elsewhere.
        *(child(f"u{n}", "2024-10-03", tier=3, end_date="2024-10-03", provider_id="PV3") for n in range(4)),
        child("u0", "2024-10-01", tier=3, end_date="2024-10-31", provider_id="PV3"),
        child("u5", "2024-10-01", tier=3, end_date="2024-10-02", provider_id="PV3"),
    ]  # fmt: skip
    with release(
        tmp_path_factory.mktemp("timed"),
        "2025-08-31",
        placements=placements,
        home_tuition=[
            {"pupil_id": "cover", "start_date": "2022-09-05", "end_date": "2022-09-06"},
            child("c3", "2024-04-01", end_date="2024-04-07", weekly_cost=35),
        ],
        schools=[{"school_urn": "100010", "phase": "PR", "ap_places": 10}],
        calendar=terms(2024),
        providers=[
            {"provider_id": "PV1"},
            {"provider_id": "PV2", "district": OTHER},
            {"provider_id": "PV3", "urn": "100010"},
        ],
    ) as built:
        yield built


def test_still_open_is_late(timed: Release) -> None:
    # w0 on the day; w1 a day late; w4 due on 31 August and open. w5 is due after the as-at date.
    assert timed.counts("placement_on_time_percent") == (1, 3)
    # w2 and w3 of w0 to w5 have no plan.
    assert timed.counts("context_tier_2_without_plan_percent") == (2, 6)


def test_the_median_counts_those_still_placed(timed: Release) -> None:
    # Six start. Week 2: 5/6 stay. Week 3: two leave sight. Week 4: three at risk, two end, so
    # 5/6 x 1/3 = 0.28 stay: the half is passed in week 4.
    found = timed.point("time_limited_median_weeks")
    assert (found["value"], found["denominator"]) == (4, 6)
    assert math.isnan(found["numerator"])


def test_a_median_not_reached_is_missing(timed: Release) -> None:
    # In the child's own district: w0, w1, w2 (2, 4, 4 weeks) and w5 open: 3/4, then 3/4 x 0/2.
    assert timed.point("time_limited_median_weeks", area_code=HOME)["value"] == 4
    # w4, whose district is not known, is still placed.
    found = timed.point("time_limited_median_weeks", area_code="z")
    assert math.isnan(found["value"])
    assert found["symbol"] == "z"


def test_a_mean_cost_leaves_out_what_has_none(timed: Release) -> None:
    assert timed.counts("weekly_cost", breakdown="Tier 3: transitional placement") == (140, 2)
    assert timed.counts("context_with_cost_percent") == (2, 6 + 2 + 6)
    # Prices of 2026/27 (105.3095): £70 in March 2025 was at 100.0000.
    found = timed.point("context_weekly_cost_real")
    assert found["value"] == pytest.approx(70 * 105.3095 / 100)
    assert timed.point("context_weekly_cost_real", 202324)["value"] == pytest.approx(
        140 * 105.3095 / 96.1117
    )


def test_commitment_is_parted_at_31_march(timed: Release) -> None:
    # c0: 30 and 31 March, then 1 and 2 April; c1: 31 March; c3: 7 days in April 2024 at £5.
    financial = {"time_identifier": "Financial year"}
    assert timed.point("context_ap_commitment", **financial)["value"] == pytest.approx(20 + 10 + 35)
    after = timed.point("context_ap_commitment", 202526, "Financial year")
    assert after["value"] == pytest.approx(20)
    assert after["provisional"]
    assert timed.point("context_ap_commitment", 202425, "Financial year Q4")["value"] == 30
    assert timed.point("context_ap_commitment", 202324, "Financial year Q2")["value"] == 140


def test_a_quarter_cut_by_the_first_september_has_no_point(timed: Release) -> None:
    # The extracts begin in September 2022: July and August are missing from Q2 of 2022-23.
    assert timed.point("context_ap_commitment", 202223, "Financial year Q2") is None


def test_places_hold_each_child_once(timed: Release) -> None:
    autumn = {"time_identifier": "Autumn term"}
    assert timed.counts("places_filled_percent", **autumn) == (4, 10)
    found = timed.point("places_filled_percent", **autumn)
    assert found["numerator_contributors"] == 4
    assert math.isnan(found["denominator_contributors"])


def test_children_placed_at_home_where_both_districts_are_known(timed: Release) -> None:
    # Known: w0 to w3, c0, c1, u0 to u3 and u5. Away: w2 (provider elsewhere), w3 (lives elsewhere).
    # Left out: w4 (lives nobody knows where) and w5 (provider unknown).
    assert timed.counts("home_district_percent") == (11 - 2, 11)


@pytest.fixture(scope="module")
def young(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """Three young people over two winters, and three leavers; as at 31 August 2025."""

    def months(name: str, codes: dict[str, str], **told: str) -> list[dict[str, str]]:
        return [
            {"young_person_id": name, "month": month, "activity_code": code, **told}
            for month, code in codes.items()
        ]

    winter = ("2023-12", "2024-01", "2024-02")
    leaving = ("2023-10", "2023-11", *winter, "2024-03")
    neet = [
        *months("a", dict(zip(winter, ("619", "230", "619"), strict=True)), pupil_id="l0"),
        *months("b", dict(zip(winter, ("810", "820", "550"), strict=True))),
        *months("custody", dict.fromkeys(winter, "710")),
        *months("marked", {"2024-01": "619"}, characteristic_codes="110;200"),
        # January 2025 never came: that winter has no official year.
        *months("a", {"2024-12": "619", "2025-02": "619"}, pupil_id="l0"),
        *months("s", dict.fromkeys(leaving, "230"), pupil_id="l1"),
        *months("t", dict.fromkeys(leaving[:5], "230") | {"2024-03": "619"}, pupil_id="l2"),
    ]
    left = {"tier": 3, "nc_year": "11", "end_date": "2023-07-14", "end_reason": "post_16"}
    with release(
        tmp_path_factory.mktemp("young"),
        "2025-08-31",
        neet=[*months("first", {"2022-09": "230"}), *neet],
        placements=[
            COVER,
            child("l1", "2023-03-01", **left),
            child("l2", "2023-03-01", **left),
            child("l3", "2023-03-01", **left),
            # Begun the year before, in Year 10: Year 11 when it ended.
            child("l4", "2022-06-01", **{**left, "nc_year": "10"}),
            child("l0", "2024-01-15"),
            # Left in July 2024: the extract lacks October, November, January and March after it.
            child("l5", "2024-03-01", **{**left, "end_date": "2024-07-12"}),
        ],
        providers=[{"provider_id": "PV1"}],
    ) as built:
        yield built


def test_a_neet_year_sums_december_january_and_february(young: Release) -> None:
    year = {"time_period": 2024, "time_identifier": "Calendar year"}
    # Cohort: a, b, s and t three times each, marked once, custody never. a is NEET twice, marked
    # once; b is not known twice, and works with study (550) in February.
    assert young.counts("neet_percent", **year) == (3, 4 * 3 + 1)
    assert young.counts("not_known_percent", **year) == (2, 13)
    assert young.counts("neet_not_known_percent", **year) == (5, 13)
    found = young.point("neet_percent", **year)
    assert (found["numerator_contributors"], found["denominator_contributors"]) == (2, 5)


def test_a_month_has_the_children_of_its_count_behind_it(young: Release) -> None:
    found = young.point("neet_percent", 202324, "January")
    assert (found["numerator"], found["denominator"]) == (1, 5)
    assert (found["numerator_contributors"], found["complement_contributors"]) == (1, 4)


def test_a_winter_without_january_has_no_official_year(young: Release) -> None:
    assert young.point("neet_percent", 2025, "Calendar year") is None
    assert young.point("neet_percent", 202425, "December")["value"] == 100


def test_after_ap_is_characteristic_200_or_a_placement_begun(young: Release) -> None:
    # Placed: s (l1) and t (l2) since 2023, a (l0) from January on; marked in January.
    # December: s, t. January: s, t, a, marked. February: s, t, a. NEET: marked, and a in February.
    year = {"time_period": 2024, "time_identifier": "Calendar year"}
    assert young.counts("neet_after_ap_percent", **year) == (2, 2 + 4 + 3)


def test_a_destination_lasts_six_months(young: Release) -> None:
    # l1 stays; l2 is NEET in March; l3 and l4 are not found.
    left = {"time_period": 202223}
    assert young.counts("post_16_destination_percent", **left) == (1, 4)
    assert young.counts("context_post_16_linked_percent", **left) == (2, 4)


def test_months_not_loaded_show_no_destination(young: Release) -> None:
    assert young.point("post_16_destination_percent", 202324) is None


@pytest.fixture(scope="module")
def tutored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """Tuition from September 2024 to the as-at date in the middle of December."""
    with release(
        tmp_path_factory.mktemp("tutored"),
        "2024-12-15",
        home_tuition=[
            # Two packages: one child, all its hours with the newer one.
            child("a", "2024-09-02", hours_per_week=5, reason="other"),
            child("a", "2024-10-01", hours_per_week=10, reason="medical_mental"),
            # Ends on the last day of October, and is there at its end.
            child("b", "2024-09-30", end_date="2024-10-31", hours_per_week=6),
            # 84 days at 30 November are not over twelve weeks; 85 are.
            child("c", "2024-09-07", hours_per_week=3, review_dates="2024-09-08"),
            child("d", "2024-09-06", hours_per_week=3, review_dates="2024-09-08;2024-11-30"),
        ],
        placements=[
            child("e", "2024-10-01", tier=1),
            child("e", "2024-09-01", home_district=OTHER),
        ],
        pupils=[
            {"time_period": 202425, "headcount": 1000, "home_district": HOME},
            {"time_period": 202425, "headcount": 500, "home_district": OTHER},
        ],
        schools=[{"school_urn": "100001"}],
        calendar=terms(2024),
    ) as built:
        yield built


def test_a_year_is_the_mean_of_its_month_ends(tutored: Release) -> None:
    # September: a, b, c, d. October: the same. November: a, c, d. December has not ended.
    found = tutored.point("home_tuition_rate")
    assert found["numerator"] == pytest.approx((4 + 4 + 3) / 3)
    assert found["value"] == pytest.approx(10000 * (11 / 3) / 1500)
    assert found["provisional"]


def test_a_month_that_has_not_ended_has_no_point(tutored: Release) -> None:
    assert tutored.point("home_tuition_rate", time_identifier="November")["numerator"] == 3
    assert tutored.point("home_tuition_rate", time_identifier="December") is None


def test_a_child_with_two_packages_has_the_hours_of_both(tutored: Release) -> None:
    assert tutored.counts("tuition_hours", time_identifier="October") == (15 + 6 + 3 + 3, 4)
    reason = {"time_identifier": "October", "breakdown": "Medical (mental health)"}
    assert tutored.counts("tuition_hours", **reason) == (15, 1)
    # Sums over months: 5 + 6 + 3 + 3, 15 + 6 + 3 + 3, 15 + 3 + 3; children 4 + 4 + 3.
    assert tutored.point("tuition_hours")["value"] == pytest.approx((17 + 27 + 21) / 11)


def test_reviews_of_long_tuition(tutored: Release) -> None:
    # At 30 November a's first package is 89 days old and not reviewed, d's 85 and reviewed.
    assert tutored.counts("tuition_review_percent", time_identifier="November") == (1, 2)
    # Over three month ends, of which two had nobody over twelve weeks.
    assert tutored.counts("tuition_review_percent") == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert tutored.point("tuition_review_percent")["value"] == pytest.approx(50)


def test_a_child_in_two_tiers_lives_in_one_district(tutored: Release) -> None:
    autumn = {"time_identifier": "Autumn term"}
    assert tutored.point("ap_children", **autumn)["value"] == 1
    # Its newest placement gives the district; both tiers have the child.
    assert tutored.point("ap_children", **autumn, area_code=HOME)["value"] == 1
    assert tutored.point("ap_children", **autumn, area_code=OTHER)["value"] == 0
    for tier in ("Tier 1: targeted support", "Tier 2: time-limited placement"):
        assert tutored.point("ap_children", **autumn, breakdown=tier)["value"] == 1


def test_a_census_day_to_come_has_no_children(tutored: Release) -> None:
    assert tutored.point("ap_children") is None
    assert tutored.point("full_time_ap_rate") is None


def test_no_point_of_any_measure_is_a_count_of_a_day_to_come(tutored: Release) -> None:
    for measure in definitions().values():
        found = points(tutored.cursor, measure)
        assert not found["time_identifier"].isin(["Spring term", "January", "Summer term"]).any()
