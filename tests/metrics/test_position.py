"""The third fact, in words: each verdict, what has none and why, and whether it turns on the way."""

import csv
from pathlib import Path
from statistics import fmean

import pandas as pd
import pytest

from metrics.definitions import measure as measure_of
from metrics.intervals import poisson_rate, wilson, wilson_from_percentage
from metrics.limits import with_limits
from metrics.periods import Period
from metrics.pooling import Figure, dispersion_behind, pooled
from metrics.position import NEIGHBOUR_SETS, Comparison, position_fact, robust
from metrics.targets import Areas
from tests.metrics.conftest import ENGLAND, LANCASHIRE, NORTH_WEST

ROOT = Path(__file__).resolve().parents[2]
BURNLEY = "E07000117"
OLD, NEW = ("N1", "N2", "N3"), ("N3", "N4", "N5")
YEAR = 202425


@pytest.fixture
def areas():
    return Areas(
        authority=LANCASHIRE, region=NORTH_WEST, neighbours={"2021-04": OLD, "2025-05": NEW}
    )


@pytest.fixture
def position(a_measure, areas):
    """The position of Lancashire, by a measure with what a test says otherwise."""

    def made(frame, area_code=LANCASHIRE, neighbour_set="2025-05", among=areas, **changed):
        return position_fact(
            a_measure(**changed), frame, among, area_code, neighbour_set=neighbour_set
        )

    return made


def own(value=10.0, lower=9.0, upper=11.0, **other):
    """Lancashire's point."""
    limits = {"value": value, "lower_ci": lower, "upper_ci": upper, "method": "Byar"}
    return {"time_period": YEAR} | limits | other


def area(code, value, year=YEAR, **other):
    level = {"E92000001": "National", NORTH_WEST: "Regional"}.get(code, "Local authority")
    return {"time_period": year, "value": value, "area_code": code, "geographic_level": level} | (
        other
    )


def fact_against_england(position, some_points, point, england, **changed):
    return position(some_points(point, area(ENGLAND, england)), **changed).england


@pytest.mark.parametrize(
    ("polarity", "england", "word"),
    [
        ("low", 8.0, "worse"),
        ("low", 9.0, "similar"),
        ("low", 10.5, "similar"),
        ("low", 11.0, "similar"),
        ("low", 12.0, "better"),
        ("high", 8.0, "better"),
        ("high", 10.0, "similar"),
        ("high", 12.0, "worse"),
        ("neutral", 8.0, "higher"),
        ("neutral", 12.0, "lower"),
        ("neutral", 10.0, "similar"),
        ("band", 8.0, "higher"),
        ("band", 12.0, "lower"),
    ],
)
def test_the_interval_from_9_to_11_says(position, some_points, polarity, england, word):
    found = fact_against_england(position, some_points, own(), england, polarity=polarity)
    assert (found.fact, found.value, found.reason) == (word, england, "")
    assert found.period == Period(YEAR, "Academic year")
    assert found.method == "Byar, against England"


NO_VERDICT = {
    "no interval": (own(lower=None, upper=None, method="no interval: no cohort"), 5.0, {}),
    "one limit only": (own(upper=None, method="upper limit not reached"), 5.0, {}),
    "no interval, and nobody says why": (own(lower=None, upper=None, method=None), 5.0, {}),
    "suppressed": (own(None, None, None, symbol="c"), 5.0, {}),
    "not available": (own(None, None, None, symbol="x"), 5.0, {}),
    "provisional": (own(provisional=True), 5.0, {}),
    "the council's own figure": (own(basis="local"), 5.0, {}),
    "an illustrative figure": (own(basis="sample"), 5.0, {}),
    "England has no value": (own(), None, {}),
    "a count": (own(), 5.0, {"calculation": "count"}),
    "not published": (own(), 5.0, {"published": False, "mart": "exclusions"}),
}
WORDS = {
    "no interval": ("not calculated", "no interval: no cohort"),
    "one limit only": ("not calculated", "upper limit not reached"),
    "no interval, and nobody says why": (
        "not calculated",
        "no interval can be made for this figure",
    ),
    "suppressed": ("suppressed", "the figure of 2024/25 is suppressed"),
    "not available": ("not calculated", "no figure of this area"),
    "provisional": ("not calculated", "no figure of this area"),
    "the council's own figure": ("not calculated", "no figure of this area"),
    "an illustrative figure": ("not calculated", "no figure of this area"),
    "England has no value": ("not comparable", "no figure of England is in this release"),
    "a count": ("not comparable", "a count is larger in a larger area"),
    "not published": ("not comparable", "DfE does not publish it, so other areas have no figure"),
}


