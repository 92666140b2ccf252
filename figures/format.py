"""Numbers and symbols as a member reads them."""

import math
from decimal import ROUND_HALF_UP, Decimal

SYMBOLS = {
    "z": "not applicable",
    "x": "not available",
    "c": "hidden to protect children",
    "low": "rounds to 0 but is not 0",
    "k": "rounds to 0 but is not 0",
    "u": "too unreliable to show",
}
NO_VALUE = "no figure"
DECIMALS = {"%": 1, "per 100 pupils": 2, "per 1,000 pupils": 2, "per 10,000 pupils": 1}
DECIMALS |= {"weeks": 1, "hours": 1}
POINTS = "percentage points"


def is_missing(value: object) -> bool:
    """None and NaN alike: pandas turns one into the other on the way."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def symbol_text(symbol: object) -> str:
    """Why there is no number, in words."""
    if is_missing(symbol) or not symbol:
        return NO_VALUE
    return SYMBOLS.get(str(symbol), f"{NO_VALUE} ({symbol})")


def rounded(value: float, decimals: int) -> Decimal:
    """A half goes up, as readers and spreadsheets round."""
    # From the decimal text: 0.285 is held as a little less, and nobody would understand 0.28.
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: float, decimals: int = 0) -> str:
    """1234.5 -> 1,234.5; a value that rounds to 0 has no minus sign."""
    text = f"{rounded(value, decimals):,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text


def bare(value: object, unit: str) -> str:
    """The value with its sign of percent or pound but without the name of its unit."""
    if is_missing(value):
        return NO_VALUE
    amount = float(value)  # type: ignore[arg-type]
    if unit == "%":
        return f"{number(amount, 1)}%"
    if unit == "£":
        return pounds(amount)
    decimals = DECIMALS.get(unit, 0)
    # A count that DfE or a mean of month ends leaves fractional keeps one decimal.
    if decimals == 0 and not amount.is_integer():
        decimals = 1
    return number(amount, decimals)


def pounds(amount: float) -> str:
    """£612, £1.24 million."""
    sign = "-" if amount < 0 else ""
    if abs(amount) >= 1_000_000:
        return f"{sign}£{number(abs(amount) / 1_000_000, 2)} million"
    return f"{sign}£{number(abs(amount))}"


def value_text(value: object, unit: str, symbol: object = None) -> str:
    """The value in full: 0.26 per 100 pupils, 458 children, £612, or why there is none."""
    if is_missing(value):
        return symbol_text(symbol)
    if unit in ("%", "£"):
        return bare(value, unit)
    return f"{bare(value, unit)} {unit}"


def gap_as_printed(now: float, then: float, unit: str) -> float:
    """The difference a reader finds between two printed values."""
    if unit == "£":
        return now - then
    decimals = DECIMALS.get(unit, 0 if now.is_integer() and then.is_integer() else 1)
    return float(rounded(now, decimals) - rounded(then, decimals))


def gap_text(gap: float, unit: str) -> str:
    """The size of a difference; a gap between percentages is in percentage points."""
    if unit == "%":
        return f"{number(abs(gap), 1)} {POINTS}"
    return bare(abs(gap), unit)


def count_text(value: object) -> str:
    """A count with its thousands, or a dash in words when there is none."""
    return NO_VALUE if is_missing(value) else bare(value, "children")


def one_in(value: object, per: int) -> str:
    """0.25 per 100 -> "about 1 in 400"; empty where it would not help a reader."""
    if is_missing(value) or float(value) <= 0:  # type: ignore[arg-type]
        return ""
    size = per / float(value)  # type: ignore[arg-type]
    if size < 2:
        return ""
    digits = 1 if size >= 10 else 0
    rounded = round(size, digits - math.floor(math.log10(size)))
    return f"about 1 in {number(rounded)}"


def lowered(title: str) -> str:
    """The first word without its capital, unless it is an abbreviation."""
    first = title.split()[0]
    return title if first.isupper() else title[0].lower() + title[1:]
