"""The second fact, in words: each direction, what has none and why, and what chance makes of it."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.definitions import measure as measure_of
from metrics.direction import direction_fact
from metrics.intervals import poisson_rate
from metrics.limits import with_limits
from metrics.periods import MONTHS, Period
from tests.metrics.conftest import ENGLAND, LANCASHIRE, NORTH_WEST

ROOT = Path(__file__).resolve().parents[2]
PEERS = ("P1", "P2", "P3", "P4")
QUIET = (10, 10.1, 9.9, 10, 10.1)
LOUD = (10, 14, 7, 13, 6)
RISE, FALL = (10, 12, 14, 16, 18), (18, 16, 14, 12, 10)
DISTRICT = {"geographic_level": "Local authority district"}


def academic(year):
    return year * 100 + (year + 1) % 100


def years(values, half=0.5, to=2024, **other):
    """Consecutive academic years up to `to`, with limits `half` to either side; None is missing."""
    first = to - len(values) + 1
    return [
        {"time_period": academic(first + n), "value": value}
        | ({} if value is None or half is None else {"lower_ci": value - half})
        | ({} if value is None or half is None else {"upper_ci": value + half})
        | other
        for n, value in enumerate(values)
    ]


def those(codes, values=QUIET, **other):
    return [row for code in codes for row in years(values, area_code=code, **other)]


@pytest.fixture
def direction_of(a_measure, some_points):
    """The direction of Lancashire, from its own rows and quiet neighbours' unless told others."""

    def found(own, others=None, area_code=LANCASHIRE, peers=PEERS, **changed):
        rows = [*own, *(those(PEERS) if others is None else others)]
        return direction_fact(a_measure(**changed), some_points(*rows), area_code, peers=peers)

    return found


@pytest.mark.parametrize(
    ("values", "polarity", "neighbours", "fact"),
    [
        (RISE, "low", QUIET, "worsening"),
        (RISE, "high", QUIET, "improving"),
        (RISE, "neutral", QUIET, "rising"),
        (RISE, "band", QUIET, "rising"),
        (FALL, "low", QUIET, "improving"),
        (FALL, "high", QUIET, "worsening"),
        (FALL, "neutral", QUIET, "falling"),
        (FALL, "band", QUIET, "falling"),
        (QUIET, "low", QUIET, "no change detectable"),
        ((10, 10, 10, 10, 10), "low", QUIET, "no change detectable"),
        ((0, 0, 0, 0, 0), "low", QUIET, "no change detectable"),
        # The same rise among neighbours whose years differ by as much without any rise.
        (RISE, "low", LOUD, "no change detectable"),
        (FALL, "low", LOUD, "no change detectable"),
        # Neighbours that rise as steadily do not vary: only what strays from a line does.
        (RISE, "low", RISE, "worsening"),
    ],
)
def test_a_direction_is_a_change_beyond_chance_and_beyond_what_years_vary_by(
    direction_of, values, polarity, neighbours, fact
):
    assert direction_of(years(values), those(PEERS, neighbours), polarity=polarity).fact == fact


@pytest.mark.parametrize(
    ("own", "changed", "reason"),
    [
        ([], {}, "no data loaded"),
        (years((10, 11, 12)), {}, "3 years with an interval; 5 are needed"),
        (years((10,)), {}, "1 year with an interval; 5 are needed"),
        (years(RISE, half=None), {}, "0 years with an interval; 5 are needed"),
        (years((10, None, 12, 14, 16)), {}, "4 years with an interval; 5 are needed"),
        (years(RISE, half=0.0), {}, "the interval of 2020/21 has no width"),
        (
            years((80, 90, 100, 95, 97)),
            {"unit": "%"},
            "2022/23 stands at 100%, where the test does not hold",
        ),
        (
            years((0, 1, 2, 3, 4)),
            {"unit": "%"},
            "2020/21 stands at 0%, where the test does not hold",
        ),
        (
            years((10, 11, 12, 13, 14)),
            {"breaks": ((202122, "Covid"),)},
            "4 years with an interval; 5 are needed",
        ),
        (years(RISE, provisional=True), {}, "no year has matured yet"),
    ],
)
def test_what_cannot_be_calculated_says_why(direction_of, own, changed, reason):
    found = direction_of(own, **changed)
    assert (found.fact, found.reason) == ("cannot be calculated", reason)
    assert (found.slope, found.chi_square, found.method) == (None, None, "")


