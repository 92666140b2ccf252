"""Number formats under which a workbook prints a number as a pack prints it everywhere."""

from decimal import ROUND_HALF_UP, Decimal

from figures.drawing import Drawing
from packs.native.format import decimals_of, number_format

IN_MILLIONS = ",,"


def cell_format(drawing: Drawing, value: float) -> str:
    """The format code of a cell that holds this value in full.

    A spreadsheet rounds 48.25 up to 48.3, Python to the even 48.2. A value on such an edge keeps
    all its digits and is printed by a section of its own, which an edited cell leaves again.
    """
    usual, printed = number_format(drawing, value), drawing.printed(value)
    if as_shown(drawing, value) == printed:
        return usual
    return f'[={value!r}]"{printed}";[<0]-{usual};{usual}'


def as_shown(drawing: Drawing, value: float) -> str:
    """The value under its usual format, rounded as spreadsheets round."""
    if drawing.unit == "£":
        sign = "-" if value < 0 else ""
        if IN_MILLIONS in number_format(drawing, value):
            return f"{sign}£{_half_up(abs(value) / 1_000_000, 2)} million"
        return f"{sign}£{_half_up(abs(value), 0)}"
    sign = "%" if drawing.unit == "%" else ""
    return _half_up(value, decimals_of(drawing, value)) + sign


def count_format(value: float) -> str:
    """A whole number, or one decimal where DfE or a mean of month ends leaves a part."""
    return "#,##0" if float(value).is_integer() else "#,##0.0"


def _half_up(value: float, decimals: int) -> str:
    # A spreadsheet sees 15 digits of a number.
    seen = Decimal(f"{value:.15g}")
    return f"{seen.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,}"
