"""Gaps between groups: worked by hand, against other people's answers, and by simulation."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from metrics.gap_intervals import difference_of_limits, ratio_of_limits, ratio_of_rates
from metrics.gaps import DISTRICT, gaps
from metrics.intervals import mean_interval_of_sums, poisson_rate, wilson
from metrics.limits import with_limits
from metrics.periods import Period
from metrics.pooling import Figure, dispersion_behind, poisson_limits, squares_behind
from tests.metrics.conftest import LANCASHIRE

YEAR = Period(202425, "Academic year")
TRIALS = 2500


def proportion(numerator, denominator):
    lower, upper = wilson(numerator, denominator)
    return Figure(numerator / denominator, lower, upper, "Wilson", numerator, denominator)


def a_rate(events, population, dispersion=1.0):
    lower, upper = poisson_limits(events, population, 100, dispersion)
    method = "Byar, widened by dispersion" if dispersion > 1 else "Byar"
    return Figure(100 * events / population, lower, upper, method, events, population)


class TestRatioOfRates:
    def test_by_logs_worked_by_hand(self):
        """40 in 1,000 over 20 in 1,000 is 2; 2 x or / e^(1.96 sqrt(1/40 + 1/20)) = 1.169, 3.421."""
        assert ratio_of_rates(40, 1000, 20, 1000) == pytest.approx((2, 1.1693, 3.4209), abs=1e-4)

    @pytest.mark.parametrize(("events", "other"), [(3, 7), (9, 9), (0, 6), (5, 40), (200, 8)])
    def test_below_10_events_by_scipys_exact_binomial(self, events, other):
        """Given 3 + 7 events, how many are of the first group is binomial."""
        found = ratio_of_rates(events, 500, other, 2000)
        share = stats.binomtest(events, events + other).proportion_ci(method="exact")
        expected = [4 * p / (1 - p) for p in (share.low, share.high)]
        assert found == pytest.approx((4 * events / other, *expected))

    def test_nothing_over_nothing(self):
        assert ratio_of_rates(5, 100, 0, 100) == (None, None, None)

    def test_dispersion_widens_the_logs(self):
        """Four times the variance: twice as far on the log scale."""
        _, lower, upper = ratio_of_rates(40, 1000, 20, 1000)
        wide = ratio_of_rates(40, 1000, 20, 1000, dispersion=4, other_dispersion=4)
        assert wide[0] == 2
        assert math.log(wide[1] / 2) == pytest.approx(2 * math.log(lower / 2))
        assert math.log(wide[2] / 2) == pytest.approx(2 * math.log(upper / 2))

    def test_dispersion_has_no_exact_method(self):
        with pytest.raises(ValueError, match="use ratio_of_limits"):
            ratio_of_rates(4, 100, 5, 100, dispersion=2)

    @pytest.mark.parametrize(
        ("mean", "other", "least", "most"), [(60, 25, 0.94, 0.965), (5, 6, 0.95, 0.995)]
    )
    def test_covers_the_true_ratio(self, mean, other, least, most):
        random = np.random.default_rng(3)
        held, told = 0, 0
        for a, b in zip(random.poisson(mean, TRIALS), random.poisson(other, TRIALS), strict=True):
            _, lower, upper = ratio_of_rates(float(a), 1000, float(b), 2000)
            if lower is not None:
                held, told = held + (lower <= 2 * mean / other <= upper), told + 1
        assert least <= held / told <= most


class TestDifference:
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ((56, 70), (48, 80), (0.2000, 0.0524, 0.3339)),
            ((9, 10), (3, 10), (0.6000, 0.1705, 0.8090)),
            ((6, 7), (2, 7), (0.5714, 0.0582, 0.8062)),
            ((5, 56), (0, 29), (0.0893, -0.0381, 0.1926)),
            ((0, 10), (0, 20), (0.0000, -0.1611, 0.2775)),
            ((10, 10), (0, 20), (1.0000, 0.6791, 1.0000)),
        ],
    )
    def test_of_proportions_as_newcombe_printed(self, one, other, expected):
        """Statistics in Medicine 17 (1998), 873-890, table II, method 10."""
        found = difference_of_limits(proportion(*one), proportion(*other))
        assert found == pytest.approx(expected, abs=5e-5)

    @pytest.mark.parametrize(("mean", "other"), [(60, 25), (12, 15), (5, 9)])
    def test_of_rates_covers(self, mean, other):
        random = np.random.default_rng(4)
        draws = zip(random.poisson(mean, TRIALS), random.poisson(other, TRIALS), strict=True)
        held = 0
        for a, b in draws:
            _, lower, upper = difference_of_limits(a_rate(float(a), 1000), a_rate(float(b), 2000))
            held += lower <= 100 * (mean / 1000 - other / 2000) <= upper
        assert 0.94 <= held / TRIALS <= 0.985


class TestRatioOfLimits:
    @pytest.mark.parametrize(("p", "n", "q", "m"), [(0.3, 60, 0.2, 90), (0.85, 40, 0.7, 400)])
    def test_of_proportions_covers(self, p, n, q, m):
        random = np.random.default_rng(5)
        held = 0
        for a, b in zip(random.binomial(n, p, TRIALS), random.binomial(m, q, TRIALS), strict=True):
            _, lower, upper = ratio_of_limits(proportion(int(a), n), proportion(int(b), m))
            held += lower <= p / q <= upper
        assert 0.935 <= held / TRIALS <= 0.97

    def test_is_the_log_method_where_that_is_what_the_limits_are(self):
        """Limits of 40 and of 20 by logs: together they are those of the ratio by logs."""

        def by_logs(events):
            step = math.exp(stats.norm.isf(0.025) / math.sqrt(events))
            return Figure(events, events / step, events * step, "by logs")

        found = ratio_of_limits(by_logs(40), by_logs(20))
        assert found == pytest.approx(ratio_of_rates(40, 1000, 20, 1000))

    def test_a_lower_limit_of_0_has_no_end_on_the_log_scale(self):
        small, large = Figure(2.0, 0.0, 4.0, "x"), Figure(10.0, 9.0, 11.0, "x")
        assert ratio_of_limits(small, large)[:2] == (pytest.approx(0.2), 0.0)
        assert ratio_of_limits(large, small)[2] is None
        assert ratio_of_limits(Figure(0.0, 0.0, 1.0, "x"), large) == (None, None, None)


class TestSuspensions:
    """Suspensions come several to a child: limits are wider than Poisson's, and gaps with them."""

    @pytest.mark.parametrize("events", [0, 4, 9, 10, 250, 18000])
    @pytest.mark.parametrize("dispersion", [1.7, 4.0])
    def test_their_dispersion_is_told_back_from_the_limits(self, events, dispersion):
        figure = a_rate(events, 20000, dispersion)
        assert dispersion_behind(figure, 100) == pytest.approx(dispersion)
        assert squares_behind(figure, 100) == pytest.approx(dispersion * events)

    def test_plain_limits_have_none(self):
        assert dispersion_behind(a_rate(40, 1000), 100) == 1
        assert squares_behind(a_rate(40, 1000), 100) is None

    def test_the_ratio_covers_where_poissons_would_not(self):
        """Children suspended once or more, geometric with a mean of 2.5 each."""
        random = np.random.default_rng(6)
        held, plain_held, trials = 0, 0, 1500
        for _ in range(trials):
            told = []
            for children in (random.poisson(60), random.poisson(90)):
                each = random.geometric(0.4, children)
                told.append((float(each.sum()), float((each**2).sum() / each.sum())))
            (a, spread), (b, other) = told
            _, low, high = ratio_of_rates(
                a, 1000, b, 3000, dispersion=spread, other_dispersion=other
            )
            held += low <= 2 <= high
            _, low, high = ratio_of_rates(a, 1000, b, 3000)
            plain_held += low <= 2 <= high
        assert 0.925 <= held / trials <= 0.97
        assert plain_held / trials < 0.75