def test_a_rate_of_none_in_one_year_can_be_judged(direction_of):
    assert direction_of(years((0, 3, 6, 9, 12))).fact == "worsening"


def test_a_suppressed_newest_year_is_suppressed_whatever_came_before(direction_of):
    own = [*years(RISE, to=2023), *years((None,), symbol="c")]
    found = direction_of(own)
    assert (found.fact, found.last_change, found.used) == ("suppressed", None, ())
    assert found.last_period == Period(202425, "Academic year")


def test_a_suppressed_older_year_is_passed_over(direction_of):
    own = years((8, None, *RISE[1:]), to=2024)
    own[1]["symbol"] = "c"
    found = direction_of(own)
    assert found.fact == "worsening"
    assert [period.time_period for period in found.used] == [201920, 202122, 202223, 202324, 202425]


def test_a_provisional_year_takes_no_part(direction_of):
    # Without it the years are quiet; with it one would say they rise.
    own = [*years(QUIET, to=2023), *years((20,), provisional=True)]
    found = direction_of(own)
    assert found.fact == "no change detectable"
    assert found.last_period == Period(202324, "Academic year")


@pytest.mark.parametrize("breaks", [(201920, 202021), (2020, 2021)])
def test_covid_years_are_left_out_and_named(direction_of, breaks):
    flagged = tuple((year, "Covid") for year in breaks)
    own = years((10, 10.1, 10, 5, 4, 10.1, 9.9, 10), to=2023, numerator=50, denominator=1000)
    assert direction_of(own).fact == "worsening"
    found = direction_of(own, breaks=flagged)
    assert found.fact == "no change detectable"
    assert [p.label for p in found.used] == ["2017/18", "2018/19", "2021/22", "2022/23", "2023/24"]
    assert [p.label for p in found.left_out] == ["2019/20", "2020/21"]
    # Fingertips knows of no breaks: its five are 5, 4, 10.1, 9.9 and 10.
    assert found.fingertips == "worsening"


@pytest.mark.parametrize("flagged", [2021, 202021])
def test_a_calendar_year_is_matched_to_the_break_of_the_year_it_ends(direction_of, flagged):
    """NEET's 2021 is December 2020 to February 2021, in the academic year 2020/21."""
    own = years((10, 10.1, 10, 4, 10.1, 9.9), time_identifier="Calendar year")
    for row in own:
        row["time_period"] = row["time_period"] // 100
    others = those(PEERS, time_identifier="Calendar year")
    found = direction_of(own, others, breaks=((flagged, "Covid"),))
    assert [p.label for p in found.left_out] == ["2021"]
    assert [p.label for p in found.used] == ["2019", "2020", "2022", "2023", "2024"]


def test_the_slope_is_a_year_even_over_a_gap(direction_of):
    # 1 more in each year: 10 in 2018/19, then 13, 14, 15 and 16 from 2021/22 on.
    own = years((10, 4, 4, 13, 14, 15, 16))
    breaks = ((201920, "Covid"), (202021, "Covid"))
    assert direction_of(own, breaks=breaks).slope == pytest.approx(1)


def test_a_newest_year_that_takes_no_part_is_said(direction_of):
    bare = direction_of([*years(RISE, to=2023), *years((20,), half=None)])
    assert bare.fact == "cannot be calculated"
    assert bare.reason == "2024/25 has no interval, and older years do not speak for it"
    broken = direction_of(years((*RISE, 30)), breaks=((202425, "new codes"),))
    assert broken.reason.endswith("; 2024/25 takes no part: new codes")
    assert "takes no part" not in direction_of(years(RISE)).reason


@pytest.mark.parametrize(
    ("values", "change", "before"),
    [
        ((10, 12.5), 2.5, 202324),
        ((12.5, 10), -2.5, 202324),
        ((10, None, 12), None, None),
        ((12,), None, None),
    ],
)
def test_the_last_year_is_set_against_the_year_before_and_no_other(
    direction_of, values, change, before
):
    found = direction_of(years(values))
    assert found.last_change == change
    assert found.last_period == Period(202425, "Academic year")
    assert found.before_period == (Period(before, "Academic year") if before else None)


def test_fingertips_takes_a_printed_percentage_of_a_cohort_as_its_interval_does(direction_of):
    counted = years(RISE, denominator=1000, numerator=None)
    assert direction_of(counted, multiplier=100).fingertips == "worsening"
    assert direction_of(years(RISE)).fingertips == "cannot be calculated"


