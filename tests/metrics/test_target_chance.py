"""Chances of meeting a target: Brier's arithmetic by hand, and silence where nothing was proven."""

import math

import numpy as np
import pytest

from metrics.back_test import back_test
from metrics.brier import brier_score, brier_skill, skill_interval
from metrics.periods import Period
from metrics.projection import projection
from metrics.target_chance import DOES_NOT_PREDICT, NO_BETTER_SIDE, Skill, chance_of_meeting, skill
from plan.types import Band
from tests.metrics.simulated_series import (
    codes,
    frame_of,
    random_walks,
    shocked,
    steady_courses,
)

NAN = float("nan")
NEXT = Period(202425, "Academic year")


class TestBrier:
    def test_the_score_is_the_mean_squared_miss(self):
        # (0.8 - 1) squared + (0.4 - 0) squared + (0.1 - 0) squared = 0.04 + 0.16 + 0.01
        assert brier_score([0.8, 0.4, 0.1], [True, False, False]) == pytest.approx(0.21 / 3)

    def test_the_skill_is_what_is_left_of_the_base_rates_misses(self):
        # The base rate of a half misses by a quarter each time: 1 - 0.07 / 0.25
        chances, base, happened = [0.8, 0.4, 0.1], [0.5, 0.5, 0.5], [1, 0, 0]
        assert brier_skill(chances, base, happened) == pytest.approx(0.72)

    def test_the_base_rate_itself_has_none_and_worse_is_below_nought(self):
        base, happened = [0.3, 0.3, 0.3, 0.3], [1, 0, 0, 0]
        assert brier_skill(base, base, happened) == 0
        assert brier_skill([0.0, 1.0, 1.0, 1.0], base, happened) < 0

    def test_nothing_is_left_to_win_from_a_base_rate_that_was_never_wrong(self):
        assert math.isnan(brier_skill([0.5, 0.5], [0.0, 0.0], [0, 0]))

    def test_years_that_are_all_alike_leave_no_doubt(self):
        chances, base, happened = [0.8, 0.4, 0.1] * 4, [0.5] * 12, [1, 0, 0] * 4
        years = [year for year in range(4) for _ in range(3)]
        assert skill_interval(chances, base, happened, years) == pytest.approx((0.72, 0.72))

    def test_a_year_is_one_observation_however_many_areas_it_has(self):
        # Ten good years of 100 areas and ten bad ones: 20 observations, not 2,000.
        happened = [1, 0] * 1000
        good, bad = [0.9, 0.1] * 50, [0.1, 0.9] * 50
        chances = [*good, *bad] * 10
        years = [nth // 100 for nth in range(2000)]
        base = [0.5] * 2000
        lower, upper = skill_interval(chances, base, happened, years)
        narrow = skill_interval(chances, base, happened, range(2000))
        assert upper - lower > 3 * (narrow[1] - narrow[0])

    def test_two_years_give_one_of_four_samples(self):
        # A year of skill 0.96 and one of -0.44, each with a base score of 0.25: drawn twice,
        # once each or the other twice, so the limits are the years themselves.
        chances, base, happened = [0.9, 0.1, 0.6, 0.6], [0.5] * 4, [1, 0, 0, 0]
        lower, upper = skill_interval(chances, base, happened, [2022, 2022, 2023, 2023])
        assert (lower, upper) == pytest.approx((1 - 0.36 / 0.25, 1 - 0.01 / 0.25))


@pytest.fixture
def told(a_measure):
    """A back-test of simulated areas and the projection of one of them."""

    def make(values, area=0, **changed):
        measure = a_measure(**changed)
        frame = frame_of(values)
        test = back_test(measure, frame)
        return test, projection(measure, frame, codes(len(values))[area], test=test)

    return make


class TestSkill:
    def test_steady_courses_are_foreseen(self, told):
        test, _ = told(steady_courses(40, 18))
        found = skill(test)
        # Falls of a tenth go on and the others stay: half of the areas, each year.
        assert found.happened == pytest.approx(0.5, abs=0.01)
        assert found.skill > 0.9
        assert found.is_proven
        assert found.lower <= found.skill <= found.upper
        # Ranges from the ninth year, so outcomes of the tenth to the eighteenth.
        assert (found.years, found.cases) == (9, 9 * 40)

    def test_a_random_walk_is_not(self, told):
        found = skill(told(random_walks(60, 18))[0])
        assert not found.is_proven
        assert found.skill < 0.05

    def test_where_high_is_good_the_event_is_a_rise(self, told):
        values = 200 / steady_courses(40, 18)
        rises = skill(told(values, polarity="high")[0])
        assert rises.happened == pytest.approx(0.5, abs=0.01)
        assert rises.is_proven
        # The same rises are never the fall that is asked of a measure where low is good.
        assert skill(told(values, polarity="low")[0]).happened == 0

    @pytest.mark.parametrize(
        ("years", "limits", "proven"),
        [
            (9, (0.01, 0.1), True),
            (9, (0.0, 0.1), False),
            (9, (-0.03, 0.07), False),
            (5, (0.01, 0.1), True),
            (4, (0.01, 0.1), False),
            (9, (NAN, NAN), False),
        ],
    )
    def test_its_whole_interval_has_to_be_above_nought(self, years, limits, proven):
        found = Skill(
            horizon=1,
            years=years,
            cases=100,
            happened=0.3,
            score=0.19,
            base_score=0.2,
            skill=0.05,
            lower=limits[0],
            upper=limits[1],
        )
        assert found.is_proven == proven

    def test_four_years_prove_nothing(self, told):
        found = skill(told(steady_courses(40, 13))[0])
        assert found.years == 4
        assert found.lower > 0
        assert not found.is_proven

    @pytest.mark.parametrize("polarity", ["neutral", "band"])
    def test_it_is_not_asked_where_neither_side_is_better(self, told, polarity):
        assert skill(told(steady_courses(40, 18), polarity=polarity)[0]) is None

    def test_too_few_years_have_none(self, told):
        assert skill(told(steady_courses(40, 8))[0]) is None

    def test_the_base_rate_is_of_earlier_years_only(self, told):
        """Again with plain loops: the score of the base rate alone."""
        values = random_walks(20, 14)
        test, _ = told(values)
        missed = []
        for now in range(8, 13):
            before = [
                area[year + 1] <= 0.95 * area[year] for area in values for year in range(5, now)
            ]
            rate = (sum(before) + 0.5) / (len(before) + 1)
            missed += [(rate - (area[now + 1] <= 0.95 * area[now])) ** 2 for area in values]
        assert skill(test).base_score == pytest.approx(sum(missed) / len(missed))


class TestTheChanceOfMeetingATarget:
    def test_it_is_given_where_it_was_proven_and_grows_with_a_looser_target(self, told):
        values = steady_courses(40, 18)
        test, shown = told(values)
        last = values[0, -1]
        found = [chance_of_meeting(test, shown, factor * last, NEXT) for factor in (0.5, 0.9, 1, 2)]
        given = [chance.probability for chance in found]
        assert all(chance.reason == "" and chance.skill.is_proven for chance in found)
        assert given == sorted(given)
        # A tenth less is what the area does each year; half as much it has never done.
        assert given[0] < 0.05 < given[1] < 0.95 < given[2] <= given[3] < 1

    def test_where_high_is_good_a_higher_target_is_harder(self, told):
        values = 200 / steady_courses(40, 18)
        test, shown = told(values, polarity="high")
        easy, hard = (
            chance_of_meeting(test, shown, factor * values[0, -1], NEXT).probability
            for factor in (1, 2)
        )
        assert hard < 0.05 < 0.95 < easy

    def test_a_nought_can_be_met(self, told):
        test, shown = told(steady_courses(40, 18))
        assert 0 < chance_of_meeting(test, shown, 0.0, NEXT).probability < 0.05

    def test_a_random_walk_has_none(self, told):
        test, shown = told(random_walks(60, 18))
        assert shown.drawn
        found = chance_of_meeting(test, shown, 5.0, NEXT)
        assert (found.probability, found.reason) == (None, DOES_NOT_PREDICT)
        assert not found.skill.is_proven

    def test_what_is_not_drawn_has_none(self, told):
        test, shown = told(shocked(40, 18))
        assert not shown.drawn
        found = chance_of_meeting(test, shown, 5.0, NEXT)
        assert (found.probability, found.reason) == (None, DOES_NOT_PREDICT)

    @pytest.mark.parametrize(
        "period", [Period(202324, "Academic year"), Period(203031, "Academic year")]
    )
    def test_nor_has_a_year_past_or_too_far_ahead(self, told, period):
        test, shown = told(steady_courses(40, 18))
        assert chance_of_meeting(test, shown, 5.0, period).reason == DOES_NOT_PREDICT

    @pytest.mark.parametrize("polarity", ["neutral", "band"])
    def test_nor_has_a_measure_without_a_better_side(self, told, polarity):
        test, shown = told(steady_courses(40, 18), polarity=polarity)
        found = chance_of_meeting(test, shown, 5.0, NEXT)
        assert (found.probability, found.reason) == (None, NO_BETTER_SIDE)

    def test_nor_has_a_band(self, told):
        test, shown = told(steady_courses(40, 18))
        found = chance_of_meeting(test, shown, Band(lower=1.0, upper=2.0), NEXT)
        assert (found.probability, found.reason) == (None, NO_BETTER_SIDE)

    def test_it_is_the_same_each_time(self, told):
        one, two = (chance_of_meeting(*told(steady_courses(40, 18)), 1.0, NEXT) for _ in range(2))
        assert one == two
        assert not np.isnan(one.probability)