@pytest.mark.parametrize("case", NO_VERDICT)
def test_without_a_verdict_it_says_why(position, some_points, case):
    point, england, changed = NO_VERDICT[case]
    found = fact_against_england(position, some_points, point, england, **changed)
    assert (found.fact, found.reason) == WORDS[case]
    assert found.method == ""
    assert not found.is_told


def test_no_interval_no_verdict_in_any_way(position, some_points):
    others = [area(code, 5.0) for code in (ENGLAND, NORTH_WEST, *OLD, *NEW[1:])]
    found = position(some_points(own(lower=None, upper=None, method="no interval: why"), *others))
    every = (found.england, found.region, found.neighbours, *found.ways[:-1])
    assert {way.fact for way in every} == {"not calculated"}
    assert found.robust == "not calculated: no interval: why"


def test_the_newest_year_both_have(position, some_points):
    """England has 2023/24 only: the interval of that year meets it, 4 to 6 against 8."""
    before = own(5.0, 4.0, 6.0, time_period=202324)
    found = position(some_points(own(), before, area(ENGLAND, 8.0, 202324))).england
    assert (found.fact, found.period) == ("better", Period(202324, "Academic year"))
    assert found.reason == "England has no figure for 2024/25"


def test_a_suppressed_year_is_not_hidden_behind_an_older_one(position, some_points):
    before = own(time_period=202324)
    frame = some_points(
        own(None, None, None, symbol="c"), before, *(area(ENGLAND, 5.0, y) for y in (202324, YEAR))
    )
    assert position(frame).england.fact == "suppressed"


def test_no_year_in_common(position, some_points):
    found = position(some_points(own(), area(ENGLAND, 5.0, 202324))).england
    assert (found.fact, found.reason) == (
        "not comparable",
        "there is no year for which both have a figure",
    )


def test_published_meets_published_whatever_else_is_there(position, some_points):
    """The council's own newer figure is of another definition: 2023/24 as published is quoted."""
    newer = own(50.0, 49.0, 51.0, basis="local")
    frame = some_points(
        newer, own(time_period=202324), area(ENGLAND, 10.0), area(ENGLAND, 12.0, 202324)
    )
    found = position(frame).england
    assert (found.fact, found.value, found.period.label) == ("better", 12.0, "2023/24")


def test_a_term_or_a_part_of_the_pupils_is_not_compared(position, some_points):
    frame = some_points(
        own(time_identifier="Autumn term"),
        own(breakdown_topic="Sex", breakdown="Male"),
        area(ENGLAND, 5.0),
    )
    assert position(frame).england.reason == "no figure of this area"


def test_neighbours_meet_as_the_mean_of_the_chosen_set(position, some_points):
    """2025: (6 + 8 + 10) / 3 = 8, under 9. 2021: (16 + 17 + 6) / 3 = 13, over 11."""
    values = {"N1": 16.0, "N2": 17.0, "N3": 6.0, "N4": 8.0, "N5": 10.0}
    frame = some_points(own(), *(area(code, value) for code, value in values.items()))
    found = position(frame).neighbours
    assert (found.name, found.fact, found.value) == ("mean of the 2025 neighbours", "worse", 8.0)
    assert found.method == "Byar, against the mean of the 2025 neighbours, 3 of 3 with a figure"
    other = position(frame, neighbour_set="2021-04").neighbours
    assert (other.name, other.fact, other.value) == ("mean of the 2021 neighbours", "better", 13.0)