def learnt_from(found):
    return found.method.partition("seen in ")[2]


@pytest.mark.parametrize(
    ("others", "source"),
    [
        (those(PEERS), "its own series and those of 4 authorities"),
        # An authority that is no peer, and a peer with four years.
        (
            [*those(("P1", "Q1")), *those(("P2",), QUIET[1:])],
            "its own series and those of 1 authority",
        ),
        # Their sums hide the variation between years.
        (
            [
                *those((ENGLAND,), geographic_level="National"),
                *those((NORTH_WEST,), geographic_level="Regional"),
            ],
            "its own series alone",
        ),
        (those(("D1", "D2", "D3"), **DISTRICT), "its own series and those of 3 districts"),
        (
            [*those(PEERS[:1]), *those(("D1", "D2", "D3"), **DISTRICT)],
            "its own series and those of 1 authority",
        ),
        # What is outside the authority, or not known where, is no district.
        (those(("x", "z"), **DISTRICT), "its own series alone"),
        # A district's sample beside a published county.
        (those(("D1", "D2"), **DISTRICT, basis="sample"), "its own series alone"),
        ([], "its own series alone"),
    ],
)
def test_the_method_says_whose_years_taught_how_much_years_vary(direction_of, others, source):
    peers = (*PEERS, ENGLAND, NORTH_WEST)
    found = direction_of(years(RISE), others, peers=peers)
    assert learnt_from(found) == source
    assert found.method.startswith(
        "Weighted line through 2020/21, 2021/22, 2022/23, 2023/24 and 2024/25, tested at 99.8%"
    )


def test_a_wild_nation_among_the_peers_changes_nothing(direction_of):
    wild = those((ENGLAND,), LOUD, geographic_level="National")
    peers = (*PEERS, ENGLAND)
    assert direction_of(years(RISE), [*those(PEERS), *wild], peers=peers) == direction_of(
        years(RISE)
    )


def test_what_a_year_varies_by_is_a_share_of_what_an_area_has(direction_of):
    """Neighbours with ten times the rate, and as far astray in proportion, teach the same."""
    low = direction_of(years(RISE), those(PEERS, LOUD, half=0.5))
    tenfold = tuple(10 * value for value in LOUD)
    high = direction_of(years(RISE), those(PEERS, tenfold, half=5))
    assert high.chi_square == pytest.approx(low.chi_square)


def test_a_percentage_and_its_complement_change_alike(direction_of):
    shares, loud = (20, 24, 28, 33, 36), (20, 27, 16, 24, 15)
    one = direction_of(years(shares), those(PEERS, loud), unit="%")
    other = direction_of(
        years([100 - share for share in shares]),
        those(PEERS, [100 - share for share in loud]),
        unit="%",
    )
    assert other.chi_square == pytest.approx(one.chi_square)
    assert other.slope == pytest.approx(-one.slope)


def test_five_years_alone_have_to_say_more_than_five_years_among_many(direction_of):
    own = years((10, 11, 12.6, 12.9, 14), half=1)
    among, alone = direction_of(own, those(PEERS)), direction_of(own, [])
    assert among.fact == "worsening"
    assert alone.fact == "no change detectable"
    # A step of five errors a year is a direction even so.
    assert direction_of(years(RISE), []).fact == "worsening"


def test_districts_of_one_authority_count_as_two_series(direction_of):
    """They share its years: twelve that agree are not twelve times the evidence."""
    own = years((10, 11, 12.6, 12.9, 14), half=1.2)
    among = [f"D{n}" for n in range(12)]
    assert direction_of(own, those(among), peers=among).fact == "worsening"
    assert direction_of(own, those(among, **DISTRICT)).fact == "no change detectable"


