"""The recent trend against answers of Fingertips, and our own rule on top of it."""

import json
from pathlib import Path

import numpy as np
import pytest

from metrics.intervals import poisson_rate
from metrics.trend import between_year_variance, between_years, direction, recent_trend

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles"
POLARITIES = {"High is good": "high", "Low is good": "low", "No judgement": "neutral"}
WORDS = {
    "IncreasingAndGettingBetter": "improving",
    "DecreasingAndGettingBetter": "improving",
    "IncreasingAndGettingWorse": "worsening",
    "DecreasingAndGettingWorse": "worsening",
    "Increasing": "rising",
    "Decreasing": "falling",
    "NoChange": "no change detectable",
    "CannotBeCalculated": "cannot be calculated",
}


@pytest.fixture(scope="module")
def cases():
    """Fingertips' cases by name, their years as periods."""
    path = ORACLES / "recent_trend.json"
    if not path.is_file():
        pytest.skip(f"answers from outside are not here: {path}")
    found = json.loads(path.read_text(encoding="utf-8"))["cases"]
    for case in found:
        case["points"] = [p | {"period": p["year"]} for p in case.get("points", [])]
    return {case["name"]: case for case in found}


def some(values, half=1.0, **changed):
    """Records of consecutive years from values, each with limits `half` to either side."""
    usual = {"count": 50, "denominator": 1000}
    return [
        usual
        | {"period": 2015 + n, "value": v}
        | {"lower95": v - half, "upper95": v + half}
        | changed
        for n, v in enumerate(values)
    ]


def test_every_case_of_fingertips_comes_out_as_its_website_prints_it(cases):
    told = [case for case in cases.values() if case["points"]]
    assert len(told) == 6
    for case in told:
        found = recent_trend(case["points"], POLARITIES[case["polarity"]])
        assert found.direction == WORDS[case["expected"]], case["name"]
        worked_out = case["recomputed_by_independent"]
        if isinstance(worked_out, dict):
            assert found.slope == pytest.approx(worked_out["slope"], rel=1e-9)
            assert found.chi_square == pytest.approx(worked_out["chi2"], rel=1e-9)


def test_four_points_cannot_be_judged(cases):
    points = cases["Under75CancerMortality"]["points"][1:]
    found = recent_trend(points, "low")
    assert found == ("cannot be calculated", None, None, found.reason)
    assert found.reason == "points with a value and an interval: 4; 5 are needed"


def test_the_line_is_the_least_squares_line():
    values, halves = [4, 7, 5, 9, 8], [1, 2, 0.5, 3, 1]
    points = [
        {"period": n, "count": 1, "denominator": 9, "value": v, "lower95": v - h, "upper95": v + h}
        for n, (v, h) in enumerate(zip(values, halves, strict=True))
    ]
    errors = np.array(halves) * 2 / 3.92
    slope, variance = np.polyfit(range(1, 6), values, 1, w=1 / errors, cov="unscaled")
    found = recent_trend(points, "neutral")
    assert found.slope == pytest.approx(slope[0])
    assert found.chi_square == pytest.approx(slope[0] ** 2 / variance[0, 0])


@pytest.mark.parametrize(
    ("values", "polarity", "word"),
    [
        ([10, 12, 14, 16, 18], "low", "worsening"),
        ([10, 12, 14, 16, 18], "high", "improving"),
        ([10, 12, 14, 16, 18], "neutral", "rising"),
        ([10, 12, 14, 16, 18], "band", "rising"),
        ([18, 16, 14, 12, 10], "low", "improving"),
        ([18, 16, 14, 12, 10], "high", "worsening"),
        ([18, 16, 14, 12, 10], "neutral", "falling"),
        ([18, 16, 14, 12, 10], "band", "falling"),
        ([10, 10, 10, 10, 10], "low", "no change detectable"),
        ([10, 10.1, 10.2, 10.3, 10.4], "low", "no change detectable"),
        ([0, 0, 0, 0, 0], "low", "no change detectable"),
    ],
)
def test_the_word_comes_from_the_slope_and_the_polarity(values, polarity, word):
    assert recent_trend(some(values), polarity).direction == word


def test_one_point_that_decides_the_sign_makes_no_trend():
    found = recent_trend(some([10, 10.2, 10.1, 9.9, 20], half=0.5), "low")
    assert found.chi_square > 9.55
    assert found.direction == "no change detectable"
    assert found.reason == "one point alone decides whether the five rise or fall"


def test_the_newest_five_complete_points_are_taken_in_whatever_order_they_come():
    points = some([99, 50, 18, 16, 14, 12, 10])
    points[1]["value"] = None
    shuffled = [points[n] for n in (3, 0, 6, 2, 5, 1, 4)]
    assert recent_trend(shuffled, "low") == recent_trend(some([18, 16, 14, 12, 10]), "low")
    # A hole is filled by the year before it.
    points[4]["count"] = None
    holed = recent_trend(points, "low")
    assert holed == recent_trend(some([99, 18, 16, 12, 10]), "low")


@pytest.mark.parametrize("absent", [None, float("nan")])
@pytest.mark.parametrize("field", ["value", "count", "denominator", "lower95", "upper95"])
def test_a_point_with_anything_missing_is_not_among_the_five(field, absent):
    points = some([10, 12, 14, 16, 18])
    points[2][field] = absent
    assert recent_trend(points, "low").direction == "cannot be calculated"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"denominator": 0}, "5 are needed"),
        ({"count": 1000}, "the count is the whole denominator"),
        ({"lower95": 14, "upper95": 14}, "has no width"),
    ],
)
def test_points_that_cannot_be_weighed_say_why(changed, reason):
    points = some([10, 12, 14, 16, 18])
    points[2] |= changed
    found = recent_trend(points, "low")
    assert found.direction == "cannot be calculated"
    assert reason in found.reason


