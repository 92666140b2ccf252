"""Predictions as they would have been made: the library's answers, and never a look ahead."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.holtwinters import Holt, SimpleExpSmoothing

from metrics.back_test import COVERS, Origin, Scale, ahead, back_test
from metrics.forecasting import (
    DAMPED_TREND,
    DRIFT,
    LAST_VALUE,
    LOCAL_LEVEL,
    METHODS,
    SETTINGS,
    forecasts,
    in_a_row,
    settings_of,
)
from tests.metrics.simulated_series import damped_trends, frame_of, random_walks, years

NAN = float("nan")


class TestTheMethods:
    def test_the_last_value_stays_and_a_drift_goes_on(self):
        # From 2 to 8 in three steps: 2 a year.
        made = forecasts(np.array([[2.0, 3.0, 7.0, 8.0]]), 3)[:, 0, -1]
        (last,), (drift,) = settings_of(LAST_VALUE), settings_of(DRIFT)
        assert made[last].tolist() == [8, 8, 8]
        assert made[drift].tolist() == pytest.approx([10, 12, 14])

    def test_smoothing_is_the_librarys_for_every_setting(self):
        values = np.random.default_rng(5).normal(size=(4, 12)).cumsum(axis=1)
        made = forecasts(values, 3)
        for nth, setting in enumerate(SETTINGS):
            if setting.method in (LAST_VALUE, DRIFT):
                continue
            for length in (2, 6, 12):
                known = values[3, :length]
                expected = library(known, setting).forecast(3)
                assert made[nth, 3, length - 1] == pytest.approx(expected, abs=1e-9), setting

    def test_each_method_has_settings(self):
        assert [len(settings_of(method)) for method in METHODS] == [1, 1, 6, 27]

    def test_a_gap_starts_an_area_again(self):
        values = np.array([[9.0, 9.0, NAN, 1.0, 2.0]])
        assert in_a_row(values).tolist() == [[1, 2, 0, 1, 2]]
        made = forecasts(values, 1)[settings_of(DRIFT)[0], 0, :, 0]
        # 9 and 9 go on as 9; then 1 and 2 as 3, and the 9s are forgotten.
        assert np.isnan(made[[0, 2, 3]]).all()
        assert made[[1, 4]].tolist() == [9, 3]

    def test_a_single_year_predicts_nothing(self):
        assert np.isnan(forecasts(np.array([[1.0], [2.0]]), 3)).all()


def library(known, setting):
    start = {"initialization_method": "known", "initial_level": known[0]}
    if setting.method == LOCAL_LEVEL:
        model = SimpleExpSmoothing(known, **start)
    else:
        model = Holt(known, damped_trend=True, initial_trend=known[1] - known[0], **start)
    return model.fit(optimized=False, **dict(setting.parameters))


class TestTheScale:
    @pytest.mark.parametrize("scale", [Scale(0.1, None), Scale(0.3, 100.0)])
    def test_there_and_back(self, scale):
        values = np.array([0.0, 0.01, 5.0, 99.9, 100.0])
        assert scale.backward(scale.forward(values)) == pytest.approx(values, abs=1e-9)

    @pytest.mark.parametrize(("top", "highest"), [(None, np.inf), (100.0, 100.0)])
    def test_nothing_impossible_comes_back(self, top, highest):
        back = Scale(0.3, top).backward(np.array([-50.0, -1.0, 0.0, 1.0, 50.0]))
        assert back.min() == 0
        assert back.max() <= highest
        assert (np.diff(back) >= 0).all()

    def test_the_offset_is_a_tenth_of_the_usual_distance_from_the_nearest_end(self, a_measure):
        values = np.full((3, 9), 92.0)
        measure = a_measure(unit="%", polarity="high")
        assert back_test(measure, frame_of(values)).scale == Scale(pytest.approx(0.8), 100.0)
        assert back_test(a_measure(), frame_of(values)).scale == Scale(pytest.approx(9.2), None)


class TestNoLookAhead:
    @pytest.mark.parametrize("known", range(6, 17))
    def test_another_future_changes_no_earlier_prediction(self, a_measure, known):
        values = random_walks(15, 17)
        other = values.copy()
        other[:, known:] *= np.random.default_rng(known).uniform(0.1, 9, size=(15, 17 - known))
        other[::3, known:] = 0
        other[1::3, known:] = NAN
        self.same_until(a_measure, values, other, known)

    @pytest.mark.parametrize("known", range(6, 17))
    def test_nor_does_no_future_at_all(self, a_measure, known):
        values = random_walks(15, 17)
        self.same_until(a_measure, values, values[:, :known], known)

    def same_until(self, a_measure, values, other, known):
        one, two = (back_test(a_measure(), frame_of(each)) for each in (values, other))
        assert one.scale == two.scale
        for first, second in zip(one.origins[:known], two.origins[:known], strict=True):
            assert first.method == second.method
            for field in ("predicted", "lower", "upper", "spreads"):
                old, new = getattr(first, field), getattr(second, field)
                assert np.array_equal(old, new, equal_nan=True), field
            for old, new in zip(first.errors, second.errors, strict=True):
                assert np.array_equal(old, new)

    def test_and_a_changed_past_does(self, a_measure):
        values = random_walks(15, 17)
        other = values.copy()
        other[:, 8] *= 2
        one, two = (back_test(a_measure(), frame_of(each)) for each in (values, other))
        assert not np.array_equal(one.origins[8].predicted, two.origins[8].predicted)


class TestTheRange:
    def test_it_is_made_of_the_errors_of_earlier_years(self, a_measure):
        """Again with plain loops, wherever the last value was the method."""
        test = back_test(a_measure(), frame_of(random_walks(6, 14)))
        logs = np.log(test.values + test.scale.offset).tolist()
        tried = 0
        for now, origin in enumerate(test.origins):
            if now < 8 or origin.method != LAST_VALUE:
                continue
            errors = sorted(
                (area[year + 1] - area[year]) / spread(logs, area, year)
                for area in logs
                for year in range(5, now)
            )
            # One in ten of one more error than there are, on either side.
            place = -(-9 * (len(errors) + 1) // 10)
            low, high = errors[len(errors) - place], errors[place - 1]
            assert origin.errors[0].tolist() == pytest.approx(errors)
            for nth, area in enumerate(logs):
                width = spread(logs, area, now)
                assert origin.lower[nth, 0] == pytest.approx(area[now] + low * width)
                assert origin.upper[nth, 0] == pytest.approx(area[now] + high * width)
            tried += 1
        assert tried

    def test_there_is_none_before_three_years_have_been_predicted(self, a_measure):
        test = back_test(a_measure(), frame_of(random_walks(20, 12)))
        # Six values, so the first prediction is of the seventh year; then those of 7, 8 and 9.
        predicted = [not np.isnan(origin.predicted).all() for origin in test.origins]
        ranged = [not np.isnan(origin.lower[:, 0]).all() for origin in test.origins]
        assert predicted == [False] * 5 + [True] * 7
        assert ranged == [False] * 8 + [True] * 4

    def test_a_range_needs_nine_errors(self, a_measure):
        # Two areas have had 6, 8 and 10 of them after three, four and five years.
        test = back_test(a_measure(), frame_of(random_walks(2, 14)))
        assert [origin.errors[0].size for origin in test.origins[7:12]] == [0, 0, 0, 10, 12]

    @pytest.mark.parametrize("unit", ["%", "per 100 pupils"])
    def test_it_is_possible_holds_its_value_and_never_narrows(self, a_measure, unit):
        values = np.minimum(random_walks(30, 16, step=0.8), 100)
        values[3], values[4, 9:] = 0, 0
        test = back_test(a_measure(unit=unit), frame_of(values))
        for origin in test.origins[8:]:
            back = test.scale.backward
            value, lower, upper = back(origin.predicted), back(origin.lower), back(origin.upper)
            assert np.isfinite(value).all()
            told = ~np.isnan(lower)
            assert told[:, 0].all()
            assert (lower[told] >= 0).all()
            assert unit != "%" or (upper[told] <= 100).all()
            assert ((lower <= value) & (value <= upper))[told].all()
            widths = (origin.upper - origin.lower)[:, told.all(axis=0)]
            assert (np.diff(widths, axis=1) >= 0).all()

    def test_a_range_for_later_is_no_narrower_where_every_second_year_is_alike(self, a_measure):
        # Up and down in turn: two years ahead is easier to tell than one.
        chances = np.random.default_rng(9).normal(0, 0.02, size=(30, 16))
        values = 5 * np.exp(0.3 * (-1.0) ** np.arange(16) + chances)
        for origin in back_test(a_measure(), frame_of(values)).origins[10:]:
            missed = [np.ptp(errors) for errors in origin.errors]
            assert missed[1] < missed[0]
            assert (np.diff(origin.upper - origin.lower, axis=1) >= 0).all()

    def test_a_range_holds_its_own_value_where_every_prediction_was_too_low(self, a_measure):
        # Ever faster: no method has ever said enough.
        values = np.exp(0.01 * np.arange(16) ** 2) * np.linspace(1, 2, 30)[:, None]
        for origin in back_test(a_measure(), frame_of(values)).origins[8:]:
            assert origin.errors[0].min() > 0
            assert (origin.lower <= origin.predicted)[~np.isnan(origin.lower)].all()

    def test_an_area_that_never_changed_has_a_width(self, a_measure):
        values = random_walks(20, 14)
        values[7] = 3
        newest = back_test(a_measure(), frame_of(values)).origins[-1]
        assert newest.lower[7, 0] < newest.predicted[7, 0] < newest.upper[7, 0]

    def test_where_nothing_ever_changed_there_is_nothing_to_learn(self, a_measure):
        test = back_test(a_measure(), frame_of(np.full((12, 14), 2.0)))
        assert all(np.isnan(origin.lower).all() for origin in test.origins)


def spread(logs, area, year):
    """The mean of an area's changes and of five changes of a typical one."""
    own = [abs(area[n] - area[n - 1]) for n in range(1, year + 1)]
    every = [abs(each[n] - each[n - 1]) for each in logs for n in range(1, year + 1)]
    return (sum(own) + 5 * sum(every) / len(every)) / (len(own) + 5)