def test_more_than_half_of_the_neighbours_must_have_a_value(position, some_points, areas):
    two = some_points(own(), area("N3", 6.0), area("N4", 8.0), area("N5", None, symbol="c"))
    found = position(two).neighbours
    assert (found.fact, found.value) == ("worse", 7.0)
    assert found.method.endswith("2 of 3 with a figure")
    one = some_points(own(), area("N3", 6.0), area("N4", None), area("N5", None))
    assert position(one).neighbours.fact == "not comparable"
    four = Areas(
        authority=LANCASHIRE, region=NORTH_WEST, neighbours={"2025-05": ("N1", "N3", "N4", "N5")}
    )
    half = position(two, among=four).neighbours
    assert half.fact == "not comparable"
    assert half.reason == "no year has figures of more than half of the 4 neighbours"


def test_a_set_that_is_not_in_the_release(position, some_points):
    found = position(some_points(own()), among=Areas(authority=LANCASHIRE, region=NORTH_WEST))
    assert found.neighbours.reason == "this set of neighbours is not in this release"
    assert found.robust.startswith("not calculated: ")


def test_the_region_is_compared_by_its_own_figure(position, some_points):
    assert position(some_points(own(), area(NORTH_WEST, 5.0))).region.fact == "worse"


def test_another_authority_has_no_region_or_neighbours_here(position, some_points):
    """The release knows those of its own authority."""
    others = [area(code, 5.0) for code in (ENGLAND, NORTH_WEST, *OLD, *NEW[1:])]
    frame = some_points(own(area_code="E06000009"), *others)
    found = position(frame, "E06000009")
    assert found.england.fact == "worse"
    assert {found.region.fact, found.neighbours.fact} == {"not comparable"}
    assert found.robust == "not calculated: only one way could be told, England"


class TestDistricts:
    def district(self, **other):
        level = {"geographic_level": "Local authority district", "area_code": BURNLEY}
        return own(basis="local", **(level | other))

    def test_meet_the_whole_authority_on_their_own_basis(self, position, some_points):
        """The council's 8 is under 9 to 11; DfE's 20 is of whole authorities and is not used."""
        frame = some_points(self.district(), own(8.0, basis="local"), own(20.0))
        found = position(frame, BURNLEY)
        assert (found.authority.fact, found.authority.value) == ("worse", 8.0)
        assert {way.fact for way in (found.england, found.region, found.neighbours)} == {
            "not comparable"
        }
        assert found.england.reason == "DfE publishes figures of whole authorities only"
        assert found.standing is None

    def test_without_the_authority_have_nothing_to_meet(self, position, some_points):
        found = position(some_points(self.district(), own(20.0)), BURNLEY).authority
        assert found.fact == "not comparable"

    def test_provisional_or_no_interval_or_no_figure(self, position, some_points):
        whole = own(8.0, basis="local")
        for point, reason in (
            (self.district(provisional=True), "no figure of this area"),
            (
                self.district(lower=None, upper=None, method="no interval: too few"),
                ("no interval: too few"),
            ),
            (own(), "no figure of this area"),
        ):
            found = position(some_points(point, whole), BURNLEY).authority
            assert (found.fact, found.reason) == ("not calculated", reason)

    def test_outside_and_not_known_are_not_places(self, position, some_points):
        frame = some_points(self.district(area_code="z"), own(8.0, basis="local"))
        assert position(frame, "z").authority.reason == "it is not a place"

    def test_the_authority_is_not_compared_with_itself(self, position, some_points):
        assert position(some_points(own())).authority is None


def ways(*words):
    names = ("mean of the 2021 neighbours", "mean of the 2025 neighbours")
    names += ("median of the 2021 neighbours", "median of the 2025 neighbours")
    names += ("England", "three-year mean")
    return [
        Comparison(name=name, fact=word, period=Period(YEAR, "Academic year"), reason="why")
        for name, word in zip(names, words, strict=True)
    ]