def test_no_points_cannot_be_judged():
    assert recent_trend([], "low").direction == "cannot be calculated"


def test_no_cases_at_all_can_be_judged():
    points = some([0, 0, 0, 0, 0], half=0.2, count=0)
    assert recent_trend(points, "low").direction == "no change detectable"


def test_a_wrong_polarity_or_record_is_refused():
    with pytest.raises(ValueError, match="polarity is 'down'; expected one of"):
        recent_trend(some([1, 2, 3, 4, 5]), "down")
    with pytest.raises(ValueError, match="a point lacks \\['upper95'\\]"):
        recent_trend([{k: v for k, v in some([1])[0].items() if k != "upper95"}], "low")
    with pytest.raises(ValueError, match="period 2015 comes twice"):
        recent_trend(some([1]) * 2, "low")


def test_our_own_rule_leaves_out_flagged_breaks():
    # Covid's two low years would make the five newest rise.
    values = [10, 10.1, 10, 5, 4, 10.1, 9.9, 10]
    assert recent_trend(some(values), "low").direction == "worsening"
    found = direction(some(values), "low", breaks=(2018, 2019))
    assert found.direction == "no change detectable"
    assert direction(some(values[:6]), "low", breaks=(2018, 2019)).direction == (
        "cannot be calculated"
    )


def test_our_own_rule_asks_more_where_years_differ_by_themselves():
    points = some([10, 11, 12, 13, 14])
    assert direction(points, "low").direction == "worsening"
    assert direction(points, "low") == recent_trend(points, "low")
    wider = direction(points, "low", between_years=2.0)
    assert wider.direction == "no change detectable"
    assert wider.slope == pytest.approx(1)
    # Sum of squares about the middle of 1 to 5 is 10; the variance (2 / 3.92) squared + 2.
    assert wider.chi_square == pytest.approx(10 / ((2 / 3.92) ** 2 + 2))
    for variance in (-1, float("nan")):
        with pytest.raises(ValueError, match="variance between years"):
            direction(points, "low", between_years=variance)


def test_our_own_rule_judges_a_mean_or_a_median_by_its_interval():
    points = some([10, 12, 14, 16, 18], count=None, denominator=None)
    assert recent_trend(points, "low").direction == "cannot be calculated"
    assert direction(points, "low").direction == "worsening"


def test_our_own_rule_says_nothing_of_points_without_intervals():
    points = some([1, 2, 3, 4, 5], lower95=None, upper95=None)
    assert direction(points, "low").direction == "cannot be calculated"


def test_variation_between_years_is_found_again():
    random = np.random.default_rng(5)
    series = []
    for _ in range(800):
        level, error = random.uniform(5, 15), random.uniform(0.3, 1)
        values = level + random.normal(0, np.hypot(error, 0.8), 5)
        series.append(some([float(v) for v in values], half=1.96 * error))
    assert between_year_variance(series) == pytest.approx(0.8**2, rel=0.15)
    # A straight line of any slope has none.
    assert between_year_variance([some([1, 3, 5, 7, 9])]) == 0
    with pytest.raises(ValueError, match="none of 1 series has five points"):
        between_year_variance([some([1, 2, 3])])


def test_a_variance_less_well_known_needs_a_steeper_line():
    points = some([10, 11, 12, 13, 14], half=1.5)
    # 10 / (3 / 3.92) squared.
    assert direction(points, "low").chi_square == pytest.approx(17.07, abs=0.01)
    # The 99.8% of a squared t: 9.6 where known, 12.6 by 20 degrees of freedom, 27.1 by 6.
    for degrees, word in ((None, "worsening"), (20, "worsening"), (6, "no change detectable")):
        assert direction(points, "low", degrees=degrees).direction == word


def test_degrees_of_freedom_are_three_for_each_series_that_tells_as_much():
    alike = [some([10, 11, 9, 10, 11]) for _ in range(7)]
    assert between_years(alike).degrees == pytest.approx(3 * 7)
    # One known a hundred times as well tells nearly all.
    alone = [some([10, 11, 9, 10, 11], half=0.1), *alike]
    assert between_years(alone).degrees == pytest.approx(3, abs=0.5)


def test_points_stand_where_they_are_in_time():
    points = some([10, 13, 14, 15, 16])
    years = {2015: 2018, 2016: 2021, 2017: 2022, 2018: 2023, 2019: 2024}
    found = direction(points, "low", when=years.__getitem__)
    assert found.slope == pytest.approx(1)
    assert direction(points, "low").slope == pytest.approx(1.4)
    # On a straight line nothing strays, once the gap is as long as it was.
    narrow = [some([10, 13, 14, 15, 16], half=0.1)]
    assert between_year_variance(narrow) > 0.1
    assert between_years(narrow, when=years.__getitem__).variance == 0


def test_chance_alone_seldom_makes_a_trend():
    random, called = np.random.default_rng(2), 0
    for _ in range(2000):
        counts = random.poisson(200, 5)
        limits = [poisson_rate(int(count), 10_000, 100) for count in counts]
        points = [
            {"period": n, "count": int(count), "denominator": 10_000, "value": count / 100}
            | {"lower95": lower, "upper95": upper}
            for n, (count, (lower, upper)) in enumerate(zip(counts, limits, strict=True))
        ]
        called += recent_trend(points, "low").direction != "no change detectable"
    assert called / 2000 <= 0.005
