"""Months by school days, terms beside the like term, and seasons taken out."""

import pytest

from metrics.control_chart import xmr
from metrics.periods import MONTHS, TERMS, Period
from metrics.seasons import against_like, per_school_days, seasonally_adjusted

YEARS = (202021, 202122, 202223, 202324, 202425)
SEASON = (1.5, 1.0, 0.5)


def terms(levels, season=SEASON):
    """A series of terms: each year's level times the season's share."""
    return {
        Period(year, term): level * share
        for year, level in zip(YEARS, levels, strict=False)
        for term, share in zip(TERMS, season, strict=True)
    }


def test_a_month_is_counted_for_every_20_school_days():
    # 30 in 15 days is 40 in 20; 12 in 24 is 10.
    assert per_school_days([30, 12, 0], [15, 24, 20]) == [40, 10, 0]


def test_a_month_of_few_school_days_is_dropped():
    assert per_school_days([2, 2, 2, None, 2], [5, 4, 0, 20, None]) == [8, None, None, None, None]
    with pytest.raises(ValueError, match="a month has -1 school days"):
        per_school_days([1], [-1])
    with pytest.raises(ValueError, match="1 counts came for 2 months"):
        per_school_days([1], [1, 2])


def test_a_term_is_held_against_the_same_term_a_year_before():
    series = terms([10, 12])
    found = against_like(series)
    assert list(found) == sorted(series)
    assert list(found.values()) == [None, None, None, 3, 2, 1]
    series[Period(202021, "Autumn term")] = None
    assert against_like(series)[Period(202122, "Autumn term")] is None


def test_a_season_taken_out_leaves_the_level_of_each_year():
    found = seasonally_adjusted(terms([10, 10, 12, 8]))
    assert found.shares == pytest.approx(dict(zip(TERMS, SEASON, strict=True)))
    assert found.values == pytest.approx([10] * 6 + [12] * 3 + [8] * 3)
    assert found.reason is None


def test_an_unfinished_year_is_adjusted_by_the_whole_ones():
    series = terms([10, 10, 10, 20])
    del series[Period(202324, "Summer term")]
    series[Period(202324, "Spring term")] = None
    assert seasonally_adjusted(series).values == pytest.approx([10] * 9 + [20, None])


def test_years_left_out_do_not_shape_the_season():
    series = terms([10, 10, 10, 10])
    series[Period(202021, "Spring term")] = 0
    found = seasonally_adjusted(series, leave_out={202021})
    assert found.shares == pytest.approx(dict(zip(TERMS, SEASON, strict=True)))
    assert found.values[1] == 0


@pytest.mark.parametrize("levels", [[], [10], [10, 10], [10, 10, 0]])
def test_under_three_whole_years_the_season_is_not_known(levels):
    found = seasonally_adjusted(terms(levels))
    assert found.values == (None,) * 3 * len(levels)
    assert "whole years; 3 are needed" in found.reason


def test_a_season_that_is_always_empty_has_no_value():
    found = seasonally_adjusted(terms([10, 10, 10], season=(2, 1, 0)))
    assert found.values == pytest.approx([20 / 2, 10, None] * 3)


def test_a_series_of_years_has_no_season():
    with pytest.raises(ValueError, match="a series of years has no season"):
        seasonally_adjusted({Period(202425, "Academic year"): 1})


def test_the_season_neither_hides_nor_invents_a_signal():
    months = [month for month in MONTHS if month != "August"]
    # A year falls from its autumn to its summer by itself.
    shares = [1.5, 1.4, 1.3, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5]
    wave = [9.5, 10.5, 10, 9.4, 10.6, 10, 10.5, 9.5, 10.2, 10.4, 9.4]

    def series(last_year):
        return {
            Period(year, month): share * wave[(n + 4 * turn) % 11] * level
            for turn, (year, level) in enumerate(zip(YEARS, [1] * 4 + [last_year], strict=True))
            for n, (month, share) in enumerate(zip(months, shares, strict=True))
        }

    def flags(values):
        return [bool(point.rules) for point in xmr(values, baseline=44).points]

    calm, fallen = series(1), series(0.5)
    assert any(flags(list(calm.values())))
    assert not any(flags(seasonally_adjusted(calm).values))
    found = flags(seasonally_adjusted(fallen).values)
    # Two months before were under the mean already: the run below it that goes on takes them in.
    assert not any(found[:42])
    assert all(found[42:])
