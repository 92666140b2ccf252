"""Numbers and symbols as a member reads them."""

import pytest

from figures.format import (
    bare,
    count_text,
    gap_text,
    number,
    one_in,
    symbol_text,
    value_text,
)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.2614, "per 100 pupils", "0.26 per 100 pupils"),
        (5.349, "%", "5.3%"),
        (1234.0, "children", "1,234 children"),
        (12.5, "pupils", "12.5 pupils"),
        (611.6, "£", "£612"),
        (12_345_678.0, "£", "£12.35 million"),
        (-250.0, "£", "-£250"),
        (14.26, "weeks", "14.3 weeks"),
    ],
)
def test_a_value_is_printed_with_the_decimals_of_its_unit(value, unit, text) -> None:
    assert value_text(value, unit) == text


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_value_is_a_reason_and_never_0(missing) -> None:
    assert value_text(missing, "%", "c") == "hidden to protect children"
    assert value_text(missing, "%", "x") == "not available"
    assert value_text(missing, "%") == "no figure"


def test_a_symbol_nobody_knows_is_shown_as_it_came() -> None:
    assert symbol_text("q") == "no figure (q)"


def test_a_true_zero_is_0() -> None:
    assert bare(0.0, "%") == "0.0%"
    assert count_text(0.0) == "0"


def test_a_small_negative_that_rounds_to_0_has_no_minus() -> None:
    assert number(-0.001, 2) == "0.00"


def test_a_half_goes_up_as_in_a_spreadsheet_even_where_the_float_is_a_little_less() -> None:
    # 0.285 is held as 0.28499999999999998.
    assert number(0.285, 2) == "0.29"
    assert bare(48.25, "%") == "48.3%"
    assert number(-2.5) == "-3"


def test_a_gap_between_percentages_is_in_percentage_points() -> None:
    assert gap_text(-1.25, "%") == "1.3 percentage points"
    assert gap_text(0.02, "per 100 pupils") == "0.02"


@pytest.mark.parametrize(
    ("value", "per", "text"),
    [
        (0.25, 100, "about 1 in 400"),
        (0.2614, 100, "about 1 in 380"),
        (12.5, 100, "about 1 in 8"),
        (80.0, 100, ""),
        (0.0, 100, ""),
        (None, 100, ""),
    ],
)
def test_a_rate_as_one_in_so_many(value, per, text) -> None:
    assert one_in(value, per) == text
