"""A projection is drawn where its ranges have held, and says what happened where they have not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.back_test import BackTest, Origin, Scale, back_test
from metrics.definitions import measure
from metrics.periods import Period
from metrics.projection import projection
from metrics.track_record import FEWEST_AUTHORITIES, track_record
from tests.metrics.simulated_series import (
    codes,
    damped_trends,
    frame_of,
    random_walks,
    shocked,
    steady_courses,
    years,
)

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
LANCASHIRE = "E10000017"
NAN = float("nan")


def checked_by_hand(a_measure, shares, areas=20, authorities=None, **changed):
    """A back-test in which a given share of areas lay in its range in each year from 2015/16.

    Values are 1 throughout. A range is 0.5 to 2 where it held and 2 to 3.5 where it did not.
    """
    scale = Scale(0.0, None)
    count = 9 + len(shares)
    values = np.ones((areas, count))
    nothing = Origin("last value", *[np.full((areas, 3), NAN)] * 3, np.ones(areas), ((),) * 3)
    origins = [nothing] * 8
    for nth, share in enumerate([*shares, 1.0]):
        held = np.arange(areas) < round(share * areas)
        lower = np.where(held, 0.5, 2.0)[:, None] * np.ones((1, 3))
        if authorities and nth in authorities:
            lower[authorities[nth] :] = NAN
        logs = [np.log(each) for each in (np.ones((areas, 3)), lower, lower + 1.5)]
        origins.append(Origin("last value", *logs, np.ones(areas), ((),) * 3))
    return BackTest(
        measure=a_measure(**changed),
        areas=tuple(codes(areas)),
        periods=tuple(Period(year, "Academic year") for year in years(count)),
        values=values,
        scale=scale,
        origins=tuple(origins),
    )


class TestTheTrackRecord:
    def test_each_year_is_told_with_its_share(self, a_measure):
        record = track_record(checked_by_hand(a_measure, [0.8, 0.5]))
        told = [(y.origin.label, y.period.label, y.authorities, y.coverage) for y in record.years]
        assert told == [("2014/15", "2015/16", 20, 0.8), ("2015/16", "2016/17", 20, 0.5)]
        # Every value stayed at 1, as predicted.
        assert [(y.error, y.last_value_error) for y in record.years] == [(0, 0), (0, 0)]

    def test_errors_are_in_the_measures_unit(self, a_measure):
        test = back_test(a_measure(), frame_of(damped_trends(30, 16)))
        newest = track_record(test).years[-1]
        assert newest.origin == test.periods[-2]
        predicted = test.scale.backward(test.origins[-2].predicted[:, 0])
        assert newest.error == pytest.approx(np.abs(predicted - test.values[:, -1]).mean())
        stayed = np.abs(test.values[:, -1] - test.values[:, -2]).mean()
        assert newest.last_value_error == pytest.approx(stayed)
        assert newest.error < newest.last_value_error

    @pytest.mark.parametrize(
        ("shares", "latest", "holds"),
        [
            ([0.8, 0.8, 0.8], 0.8, True),
            # The older years do not count: (0.75 + 0.8 + 0.7) / 3
            ([0.1, 0.1, 0.75, 0.8, 0.7], 0.75, True),
            ([0.8, 0.8, 0.75, 0.75, 0.7], 2.2 / 3, False),
            ([1.0, 1.0, 1.0, 0.3, 1.0, 0.9], 2.2 / 3, False),
            ([0.4, 1.0, 1.0], 0.8, True),
        ],
    )
    def test_the_latest_three_years_decide(self, a_measure, shares, latest, holds):
        record = track_record(checked_by_hand(a_measure, shares))
        assert record.latest == pytest.approx(latest)
        assert record.holds == holds
        assert bool(record.reason) != holds

    def test_what_is_said_when_it_did_not_hold(self, a_measure):
        record = track_record(checked_by_hand(a_measure, [0.9, 0.8, 0.6, 0.45]))
        # (0.8 + 0.6 + 0.45) / 3 = 61.7%, rounded down
        assert record.reason == record.verdict
        assert record.verdict == (
            "in the latest years that could be checked, 2016/17 to 2018/19, the range held 61% of "
            "the time; it should hold 80%"
        )

    def test_a_range_that_just_failed_is_not_said_to_have_held_three_quarters(self, a_measure):
        # (0.74 + 0.75 + 0.75) / 3 = 74.67%
        record = track_record(checked_by_hand(a_measure, [0.74, 0.75, 0.75], areas=100))
        assert not record.holds
        assert "held 74% of the time" in record.verdict

    def test_two_years_are_too_few(self, a_measure):
        record = track_record(checked_by_hand(a_measure, [0.8, 0.8]))
        assert record.latest is None
        assert record.reason == (
            "the range could be checked in 2 of the 3 years needed, on at least 10 authorities each"
        )

    def test_a_year_of_one_authority_is_shown_and_does_not_count(self, a_measure):
        test = checked_by_hand(a_measure, [0.8, 0.6, 0.6, 1.0], authorities={3: 1})
        record = track_record(test)
        assert [year.authorities for year in record.years] == [20, 20, 20, 1]
        assert [year.counts for year in record.years] == [True, True, True, False]
        assert record.latest == pytest.approx(2 / 3)
        assert "2015/16 to 2017/18" in record.reason

    def test_ten_authorities_count(self, a_measure):
        test = checked_by_hand(a_measure, [0.8, 0.8, 0.8], authorities={2: FEWEST_AUTHORITIES})
        assert track_record(test).holds

    def test_coverage_is_told_with_and_without_the_covid_years(self, a_measure):
        # 2015/16 to 2022/23; the fifth to the seventh are 2019/20 to 2021/22.
        shares = [0.8, 0.8, 0.8, 0.8, 0.1, 0.7, 0.1, 0.7]
        record = track_record(checked_by_hand(a_measure, shares))
        covid = [year.period.label for year in record.years if year.in_covid]
        assert covid == ["2019/20", "2020/21", "2021/22"]
        assert record.coverage == pytest.approx(4.8 / 8)
        assert record.coverage_without_covid == pytest.approx(3.9 / 5)
        assert record.latest == pytest.approx(1.5 / 3)

    def test_a_calendar_year_goes_with_the_academic_year_it_ends_in(self, a_measure):
        test = checked_by_hand(a_measure, [0.8] * 8)
        calendar = tuple(Period(year, "Calendar year") for year in range(2007, 2024))
        other = BackTest(**{**vars(test), "periods": calendar})
        covid = [y.period.label for y in track_record(other).years if y.in_covid]
        assert covid == ["2020", "2021", "2022"]


class TestTheProjection:
    def test_it_is_drawn_where_the_ranges_held(self, a_measure):
        values = steady_courses(100, 18)
        found = projection(a_measure(), frame_of(values), codes(1)[0])
        assert found.drawn
        assert found.reason == ""
        assert [p.period.label for p in found.ahead] == ["2024/25", "2025/26", "2026/27"]
        # It falls by a tenth each year.
        expected = values[0, -1] * np.exp([-0.1, -0.2, -0.3])
        assert [p.value for p in found.ahead] == pytest.approx(expected, rel=0.02)
        for prediction in found.ahead:
            assert prediction.lower < prediction.value < prediction.upper
            assert prediction.origin.label == "2023/24"
            assert (prediction.came, prediction.held) == (None, None)

    def test_after_a_shock_nothing_is_drawn_and_it_says_why(self, a_measure):
        found = projection(a_measure(), frame_of(shocked(40, 18)), codes(1)[0])
        assert not found.drawn
        assert found.ahead == ()
        assert "2021/22 to 2023/24" in found.reason
        assert found.reason.endswith("it should hold 80%")
        assert found.record.latest < 0.75
        # The record is there all the same, the area's own with it.
        assert len(found.record.years) == 9
        assert len(found.past) == 9

    def test_the_shock_is_no_fault_of_the_years_before(self, a_measure):
        found = projection(a_measure(), frame_of(shocked(40, 18)[:, :-3]), codes(1)[0])
        assert found.drawn

    def test_it_reaches_as_far_as_its_ranges_have_held(self, a_measure):
        test = checked_by_hand(a_measure, [0.8, 0.8, 0.8, 0.8, 0.8])
        for nth in (9, 10, 11):
            # What was made for two years ahead in these missed by far.
            test.origins[nth].lower[:, 1] = test.origins[nth].predicted[:, 1] + 1
        found = projection(a_measure(), pd.DataFrame(), codes(1)[0], test=test)
        assert found.drawn
        assert [p.period.label for p in found.ahead] == ["2020/21"]
        assert "the range for two years ahead held" in found.stops

    def test_the_areas_own_past_stands_beside_what_came(self, a_measure):
        values = random_walks(20, 14)
        test = back_test(a_measure(), frame_of(values))
        found = projection(a_measure(), frame_of(values), codes(5)[4])
        assert [p.came for p in found.past] == values[4, 9:].tolist()
        for nth, prediction in enumerate(found.past):
            origin = test.origins[8 + nth]
            assert prediction.lower == test.scale.backward(origin.lower[4, 0])
            assert prediction.held == (prediction.lower <= prediction.came <= prediction.upper)
        assert {p.held for p in found.past} <= {True, False}

    def test_one_back_test_serves_every_area(self, a_measure):
        frame = frame_of(random_walks(20, 14))
        test = back_test(a_measure(), frame)
        for area in codes(20)[::7]:
            alone = projection(a_measure(), frame, area)
            assert projection(a_measure(), frame, area, test=test) == alone

    def test_breaks_are_named_and_left_in(self, a_measure):
        breaks = ((200001, "Long before"), (201920, "Covid"))
        values = random_walks(20, 16)
        found = projection(a_measure(breaks=breaks), frame_of(values), codes(1)[0])
        assert found.breaks == ((201920, "Covid"),)
        assert (
            found.record.years
            == projection(a_measure(), frame_of(values), codes(1)[0]).record.years
        )

    def test_why_an_area_is_not_predicted(self, a_measure):
        values = random_walks(22, 16)
        values[1, :11] = NAN
        values[2, 12] = NAN
        frame = frame_of(values)
        whys = {
            "E99999999": "no yearly values are published for it",
            "E09000001": "too few pupils to stand beside other authorities",
            codes(2)[1]: "6 published years in a row are needed; there are 5",
            codes(3)[2]: "6 published years in a row are needed; there are 3",
        }
        for area, why in whys.items():
            found = projection(a_measure(), frame, area)
            assert (found.drawn, found.ahead, found.reason) == (False, (), why)

    def test_short_series_have_no_range(self, a_measure):
        found = projection(a_measure(), frame_of(random_walks(20, 8)), codes(1)[0])
        assert not found.drawn
        assert found.reason == (
            "there are not 3 earlier years of predictions to learn a range from"
        )

    def test_no_data_at_all(self, a_measure):
        found = projection(a_measure(), frame_of(random_walks(2, 8)).head(0), LANCASHIRE)
        assert (found.drawn, found.reason) == (False, "no yearly values are published for it")

    def test_an_area_whose_newest_year_is_older_starts_from_it(self, a_measure):
        values = steady_courses(40, 18)
        values[0, -1] = NAN
        found = projection(a_measure(), frame_of(values), codes(1)[0])
        assert found.ahead[0].origin.label == "2022/23"
        assert found.ahead[0].period.label == "2023/24"


def whole_frame(table, measure_id):
    """Published rows as points."""
    return table.assign(
        measure_id=measure_id,
        basis="published",
        provisional=False,
        value=pd.to_numeric(table["value"], errors="coerce"),
    )


def says_what_it_found(found):
    """What must hold of any projection, whatever came out; and it is printed."""
    record = found.record
    for year in record.years:
        print(year.period.label, year.method, year.authorities, f"{year.coverage:.0%}")
    print(f"with Covid years {record.coverage}, without {record.coverage_without_covid}")
    print(found.drawn, found.verdict)
    assert found.drawn == (record.latest is not None and record.latest >= 0.75)
    assert (found.reason == "") == found.drawn
    for prediction in (*found.ahead, *found.past):
        assert 0 <= prediction.lower <= prediction.value <= prediction.upper


@pytest.mark.parametrize("name", ["permanent_exclusion_rate", "suspension_rate"])
class TestTheRealSeries:
    def test_lancashire_and_its_neighbours(self, name):
        table = pd.read_csv(ROOT / "data" / "published" / "published_series.csv", low_memory=False)
        frame = whole_frame(table[table["indicator"] == name], name)
        found = projection(measure(name), frame, LANCASHIRE)
        says_what_it_found(found)
        assert [year.period.label for year in found.record.years][:2] == ["2015/16", "2016/17"]
        assert found.record.years[0].authorities == 17
        # Only Lancashire's 2024/25 is in these figures: it is shown, and decides nothing.
        assert (found.record.years[-1].period.label, found.record.years[-1].counts) == (
            "2024/25",
            False,
        )
        assert found.breaks == measure(name).breaks
        rate = table[(table["indicator"] == name) & (table["area_code"] == LANCASHIRE)]
        total = rate[rate["breakdown_topic"] == "Total"].set_index("time_period")["value"]
        for prediction in found.past:
            assert prediction.came == total[prediction.period.time_period]
        # Schools closed to most pupils in 2020: no range from before can have held as it says.
        year = next(y for y in found.record.years if y.period.label == "2019/20")
        assert year.coverage < 0.75

    def test_every_authority_of_england(self, name):
        path = REFERENCE / "exc_nat_region_la.csv"
        if not path.is_file():
            pytest.skip(f"DfE's own file is not here: {path}")
        table = pd.read_csv(
            path,
            encoding="utf-8-sig",
            dtype={"new_la_code": str, "old_la_code": str},
            low_memory=False,
        )
        table = table[table["school_type"] == "Total"]
        column = {"permanent_exclusion_rate": "perm_excl_rate", "suspension_rate": "susp_rate"}
        table = table.assign(
            area_code=table["new_la_code"].where(table["new_la_code"] != "x", table["old_la_code"]),
            breakdown_topic="Total",
            breakdown="Total",
            value=table[column[name]],
        )
        told = []
        found = projection(
            measure(name), whole_frame(table, name), LANCASHIRE, progress=told.append
        )
        says_what_it_found(found)
        assert min(year.authorities for year in found.record.years) > 140
        assert told[-1] == 1