class TestTheTruthIsFound:
    def test_a_random_walk_is_not_predicted_better_than_by_its_last_value(self, a_measure):
        test = back_test(a_measure(), frame_of(random_walks(60, 20)))
        came = ahead(test.values, 1)
        missed, held = [], []
        for now in range(8, 19):
            origin, back = test.origins[now], test.scale.backward
            missed.append(np.abs(back(origin.predicted[:, 0]) - came[:, now]).mean())
            inside = (back(origin.lower[:, 0]) <= came[:, now]) & (
                came[:, now] <= back(origin.upper[:, 0])
            )
            held.append(inside.mean())
        stayed = np.abs(test.values[:, 8:19] - came[:, 8:19]).mean()
        assert np.mean(missed) >= 0.98 * stayed
        # 660 ranges: 80% give or take 4 standard errors of 1.6%.
        assert np.mean(held) == pytest.approx(COVERS, abs=0.065)

    def test_a_damped_trend_is_chosen_where_there_is_one(self, a_measure):
        test = back_test(a_measure(), frame_of(damped_trends(40, 18)))
        assert {origin.method for origin in test.origins[9:]} == {DAMPED_TREND}

    def test_a_steady_drift_is_chosen_where_there_is_one(self, a_measure):
        rng = np.random.default_rng(8)
        # Each area's own slope and chances that stay: the first and the last tell the slope best.
        steps = rng.normal(0, 0.04, size=(100, 1)) + rng.normal(0, 0.03, size=(100, 18))
        test = back_test(a_measure(), frame_of(5 * np.exp(steps.cumsum(axis=1))))
        assert {origin.method for origin in test.origins[9:]} == {DRIFT}


