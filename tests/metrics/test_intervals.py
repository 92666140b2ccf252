"""Intervals against answers made elsewhere, and what each refuses."""

import csv
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.intervals import (
    BYAR,
    CONFIDENCE_95,
    CONFIDENCE_99_8,
    EXACT_POISSON,
    byar,
    cost_interval,
    dispersion,
    dispersion_of_sums,
    exact_poisson,
    mean_interval,
    mean_interval_of_sums,
    median_interval,
    median_weeks_interval,
    poisson_method,
    poisson_rate,
    widened,
    wilson,
    wilson_from_percentage,
)

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles"
LEVELS = {"95%": CONFIDENCE_95, "99.8%": CONFIDENCE_99_8}
MISSING = (None, math.nan, math.inf, pd.NA, "12")


@pytest.fixture(scope="module")
def rows():
    """Rows of one oracle file of intervals, as text."""
    folder = ORACLES / "intervals"
    if not folder.is_dir():
        pytest.skip(f"answers from outside are not here: {folder}")

    def read(name):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return read


def close(expected):
    # Fifteen or sixteen digits are printed; the last is the other program's rounding.
    return pytest.approx(expected, rel=1e-13)


def both_levels(row):
    for level, name in ((CONFIDENCE_95, "95_0"), (CONFIDENCE_99_8, "99_8")):
        yield level, (float(row[f"lower{name}cl"]), float(row[f"upper{name}cl"]))


def test_wilson_gives_the_limits_printed_elsewhere(rows):
    told = [row for row in rows("testdata_Prop.csv") if row["lower95_0cl"]]
    assert len(told) == 16
    for row in told:
        for level, expected in both_levels(row):
            limits = wilson(float(row["Numerator"]), float(row["Denominator"]), level)
            assert [float(row["multiplier"]) * limit for limit in limits] == close(list(expected))


def test_a_rate_gives_the_limits_and_the_method_printed_elsewhere(rows):
    told = [row for row in rows("testdata_Rate.csv") if row["lower95_0cl"]]
    assert len(told) == 17
    for row in told:
        events = float(row["Numerator"])
        names = {"Exact": EXACT_POISSON, "Byars": BYAR}
        assert poisson_method(events) == names[row["method"]]
        for level, expected in both_levels(row):
            limits = poisson_rate(
                events, float(row["Denominator"]), float(row["multiplier"]), level
            )
            assert limits == close(expected)


def test_byar_and_wilson_alone_give_the_limits_printed_elsewhere(rows):
    for row in rows("testdata_B_W.csv"):
        events, level = float(row["x"]), LEVELS[row["confidence"]]
        limits = wilson(events, float(row["n"]), level) if row["n"] else byar(events, level)
        expected = [float(row[side]) if row[side] else None for side in ("lowercl", "uppercl")]
        # Its table leaves the lower limit of 1 event at 99.8% empty: the approximation is under 0.
        assert limits[0] == (None if expected[0] is None else close(expected[0]))
        assert limits[1] == close(expected[1])


@pytest.mark.parametrize("file", ["testdata_Prop.csv", "testdata_Rate.csv"])
def test_a_row_with_a_number_missing_is_refused(rows, file):
    for row in rows(file):
        events, of = (float(row[key] or "nan") for key in ("Numerator", "Denominator"))
        if math.isnan(events) or math.isnan(of):
            with pytest.raises(ValueError, match="is missing; expected a number"):
                wilson(events, of)
            with pytest.raises(ValueError, match="is missing; expected a number"):
                poisson_rate(events, of, 100)


def test_none_and_all_are_the_ends_of_a_proportion():
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == 1
    for number in range(11):
        lower, upper = wilson(number, 10)
        assert 0 <= lower <= number / 10 <= upper <= 1
        # Counting the others turns the interval round.
        assert wilson(10 - number, 10) == close((1 - upper, 1 - lower))


def test_a_percentage_of_a_cohort_stands_for_its_numerator():
    assert wilson_from_percentage(6.5, 200) == wilson(13, 200)
    assert wilson_from_percentage(0, 200)[0] == 0
    assert wilson_from_percentage(100, 0.3)[1] == 1
    for percentage, cohort, words in (
        (100.1, 200, "no more than 100"),
        (-1, 200, "0 or more"),
        (None, 200, "percentage is missing"),
        (5, 0, "cohort is 0"),
        (5, None, "cohort is missing"),
    ):
        with pytest.raises(ValueError, match=words):
            wilson_from_percentage(percentage, cohort)


