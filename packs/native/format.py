"""Number formats of spreadsheets that print a value as its drawing does."""

from decimal import ROUND_HALF_UP, Decimal

from figures.drawing import Drawing
from figures.format import DECIMALS

MILLION = 999_999.5
# Far below anything printed, far above what a spreadsheet keeps of a number (15 digits).
NUDGE = 1e-9


def decimals_of(drawing: Drawing, value: float) -> int:
    """How many decimals the drawing prints this value with."""
    if drawing.unit == "£":
        return 0
    if drawing.digits is not None:
        return drawing.digits
    usual = DECIMALS.get(drawing.unit, 0)
    return 1 if usual == 0 and not float(value).is_integer() else usual


def number_format(drawing: Drawing, value: float, before: str = "", after: str = "") -> str:
    """The format code under which a spreadsheet shows this value as `drawing.printed` does.

    `before` and `after` are words that stand around it.
    """
    start, end = _quoted(before), _quoted(after)
    if drawing.unit == "£":
        amount = '"£"0.00,," million"' if abs(value) >= MILLION else '"£"#,##0'
        return f"{start}{amount}{end}"
    places = decimals_of(drawing, value)
    sign = '"%"' if drawing.unit == "%" else ""
    return f"{start}#,##0{'.' + '0' * places if places else ''}{sign}{end}"


def _quoted(text: str) -> str:
    plain = text.replace('"', "")
    return f'"{plain}"' if plain else ""


def axis_format(drawing: Drawing, furthest: float) -> str:
    """The format of an axis that reaches so far from zero: decimals as its steps need."""
    if drawing.unit == "£":
        return '"£"0.0#,," million"' if furthest >= MILLION else '"£"#,##0'
    plain = "#,##0" if furthest >= 1000 else "General"
    return f'{plain}"%"' if drawing.unit == "%" else plain


def kept(drawing: Drawing, value: float | None) -> float | None:
    """The value as a workbook keeps it.

    A spreadsheet rounds 48.25 up to 48.3, Python to the even 48.2: a value that lies on such an
    edge is moved off it by less than anything printed, so that both print the same.
    """
    if value is None or drawing.unit == "£":
        return value
    step = Decimal(1).scaleb(-decimals_of(drawing, value))
    shown = Decimal(drawing.printed(value).rstrip("%").replace(",", ""))
    half_up = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)
    if half_up == shown:
        return value
    return value * (1 + NUDGE) if float(shown) > value else value * (1 - NUDGE)