def test_a_means_sum_of_squares_is_told_back_from_its_limits():
    lower, upper = mean_interval_of_sums(600.0, 8000.0, 50)
    figure = Figure(12.0, lower, upper, "t interval", 600.0, 50.0)
    assert squares_behind(figure, 1) == pytest.approx(8000)


@pytest.fixture
def points(a_measure, some_points):
    """A measure and its points by topic, from (group, numerator, denominator, columns) rows."""

    def make(topic, *rows, measure=None, **common):
        measure = measure or a_measure(numerator="permanent_exclusions")
        made = []
        for group, numerator, denominator, *other in rows:
            value = measure.multiplier * numerator / denominator if denominator else None
            row = {"breakdown": group, "numerator": numerator, "denominator": denominator}
            made.append({"time_period": 202425, "value": value} | row | dict(*other))
        frame = some_points(*made, breakdown_topic=topic, basis="local", **common)
        extra = {name: [row.get(name) for row in made] for name in EXTRA}
        return measure, with_limits(frame.assign(**extra), measure)

    return make


EXTRA = (
    "squares",
    "numerator_contributors",
    "complement_contributors",
    "denominator_contributors",
)


@pytest.mark.parametrize(
    ("topic", "group", "reference"),
    [
        ("Sex", "Male", "Female"),
        ("SEN provision", "EHC plan", "No SEN"),
        ("SEN provision", "SEN support", "No SEN"),
        (
            "Free school meals",
            "Eligible for free school meals",
            "Not eligible for free school meals",
        ),
        ("Ethnicity group", "Asian or Asian British", "White"),
    ],
)
def test_each_group_meets_its_reference(points, topic, group, reference):
    """40 of 1,000 over 20 of 1,000: twice as high, 2 per 100 more."""
    measure, frame = points(topic, (group, 40, 1000), (reference, 20, 1000))
    (found,) = gaps(measure, frame, LANCASHIRE, topic)
    assert (found.group, found.reference, found.period) == (group, reference, YEAR)
    assert (found.ratio, found.difference) == (2, 2)
    assert (found.ratio_lower, found.ratio_upper) == pytest.approx((1.1693, 3.4209), abs=1e-4)
    (low, high), (below, above) = poisson_rate(40, 1000, 100), poisson_rate(20, 1000, 100)
    expected = 2 - math.hypot(4 - low, above - 2), 2 + math.hypot(high - 4, 2 - below)
    assert (found.difference_lower, found.difference_upper) == pytest.approx(expected)
    assert found.method == "ratio: log method; difference: limits of both (MOVER)"
    assert found.reason == ""