def test_no_events_have_an_upper_limit_all_the_same():
    # Garwood at 0: -log(0.025).
    assert exact_poisson(0) == (0, close(-math.log(0.025)))
    assert exact_poisson(0, 0.998) == (0, close(-math.log(0.001)))
    assert poisson_rate(0, 1000, 100) == (0, close(100 * -math.log(0.025) / 1000))
    # 1 x (1 - 1/9 + z/3) cubed.
    assert byar(0) == (0, close((8 / 9 + 1.959963984540054 / 3) ** 3))


def test_exact_limits_leave_half_the_error_on_each_side():
    for events in (1, 3, 9, 40):
        lower, upper = exact_poisson(events)
        below = math.fsum(poisson(k, lower) for k in range(events))
        above = math.fsum(poisson(k, upper) for k in range(events + 1))
        assert (1 - below, above) == pytest.approx((0.025, 0.025))


def poisson(k, mean):
    return math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1))


def test_a_rate_is_exact_below_10_events_and_byar_from_10():
    assert poisson_rate(9, 100, 100) == exact_poisson(9)
    assert poisson_rate(10, 100, 100) == byar(10)
    assert poisson_rate(9.5, 100, 100) == exact_poisson(9.5)


def test_more_confidence_is_a_wider_interval():
    for one in (
        lambda level: wilson(7, 90, level),
        lambda level: exact_poisson(7, level),
        lambda level: byar(70, level),
        lambda level: mean_interval(range(20), level),
        lambda level: median_interval(range(20), level),
    ):
        assert one(0.998)[0] < one(0.95)[0] < one(0.95)[1] < one(0.998)[1]


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.1, math.nan])
def test_a_confidence_that_is_no_share_is_refused(confidence):
    with pytest.raises(ValueError, match=r"expected a share such as 0\.95 or 0\.998"):
        wilson(1, 2, confidence)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: wilson(-1, 10), "the numerator is -1; expected 0 or more"),
        (lambda: wilson(1, -10), "the denominator is -10; expected 0 or more"),
        (lambda: wilson(0, 0), "the denominator is 0; expected more than 0"),
        (lambda: wilson(11, 10), "the numerator 11 is more than the denominator 10"),
        (lambda: byar(-1), "the number of events is -1"),
        (lambda: exact_poisson(-1), "the number of events is -1"),
        (lambda: poisson_rate(-1, 10, 100), "the number of events is -1"),
        (lambda: poisson_rate(1, 0, 100), "the population is 0"),
        (lambda: poisson_rate(1, -5, 100), "the population is -5"),
        (lambda: poisson_rate(1, 10, 0), "the multiplier is 0"),
        *((lambda one=one: wilson(one, 10), "the numerator is missing") for one in MISSING),
        *((lambda one=one: byar(one), "events is missing") for one in MISSING),
        *((lambda one=one: exact_poisson(one), "events is missing") for one in MISSING),
        *((lambda one=one: mean_interval([1, one]), "a value is missing") for one in MISSING),
        (lambda: mean_interval([]), "a mean of 0 has no interval"),
        (lambda: mean_interval([4]), "a mean of 1 has no interval"),
        (lambda: mean_interval_of_sums(4, 16, 1), "a mean of 1 has no interval"),
        (lambda: mean_interval_of_sums(4, 7, 2), "too small for a sum of 4"),
        (lambda: median_interval([1, 2, 3, 4, 5]), "a median of 5 has no 95.0% interval"),
        (lambda: median_interval(range(9), 0.998), "a median of 9 has no 99.8% interval"),
        (lambda: median_interval([]), "a median of 0 has no 95.0% interval"),
        (lambda: dispersion([]), "the number of events is 0"),
        (lambda: dispersion([0, 0]), "the number of events is 0"),
        (lambda: dispersion([1, -1]), "number of events is -1"),
        (lambda: dispersion_of_sums(3, 4), "sum of squares is 3 for 4 events"),
        (lambda: widened(5, (4, 6), 0.9), "expected 1 or more"),
        (lambda: widened(7, (4, 6), 2), "outside its own limits"),
    ],
)
def test_what_has_no_interval_is_refused_in_plain_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_dispersion_is_the_sum_of_squares_over_the_sum():
    # Three children suspended once, one of them four times: (1 + 1 + 1 + 16) / (1 + 1 + 1 + 4).
    assert dispersion([1, 1, 1, 4]) == 19 / 7
    assert dispersion_of_sums(19, 7) == 19 / 7
    assert dispersion([1, 1, 1]) == 1


def test_dispersion_widens_by_its_square_root_on_both_sides():
    assert widened(10, (8, 13), 4) == (6, 16)
    assert widened(10, (8, 13), 1) == (8, 13)
    assert widened(10, (3, 18), 4) == (0, 26)
    assert widened(0, (0, 3), 4) == (0, 6)