B, S, W, N = "better", "similar", "worse", "not calculated"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ((W, W, W, W, W, W), "6 of 6 ways agree (worse)"),
        (
            (W, B, W, W, W, B),
            "depends on the method: 4 of 6 ways agree (worse); "
            "mean of the 2025 neighbours and three-year mean say better",
        ),
        ((S, S, S, S, W, S), "depends on the method: 5 of 6 ways agree (similar); England says w"),
        (
            (W, W, W, B, S, B),
            "depends on the method: 3 of 6 ways agree (worse); median of the 2025 neighbours and "
            "three-year mean say better; England says similar",
        ),
        ((W, W, W, W, W, N), "5 of 5 ways agree (worse); 5 ways could be told, not three-year me"),
        (
            (N, W, N, B, W, N),
            "depends on the method: 2 of 3 ways agree (worse); median of the 2025 neighbours says "
            "better; 3 ways could be told, not mean of the 2021 neighbours, median of the 2021 "
            "neighbours and three-year mean",
        ),
        ((N, N, N, N, W, N), "not calculated: only one way could be told, England"),
        ((N, N, N, N, N, N), "not calculated: why"),
        # Between equals the first that is asked gives the word.
        ((B, W, B, W, B, W), "depends on the method: 3 of 6 ways agree (better); mean of the 2025"),
    ],
)
def test_whether_the_ways_agree_in_words(words, text):
    assert robust(ways(*words)).startswith(text)
    assert ("depends" in robust(ways(*words))) == (len(set(words) - {N}) > 1)


def test_ways_of_unlike_years_say_so():
    told = ways(*([W] * 6))
    told[4] = Comparison(name="England", fact=W, period=Period(202324, "Academic year"))
    assert robust(told) == "6 of 6 ways agree (worse); years compared: 2023/24 and 2024/25"


class TestThreeYears:
    """Counts of three years over their pupils, against the mean of the neighbours' three means."""

    def frame(self, some_points, years, counts=(30, 40, 50), **other):
        own_rows = [
            own(time_period=year, numerator=n, denominator=1000, value=n / 10, **other)
            for year, n in zip(years, counts, strict=True)
        ]
        near = [
            area(code, value, y) for y in years for code, value in zip(NEW, (1, 2, 3), strict=True)
        ]
        return some_points(*own_rows, *near)

    def test_pools_the_counts(self, position, some_points):
        """(30 + 40 + 50) / 3,000 x 100 = 4, by Byar 3.3 to 4.8; (2 + 2 + 2) / 3 = 2."""
        found = position(self.frame(some_points, (202223, 202324, YEAR))).ways[-1]
        assert (found.name, found.fact, found.value) == ("three-year mean", "worse", 2.0)
        assert found.method == (
            "Byar, 2022/23, 2023/24 and 2024/25 together, "
            "against the mean of the 2025 neighbours over them"
        )

    def test_its_interval_is_of_all_three_years(self):
        years = [Figure(n / 10, 0.0, 9.0, "Byar", n, 1000) for n in (30, 40, 50)]
        found = pooled(years, 100)
        assert (found.value, found.lower, found.upper) == pytest.approx(
            (4.0, *poisson_rate(120, 3000, 100))
        )

    def test_percentages_without_counts_take_their_cohorts(self):
        """10% of 100, 20% of 300: (10 + 60) / 400 = 17.5%, not 15%."""
        rounded = "Wilson, from a rounded percentage"
        years = [Figure(10.0, 5, 15, rounded, None, 100), Figure(20.0, 9, 31, rounded, None, 300)]
        found = pooled(years, 100)
        lower, upper = wilson(70, 400)
        assert (found.value, found.lower, found.upper) == pytest.approx(
            (17.5, 100 * lower, 100 * upper)
        )

    def test_dispersion_is_told_back_and_kept(self, a_measure, some_points):
        """Squares of 40 over 10 and of 60 over 30 events: (40 + 60) / 40 = 2.5."""
        frame = some_points(
            {"time_period": 202324, "numerator": 10, "denominator": 500, "value": 2.0},
            {"time_period": 202425, "numerator": 30, "denominator": 500, "value": 6.0},
            basis="local",
        ).assign(squares=[40.0, 60.0])
        counted = a_measure(numerator="suspensions")
        limits = with_limits(frame, counted)
        years = [
            Figure(r.value, r.lower_ci, r.upper_ci, r.method, r.numerator, r.denominator)
            for r in limits.itertuples()
        ]
        assert [dispersion_behind(year, 100) for year in years] == pytest.approx([4, 2])
        found = pooled(years, 100)
        assert dispersion_behind(found, 100) == pytest.approx(2.5)
        assert found.method == "Byar, widened by dispersion"

    def test_a_break_is_left_out_and_said(self, position, some_points):
        years = (202122, 202223, 202324, YEAR)
        frame = self.frame(some_points, years, counts=(30, 40, 9000, 50))
        found = position(frame, breaks=((202324, "Covid"),)).ways[-1]
        assert found.fact == "worse"
        assert found.method.startswith("Byar, 2021/22, 2022/23 and 2024/25 together")
        assert found.reason == "2023/24 left out as a break"

    def test_two_years_are_not_three(self, position, some_points):
        found = position(self.frame(some_points, (202324, YEAR), counts=(30, 40))).ways[-1]
        assert found.fact == "not calculated"
        assert found.reason == "2 of the 3 years needed are there for both"

    @pytest.mark.parametrize(
        ("other", "reason"),
        [
            ({"lower": None, "upper": None, "method": "no interval: no cohort"}, "no cohort"),
            ({"method": "t interval"}, "intervals of this kind cannot be put together"),
        ],
    )
    def test_without_intervals_to_pool_it_has_no_verdict(
        self, position, some_points, other, reason
    ):
        found = position(self.frame(some_points, (202223, 202324, YEAR), **other)).ways[-1]
        assert found.fact == "not calculated"
        assert reason in found.reason