def test_few_events_are_compared_exactly(points):
    measure, frame = points("Sex", ("Male", 9, 1000), ("Female", 6, 1000))
    (found,) = gaps(measure, frame, LANCASHIRE, "Sex")
    assert found.method.startswith("ratio: exact conditional method")
    assert (found.ratio_lower, found.ratio_upper) == ratio_of_rates(9, 1000, 6, 1000)[1:]


def test_percentages_differ_in_percentage_points_by_newcombes_method(points, a_measure):
    percentage = a_measure(unit="%", numerator="ended")
    rows = ("Male", 56, 70), ("Female", 48, 80)
    measure, frame = points("Sex", *rows, measure=percentage)
    (found,) = gaps(measure, frame, LANCASHIRE, "Sex")
    told = (found.difference, found.difference_lower, found.difference_upper)
    assert told == pytest.approx((20, 5.24, 33.39), abs=5e-3)
    assert found.method.endswith("difference: Newcombe's hybrid score")
    assert found.ratio_lower < found.ratio < found.ratio_upper


def test_suspensions_are_compared_with_their_dispersion(points, a_measure):
    suspensions = a_measure(numerator="suspensions")
    rows = ("Male", 400, 1000, {"squares": 1600}), ("Female", 200, 1000, {"squares": 400})
    measure, frame = points("Sex", *rows, measure=suspensions)
    (found,) = gaps(measure, frame, LANCASHIRE, "Sex")
    expected = ratio_of_rates(400, 1000, 200, 1000, dispersion=4, other_dispersion=2)
    assert (found.ratio, found.ratio_lower, found.ratio_upper) == pytest.approx(expected)
    assert "log method, widened by dispersion" in found.method


def test_few_suspensions_take_the_limits_they_have(points, a_measure):
    suspensions = a_measure(numerator="suspensions")
    rows = ("Male", 9, 1000, {"squares": 27}), ("Female", 20, 1000, {"squares": 40})
    measure, frame = points("Sex", *rows, measure=suspensions)
    (found,) = gaps(measure, frame, LANCASHIRE, "Sex")
    assert "ratio: limits of both on the log scale (MOVER)" in found.method
    assert found.ratio_lower < found.ratio < found.ratio_upper