def test_widened_limits_hold_the_truth_as_often_as_they_say():
    random = np.random.default_rng(3)
    shares, held = (0.7, 0.2, 0.1), 0
    for _ in range(400):
        children = random.poisson(300)
        each = random.choice([1, 2, 6], size=children, p=shares)
        limits = poisson_rate(each.sum(), 10_000, 100)
        lower, upper = widened(each.sum() / 100, limits, dispersion(each.tolist()))
        held += lower <= 3 * (0.7 + 0.4 + 0.6) <= upper
    assert held / 400 == pytest.approx(0.95, abs=0.03)


def test_a_mean_has_students_limits():
    # Mean 4, deviations -2 0 2, spread 2; t of 2 degrees 4.302653; 2 / sqrt(3) = 1.154701.
    assert mean_interval([2, 4, 6]) == pytest.approx((4 - 4.968275, 4 + 4.968275), abs=1e-5)
    assert mean_interval_of_sums(12, 4 + 16 + 36, 3) == close(mean_interval([2, 4, 6]))
    assert mean_interval([0.1] * 7) == pytest.approx((0.1, 0.1))
    assert mean_interval_of_sums(0.7, 7 * 0.1**2, 7) == pytest.approx((0.1, 0.1), abs=1e-7)


def test_a_median_lies_between_two_of_its_own_values():
    # Of 20, the 6th and the 15th: P(5 or fewer of 20 tosses) = 0.0207, of 6 or fewer 0.0577.
    assert median_interval(list(range(1, 21))) == (6, 15)
    assert median_interval(list(range(20, 0, -1))) == (6, 15)
    # 99.8%: P(2 or fewer) = 0.0002, of 3 or fewer 0.0013.
    assert median_interval(list(range(1, 21)), 0.998) == (3, 18)
    assert median_interval([5, 1, 3, 2, 6, 4]) == (1, 6)
    assert median_interval([3] * 8) == (3, 3)


def test_a_median_of_weeks_counts_placements_and_waits_for_open_ones():
    # Twenty placements of 1 to 20 weeks, as above.
    weeks = list(range(1, 21))
    assert median_weeks_interval(weeks, [1] * 20, [0] * 20) == (6, 15)
    # The four longest are open: nothing changes below them.
    assert median_weeks_interval(weeks, [1] * 16 + [0] * 4, [0] * 16 + [1] * 4) == (6, 15)
    # The one of 3 weeks is open and may last for ever.
    one_open = [1 if week == 3 else 0 for week in weeks]
    ended = [1 - still for still in one_open]
    assert median_weeks_interval(weeks, ended, one_open) == (6, 16)
    assert median_weeks_interval(weeks, [0] * 20, [1] * 20) == (6, None)
    assert median_weeks_interval([2, 9], [5, 5], [0, 0]) == (2, 9)
    with pytest.raises(ValueError, match="3 counts came for 2 weeks"):
        median_weeks_interval([1, 2], [1, 2, 3], [0, 0])
    with pytest.raises(ValueError, match="a median of 0"):
        median_weeks_interval([], [], [])


def test_a_cost_is_resampled_by_child_with_all_its_placements():
    random = np.random.default_rng(1)
    own = random.normal(300, 50, size=40)
    # Ten placements of one child cost the same: 400 rows know no more than 40 children.
    children, costs = [f"c{n}" for n in range(40) for _ in range(10)], np.repeat(own, 10)
    lower, upper = cost_interval(children, costs.tolist())
    assert cost_interval([f"c{n}" for n in range(40)], own.tolist()) == pytest.approx(
        (lower, upper)
    )
    assert lower < own.mean() < upper
    t_lower, t_upper = mean_interval(own.tolist())
    assert upper - lower == pytest.approx(t_upper - t_lower, rel=0.1)


def test_a_cost_has_the_same_limits_each_time_and_others_by_another_seed():
    children, costs = list(range(12)), [100.0 + n**3 for n in range(12)]
    assert cost_interval(children, costs) == cost_interval(children, costs)
    assert cost_interval(children, costs) != cost_interval(children, costs, seed=1)
    assert cost_interval(children, [250.0] * 12) == (250, 250)


def test_a_cost_of_few_children_has_no_interval():
    with pytest.raises(ValueError, match="costs of 9 children: too few"):
        cost_interval(list(range(9)) * 3, [1.0] * 27)
    with pytest.raises(ValueError, match="2 costs came for 3 children"):
        cost_interval([1, 2, 3], [1.0, 2.0])
    with pytest.raises(ValueError, match="a value is missing"):
        cost_interval([1, 2], [1.0, None])