class TestStanding:
    def frame(self, some_points, among=100, year=YEAR):
        """Lancashire at 10, the others at 0, 1, 2 ... , none of them with a limit."""
        others = [area(f"A{n}", float(n), year) for n in range(among - 1)]
        return some_points(own(10.5, time_period=year), *others)

    def test_of_all_the_authorities_in_the_release(self, position, some_points):
        """11 are lower, 0 to 10."""
        found = position(self.frame(some_points))
        assert (found.standing.rank, found.standing.of, found.standing.quartile) == (12, 100, "A")
        assert found.standing.method == "type 7"
        assert found.ntile_quartile == "A"
        assert found.standing_period == Period(YEAR, "Academic year")

    def test_99_are_too_few(self, position, some_points):
        found = position(self.frame(some_points, among=99))
        assert found.standing.reason == "99 authorities have a value; 100 are needed"
        assert found.ntile_quartile is None

    def test_the_city_and_the_isles_do_not_count(self, position, some_points):
        frame = self.frame(some_points, among=99)
        two = some_points(area("E09000001", 1.0), area("E06000053", 1.0))
        assert position(pd.concat([frame, two])).standing.of == 99

    def test_a_newer_year_of_few_authorities_waits(self, position, some_points):
        newer = some_points(own(), area("A1", 3.0))
        found = position(pd.concat([self.frame(some_points, year=202324), newer]))
        assert (found.standing.of, found.standing_period.label) == (100, "2023/24")

    def test_an_older_rank_than_that_is_not_given(self, position, some_points):
        newer = some_points(own(), own(time_period=202324), area("A1", 3.0))
        found = position(pd.concat([self.frame(some_points, year=202223), newer]))
        assert found.standing.reason == "2 authorities have a value; 100 are needed"

    def test_neither_way_is_better(self, position, some_points):
        found = position(self.frame(some_points), polarity="neutral")
        assert found.standing.reason == "neither way is better, so there is no rank"