REFUSED = {
    "fewer than 10 children": (("Male", 6, 9), "fewer than 10 children in the group"),
    "fewer than 10 children by contributors": (
        ("Male", 40, 1000, {"denominator_contributors": 9}),
        "fewer than 10 children in the group",
    ),
    "4 children behind 40 events": (
        ("Male", 40, 1000, {"numerator_contributors": 4}),
        "fewer than 5 children behind the figure",
    ),
    "4 children not behind it": (
        ("Male", 40, 1000, {"complement_contributors": 4}),
        "fewer than 5 children behind the figure",
    ),
    "not known": (("Not known", 40, 1000), "it is not one group of pupils"),
    "unclassified": (("Unclassified", 40, 1000), "it is not one group of pupils"),
    "suppressed": (("Male", 40, 0, {"symbol": "c"}), "suppressed"),
    "no figure": (("Male", 40, 0), "no figure"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_group_is_refused_with_its_reason(points, case):
    row, reason = REFUSED[case]
    measure, frame = points("Sex", row, ("Female", 20, 1000))
    (found,) = gaps(measure, frame, LANCASHIRE, "Sex")
    assert found.reason == reason
    numbers = (found.ratio, found.ratio_lower, found.ratio_upper)
    numbers += (found.difference, found.difference_lower, found.difference_upper)
    assert set(numbers) == {None}
    assert found.method == ""


def test_5_children_and_10_in_the_group_are_enough(points):
    behind = {"numerator_contributors": 5, "complement_contributors": 5}
    rows = ("Male", 5, 10, behind | {"denominator_contributors": 10}), ("Female", 20, 1000)
    measure, frame = points("Sex", *rows)
    assert gaps(measure, frame, LANCASHIRE, "Sex")[0].reason == ""


def test_schools_are_called_schools(points, a_measure):
    measure = a_measure(unit="%", contributor="school", numerator="reached")
    rows = ("EHC plan", 4, 40, {"numerator_contributors": 4}), ("No SEN", 20, 40)
    measure, frame = points("SEN provision", *rows, measure=measure)
    (found,) = gaps(measure, frame, LANCASHIRE, "SEN provision")
    assert found.reason == "fewer than 5 schools behind the figure"


def test_a_reference_that_cannot_be_used_refuses_every_group(points):
    rows = ("EHC plan", 40, 1000), ("SEN support", 30, 1000)
    measure, frame = points("SEN provision", *rows, ("No SEN", 3, 8))
    reasons = {gap.reason for gap in gaps(measure, frame, LANCASHIRE, "SEN provision")}
    assert reasons == {"No SEN: fewer than 10 children in the group"}
    measure, frame = points("SEN provision", *rows)
    reasons = {gap.reason for gap in gaps(measure, frame, LANCASHIRE, "SEN provision")}
    assert reasons == {"No SEN: no figure"}


def test_no_limits_no_gap(points):
    measure, frame = points("Sex", ("Male", 40, 1000), ("Female", 20, 1000))
    frame = frame.assign(lower_ci=math.nan, upper_ci=math.nan, method="no interval: why")
    assert gaps(measure, frame, LANCASHIRE, "Sex")[0].reason == "no interval: why"


def test_counts_have_no_population_to_compare_by(points, a_measure):
    counts = a_measure(calculation="count", unit="children")
    measure, frame = points("Sex", ("Male", 40, 1000), ("Female", 20, 1000), measure=counts)
    assert gaps(measure, frame, LANCASHIRE, "Sex")[0].reason == (
        "a count is larger in a larger group"
    )


def test_medians_differ_and_have_no_ratio(a_measure, some_points):
    """9 (8 to 11) less 7 (6 to 9): 2, from 2 - sqrt(1 + 4) to 2 + sqrt(4 + 1)."""
    measure = a_measure(calculation="median", unit="weeks")
    rows = [
        {"breakdown": "Male", "value": 9, "lower_ci": 8, "upper_ci": 11},
        {"breakdown": "Female", "value": 7, "lower_ci": 6, "upper_ci": 9},
    ]
    common = {"breakdown_topic": "Sex", "method": "Order statistics", "denominator": 40}
    frame = some_points(*({"time_period": 202425} | row | common for row in rows))
    (found,) = gaps(measure, frame, LANCASHIRE, "Sex")
    assert (found.ratio, found.reason) == (None, "medians have no ratio")
    told = (found.difference, found.difference_lower, found.difference_upper)
    assert told == pytest.approx((2, 2 - math.sqrt(5), 2 + math.sqrt(5)))
    open_ended = frame.assign(upper_ci=[math.nan, 9], method="upper limit not reached")
    (found,) = gaps(measure, open_ended, LANCASHIRE, "Sex")
    assert (found.difference, found.reason) == (None, "upper limit not reached")


class TestPeriods:
    def test_the_newest_matured_in_every_group(self, points):
        """2024/25 is still being decided for boys: girls' figures wait with them."""
        year = {"time_period": 202324}
        rows = ("Male", 40, 1000, {"provisional": True}), ("Female", 20, 1000)
        older = ("Male", 30, 1000, year), ("Female", 20, 1000, year)
        measure, frame = points("Sex", *rows, *older)
        (found,) = gaps(measure, frame, LANCASHIRE, "Sex")
        assert (found.period.label, found.ratio) == ("2023/24", 1.5)

    def test_a_provisional_year_that_is_asked_for_is_refused(self, points):
        measure, frame = points("Sex", ("Male", 40, 1000), ("Female", 20, 1000), provisional=True)
        for period in (YEAR, None):
            (found,) = gaps(measure, frame, LANCASHIRE, "Sex", period)
            assert found.reason == "provisional: its time is not up yet"

    def test_another_period_can_be_asked_for(self, points):
        term = {"time_identifier": "Autumn term"}
        rows = ("Male", 12, 1000, term), ("Female", 10, 1000, term)
        measure, frame = points("Sex", *rows, ("Male", 40, 1000), ("Female", 20, 1000))
        autumn = Period(202425, "Autumn term")
        assert gaps(measure, frame, LANCASHIRE, "Sex", autumn)[0].ratio == pytest.approx(1.2)
        assert gaps(measure, frame, LANCASHIRE, "Sex")[0].ratio == 2

    def test_a_topic_without_points_has_no_gaps(self, points):
        measure, frame = points("Sex", ("Male", 40, 1000), ("Female", 20, 1000))
        assert gaps(measure, frame, LANCASHIRE, "SEN provision") == ()
        assert gaps(measure, frame, LANCASHIRE, DISTRICT) == ()
        assert gaps(measure, frame, LANCASHIRE, "Sex", Period(199900, "Academic year")) == ()

    def test_a_topic_without_a_reference_is_refused(self, points):
        measure, frame = points("Phase", ("Primary", 40, 1000))
        with pytest.raises(ValueError, match="'Phase' has no reference group"):
            gaps(measure, frame, LANCASHIRE, "Phase")


class TestDistricts:
    NAMES = ("Burnley", "Chorley", "Fylde")

    def frame(self, points, counts, measure=None, names=NAMES, **total):
        rows = [
            ("Total", *count, {"area_code": f"E0{n}", "area_name": name})
            for n, (name, count) in enumerate(zip(names, counts, strict=True))
        ]
        level = {"geographic_level": "Local authority district"}
        rows = [(*row[:3], row[-1] | level | (row[3] if len(row) > 4 else {})) for row in rows]
        whole = ("Total", *(sum(c) for c in zip(*(c[:2] for c in counts), strict=True)), total)
        return points("Total", *rows, whole, measure=measure)

    def test_meet_the_rest_and_not_the_whole(self, points):
        """Burnley 40 of 1,000; the rest 20 + 60 of 1,000 + 3,000. Not 120 of 5,000."""
        measure, frame = self.frame(points, [(40, 1000), (20, 1000), (60, 3000)])
        found = gaps(measure, frame, LANCASHIRE, DISTRICT)
        assert [gap.group for gap in found] == list(self.NAMES)
        assert {gap.reference for gap in found} == {"the rest of Lancashire"}
        burnley = (found[0].ratio, found[0].ratio_lower, found[0].ratio_upper)
        assert burnley == pytest.approx(ratio_of_rates(40, 1000, 80, 4000))
        (low, high), (below, above) = poisson_rate(40, 1000, 100), poisson_rate(80, 4000, 100)
        assert found[0].difference == pytest.approx(2)
        assert found[0].difference_lower == pytest.approx(2 - math.hypot(4 - low, above - 2))
        assert found[0].difference_upper == pytest.approx(2 + math.hypot(high - 4, 2 - below))

    def test_the_rests_dispersion_is_of_its_own_children(self, points, a_measure):
        """Squares 1,600 of 400 here; 400 of 200 and 600 of 200 there: 4, and 1,000 / 400 = 2.5."""
        counts = [(n, 1000, {"squares": s}) for n, s in ((400, 1600), (200, 400), (200, 600))]
        suspensions = a_measure(numerator="suspensions")
        measure, frame = self.frame(points, counts, suspensions, squares=2600)
        found = gaps(measure, frame, LANCASHIRE, DISTRICT)[0]
        expected = ratio_of_rates(400, 1000, 400, 2000, dispersion=4, other_dispersion=2.5)
        assert (found.ratio, found.ratio_lower, found.ratio_upper) == pytest.approx(expected)

    def test_the_rests_mean_has_the_spread_of_its_own_children(self, points, a_measure):
        """Hours: 100 over 10 children here; 300 over 20 and 200 over 20 there, squares subtract."""
        counts = [(100, 10, {"squares": 1100}), (300, 20, {"squares": 4700})]
        counts.append((200, 20, {"squares": 2200}))
        hours = a_measure(calculation="mean", unit="hours", multiplier=1, numerator="hours")
        measure, frame = self.frame(points, counts, hours, squares=8000)
        found = gaps(measure, frame, LANCASHIRE, DISTRICT)[0]
        low, high = mean_interval_of_sums(500, 6900, 40)
        own_low, own_high = mean_interval_of_sums(100, 1100, 10)
        assert found.difference == pytest.approx(10 - 12.5)
        expected = -2.5 - math.hypot(10 - own_low, high - 12.5)
        assert found.difference_lower == pytest.approx(expected)
        expected = -2.5 + math.hypot(own_high - 10, 12.5 - low)
        assert found.difference_upper == pytest.approx(expected)

    def test_a_rest_of_few_children_is_refused(self, points):
        counts = [
            (40, 1000, {"numerator_contributors": 40}),
            (4, 1000, {"numerator_contributors": 4}),
        ]
        measure, frame = self.frame(points, counts, names=self.NAMES[:2], numerator_contributors=44)
        burnley, chorley = gaps(measure, frame, LANCASHIRE, DISTRICT)
        assert burnley.reason == ("the rest of Lancashire: fewer than 5 children behind the figure")
        assert chorley.reason == "fewer than 5 children behind the figure"

    def test_outside_and_not_known_are_no_districts(self, points):
        measure, frame = self.frame(points, [(40, 1000), (20, 1000), (60, 3000)])
        frame["area_code"] = frame["area_code"].replace({"E00": "x", "E01": "z"})
        reasons = [gap.reason for gap in gaps(measure, frame, LANCASHIRE, DISTRICT)]
        assert reasons == ["it is not one group of pupils"] * 2 + [""]

    def test_without_the_whole_there_is_no_rest(self, points):
        measure, frame = self.frame(points, [(40, 1000), (20, 1000), (60, 3000)])
        districts = frame[frame["area_code"] != LANCASHIRE]
        found = gaps(measure, districts, LANCASHIRE, DISTRICT)
        assert {gap.reason for gap in found} == {"the rest of the authority: no figure"}

    def test_a_suppressed_whole_gives_no_rest(self, points):
        measure, frame = self.frame(points, [(40, 1000), (20, 1000), (60, 3000)])
        hidden = frame["area_code"] == LANCASHIRE
        frame.loc[hidden, ["numerator", "denominator", "value"]] = np.nan
        frame.loc[hidden, "symbol"] = "c"
        found = gaps(measure, frame, LANCASHIRE, DISTRICT)
        assert {gap.reason for gap in found} == {"the rest of Lancashire: suppressed"}

    def test_medians_of_parts_do_not_tell_the_rests(self, a_measure, some_points):
        measure = a_measure(calculation="median", unit="weeks")
        common = {"value": 9, "lower_ci": 8, "upper_ci": 11, "method": "Order statistics"}
        common |= {"time_period": 202425, "denominator": 40}
        level = {"geographic_level": "Local authority district", "area_code": "E00"}
        frame = some_points(common, common | level, basis="local")
        (found,) = gaps(measure, frame, LANCASHIRE, DISTRICT)
        assert found.reason.endswith("its interval cannot be told from those of the parts")
        assert pd.isna(frame["numerator"]).all()
