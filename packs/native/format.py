"""Number formats of spreadsheets that print a value as its drawing does."""

from figures.drawing import Drawing
from figures.format import DECIMALS

MILLION = 1_000_000


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