def rows_of(path):
    with (ROOT / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def published():
    """The project's own published figures."""
    return pd.read_csv(ROOT / "data" / "published" / "published_series.csv", low_memory=False)


@pytest.fixture(scope="module")
def real_areas():
    """Lancashire's neighbours by their sets, from the reference files."""
    codes = {row["old_code"]: row["new_code"] for row in rows_of("data/reference/authorities.csv")}
    every = rows_of("data/reference/statistical_neighbours.csv")
    rows = [row for row in every if row["old_la_code"] == "888"]
    sets = {
        version: tuple(
            codes[row["neighbour_old_la_code"]] for row in rows if row["set_version"] == version
        )
        for version in NEIGHBOUR_SETS
    }
    return Areas(authority=LANCASHIRE, region=NORTH_WEST, neighbours=sets)


def test_lancashires_neet_or_not_known_depends_on_the_method(published, real_areas):
    """2025: 6.4% of 30,517, so 6.13 to 6.68. The 2025 neighbours' mean is 8.5, their median 6.05,
    the 2021 neighbours' mean 5.48 and median 4.85, England's 5.6. Two neighbours lost track of
    many young people, which moves the mean, and over three years too: 6.77 against 5.85."""
    measure = measure_of("neet_not_known_percent")
    frame = published[published["indicator"] == measure.id].assign(
        measure_id=measure.id, basis="published", provisional=False
    )
    found = position_fact(measure, with_limits(frame, measure), real_areas, LANCASHIRE)
    told = {way.name: (round(way.value, 2), way.fact) for way in found.ways}
    assert told == {
        "mean of the 2021 neighbours": (5.48, "worse"),
        "mean of the 2025 neighbours": (8.5, "better"),
        "median of the 2021 neighbours": (4.85, "worse"),
        "median of the 2025 neighbours": (6.05, "worse"),
        "England": (5.6, "worse"),
        "three-year mean": (6.77, "better"),
    }
    assert found.robust == (
        "depends on the method: 4 of 6 ways agree (worse); "
        "mean of the 2025 neighbours and three-year mean say better"
    )
    assert (found.england.fact, found.region.fact, found.neighbours.fact) == (W, W, B)
    assert {way.period.label for way in found.ways} == {"2025"}


def test_the_fast_path_is_a_plain_loop_over_the_file(published, real_areas):
    """Permanent exclusions of 2023/24, read again with csv: the mean of ten, the limits by hand."""
    measure = measure_of("permanent_exclusion_rate")
    frame = published[published["indicator"] == measure.id].assign(
        measure_id=measure.id, basis="published", provisional=False
    )
    found = position_fact(measure, with_limits(frame, measure), real_areas, LANCASHIRE).neighbours
    rows = [
        row
        for row in rows_of("data/published/published_series.csv")
        if row["indicator"] == measure.id
        and row["breakdown"] == "Total"
        and row["time_period"] == "202324"
    ]
    values = {row["area_code"]: row["value"] for row in rows}
    mean = fmean(float(values[code]) for code in real_areas.neighbours["2025-05"])
    (lancashire,) = (row for row in rows if row["area_code"] == LANCASHIRE)
    lower, _ = poisson_rate(
        float(lancashire["numerator"]), float(lancashire["denominator"]), measure.multiplier
    )
    assert found.value == pytest.approx(mean)
    assert found.fact == ("worse" if lower > mean else "similar")
    assert found.fact == "worse"


def test_neet_before_its_cohorts_were_printed_has_no_verdict(published, real_areas):
    measure = measure_of("neet_percent")
    early = published[
        (published["indicator"] == measure.id) & (published["time_period"] < 2021)
    ].assign(measure_id=measure.id, basis="published", provisional=False)
    found = position_fact(measure, with_limits(early, measure), real_areas, LANCASHIRE)
    assert found.england.fact == "not calculated"
    assert found.england.reason == "no interval: no cohort is published"
    assert found.robust == "not calculated: no interval: no cohort is published"


def test_the_rounded_percentage_is_a_part_of_its_cohort():
    """What the published NEET verdict rests on: 6.4% of 30,517."""
    lower, upper = wilson_from_percentage(6.4, 30517)
    assert (round(100 * lower, 2), round(100 * upper, 2)) == (6.13, 6.68)
