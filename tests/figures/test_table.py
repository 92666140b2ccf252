"""Counts beside values, and the word that stands where there is none."""

from figures.series import Mark, Series
from figures.table import counts_table, parts_table
from metrics.periods import Period

YEAR = Period(202526, "Academic year")


def test_a_rate_that_dfe_prints_without_counts_says_not_published() -> None:
    table = parts_table([("Primary", Mark(YEAR, 0.06))], "Phase", "per 100 pupils")
    assert list(table.iloc[0]) == ["Primary", "not published", "not published", "0.06"]


def test_a_hidden_count_is_said_to_be_hidden_and_not_to_be_unpublished() -> None:
    hidden = Mark(YEAR, None, symbol="c")
    table = parts_table(
        [("Girls", hidden), ("Boys", Mark(YEAR, 4.0, numerator=8, denominator=200))],
        "Sex",
        "%",
        "sample",
    )
    assert set(table.iloc[1][1:]) == {"hidden to protect children"}


def test_a_median_of_the_councils_records_has_no_column_of_what_it_counts() -> None:
    median = Mark(YEAR, 8.0, denominator=219)
    assert "Counted" not in parts_table([("Girls", median)], "Sex", "weeks", "local")
    line = Series("Lancashire", "place", "local", (median,))
    assert list(counts_table(line, "weeks").iloc[0]) == ["2025/26", "219", "8.0"]