def test_a_measure_without_years_is_judged_by_its_control_chart(direction_of):
    values = [100.0, 101, 99, 102, 98, 100, 101, 99, 100, 102, 98, 101, 99, 100, 101, 99, 160]
    own = [
        {"time_period": 202223 + 101 * (n // 12), "time_identifier": MONTHS[n % 12], "value": value}
        for n, value in enumerate(values)
    ]
    found = direction_of(
        own, periods=("month",), kind="stock", unit="children", calculation="count"
    )
    assert found.fact == "worsening"
    assert found.method.startswith("Control chart of 17 months")
    assert (found.slope, found.used, found.fingertips) == (None, (), "cannot be calculated")
    # January against the January before: 160 - 98.
    assert found.last_period.label == "January 2024"
    assert found.last_change == 160 - 98


@pytest.fixture(scope="module")
def published():
    """Every published point of permanent exclusions, all pupils, with its limits."""
    path = ROOT / "data" / "published" / "published_series.csv"
    measure = measure_of("permanent_exclusion_rate")
    with path.open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["indicator"] == measure.id and row["breakdown"] == "Total"
        ]
    frame = pd.DataFrame(rows).assign(measure_id=measure.id, basis="published", provisional=False)
    for column in ("time_period", "numerator", "denominator", "value"):
        frame[column] = pd.to_numeric(frame[column])
    return with_limits(frame, measure)


def test_lancashires_permanent_exclusions_are_not_worsening_because_of_the_covid_years(published):
    measure = measure_of("permanent_exclusion_rate")
    authorities = published[published["geographic_level"] == "Local authority"]
    peers = tuple(authorities["area_code"].unique())
    assert len(peers) == 17
    found = direction_fact(measure, published, LANCASHIRE, peers=peers)
    assert found.fact == "no change detectable"
    assert [p.label for p in found.left_out] == ["2019/20", "2020/21"]
    assert [p.label for p in found.used] == ["2018/19", "2021/22", "2022/23", "2023/24", "2024/25"]
    assert found.last_change == pytest.approx(0.26144 - 0.24283)
    # Five consecutive years, Covid's two low ones first, do rise; that is what is not said.
    assert found.fingertips == "worsening"
    # Nor are most of the seventeen called anything: that their years vary much is what they teach.
    # To 2022/23, the last year that DfE prints the counts of all of them for.
    known = published[published["time_period"] <= 202223]
    facts = [direction_fact(measure, known, code, peers=peers).fact for code in peers]
    assert facts.count("no change detectable") >= 13


# Permanent exclusions a year: a county's, and those of the authorities it is compared with.
COUNTS = np.array([440, 300, 180, 120, 90, 60, 40])
AREAS = (LANCASHIRE, *(f"A{n}" for n in range(1, 7)))
PUPILS = 100_000


@cache
def limits_of(count):
    return poisson_rate(count, PUPILS, 100)


def world(random, share, course=(1, 1, 1, 1, 1)):
    """Five years of counts whose expectation differs between years by a share; Lancashire's also
    follows a course."""
    sigma = np.sqrt(np.log1p(share**2))
    expected = COUNTS[:, None] * np.exp(random.normal(-(sigma**2) / 2, sigma, (7, 5)))
    expected[0] *= course
    rows = []
    for code, counts in zip(AREAS, random.poisson(expected), strict=True):
        for year, count in enumerate(counts):
            lower, upper = limits_of(int(count))
            limits = {"lower_ci": lower, "upper_ci": upper}
            counted = {"numerator": count, "denominator": PUPILS, "value": 100 * count / PUPILS}
            rows.append(
                {"time_period": academic(2020 + year), "area_code": code} | counted | limits
            )
    return rows


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25])
def test_years_that_only_vary_are_hardly_ever_called_a_direction(a_measure, some_points, share):
    measure, random = a_measure(), np.random.default_rng(21)
    found = []
    for _ in range(60):
        frame = some_points(*world(random, share))
        found += [direction_fact(measure, frame, code, peers=AREAS) for code in AREAS[:4]]
    called = [fact for fact in found if fact.fact != "no change detectable"]
    assert len(called) <= 0.01 * len(found)
    # Fingertips' rule knows of no variation between years.
    theirs = [fact for fact in found if fact.fingertips != "no change detectable"]
    assert len(theirs) >= {0.0: 0, 0.1: 0.03, 0.25: 0.15}[share] * len(found)


def test_a_halving_in_five_years_is_seen_in_most(a_measure, some_points):
    measure, random = a_measure(), np.random.default_rng(22)
    course = (1, 0.84, 0.71, 0.59, 0.5)
    facts = [
        direction_fact(
            measure, some_points(*world(random, 0.1, course)), LANCASHIRE, peers=AREAS
        ).fact
        for _ in range(80)
    ]
    assert facts.count("improving") >= 0.6 * len(facts)
    assert "worsening" not in facts