class TestWhoIsAsked:
    def test_only_published_yearly_totals_of_authorities(self, a_measure):
        frame = frame_of(random_walks(3, 8))
        others = [
            frame.assign(geographic_level="Regional", area_code="E12000002"),
            frame.assign(basis="local"),
            frame.assign(breakdown="Primary", breakdown_topic="Phase"),
            frame.assign(time_identifier="Autumn term"),
            frame.assign(measure_id="another"),
            frame.assign(area_code="E09000001"),
            frame.assign(provisional=True),
        ]
        for other in others:
            other["value"] = 99.0
            one, two = (back_test(a_measure(), each) for each in (frame, _together(frame, other)))
            assert np.array_equal(one.values, two.values)
            assert one.areas == two.areas

    def test_years_stand_in_order_with_their_gaps(self, a_measure):
        values = random_walks(3, 8)
        values[:, 4] = NAN
        test = back_test(a_measure(), frame_of(values).sample(frac=1, random_state=1))
        assert [period.time_period for period in test.periods] == years(8)
        assert np.array_equal(test.values, values, equal_nan=True)

    def test_two_values_of_one_year_are_refused(self, a_measure):
        frame = frame_of(random_walks(3, 8))
        with pytest.raises(ValueError, match="E00000000 has two published values of 200607"):
            back_test(a_measure(), _together(frame, frame.head(1)))

    def test_a_value_below_nought_is_refused(self, a_measure):
        values = random_walks(3, 8)
        values[1, 2] = -1
        with pytest.raises(ValueError, match=r"E00000001 has -1.0 in 200809; expected 0 or more"):
            back_test(a_measure(), frame_of(values))

    def test_no_data_is_no_prediction(self, a_measure):
        test = back_test(a_measure(), frame_of(random_walks(3, 8)).head(0))
        assert (test.areas, test.periods, test.origins) == ((), (), ())

    def test_progress_is_told_to_the_end(self, a_measure):
        told = []
        back_test(a_measure(), frame_of(random_walks(3, 8)), progress=told.append)
        assert told == sorted(told)
        assert told[-1] == 1


def _together(*frames):
    return pd.concat(frames, ignore_index=True)


class TestChances:
    def origin(self, errors):
        nothing = np.full((2, 3), NAN)
        return Origin(
            method=LAST_VALUE,
            predicted=np.array([[0.0] * 3, [1.0] * 3]),
            lower=nothing,
            upper=nothing,
            spreads=np.array([1.0, 2.0]),
            errors=(np.array(errors), np.array([]), np.array([])),
        )

    def test_they_are_the_share_of_past_errors_that_would_have_met_the_limit(self):
        origin = self.origin([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
        # From 0, errors to -1: three of nine. From 1 with spread 2: to (-1 - 1) / 2 = -1 as well.
        limits = np.array([-1.0, -1.0])
        assert origin.chances(1, limits, at_most=True).tolist() == [3.5 / 10, 3.5 / 10]
        assert origin.chances(1, limits, at_most=False).tolist() == [7.5 / 10, 7.5 / 10]

    def test_none_is_certain(self):
        origin = self.origin([-1.0, 0.0, 1.0])
        assert origin.chances(1, np.array([-9.0, 9.0]), at_most=True).tolist() == [0.5 / 4, 3.5 / 4]

    def test_without_errors_there_is_none(self):
        assert np.isnan(self.origin([-1.0]).chances(2, np.array([0.0, 0.0]), at_most=True)).all()
