"""Points as the table a reader sees beside a chart."""

from collections.abc import Sequence

import pandas as pd

from figures.chart import line_name
from figures.format import NO_VALUE, bare, count_text, symbol_text
from figures.series import Mark, Series
from metrics.periods import Period

NO_COUNT = "not published"


def _cell(mark: Mark | None, unit: str) -> str:
    if mark is None:
        return NO_VALUE
    late = " (provisional)" if mark.provisional else ""
    if mark.value is None:
        return symbol_text(mark.symbol)
    return bare(mark.value, unit) + late


def _count(value: float | None) -> str:
    return NO_COUNT if value is None else count_text(value)


def trend_table(series: Sequence[Series], unit: str) -> pd.DataFrame:
    """One row for each period, newest first: the place's counts, then every line's value."""
    shown = [line for line in series if line.role != "neighbour"]
    several = len({line.basis for line in shown if line.role == "place"}) > 1
    periods = sorted({mark.period for line in shown for mark in line.marks}, reverse=True)
    rows = []
    for period in periods:
        row = {"Period": period.label}
        for line in shown:
            name = line_name(line, several)
            row[name] = _cell(line.at(period), unit)
        rows.append(row)
    return pd.DataFrame(rows)


def counts_table(line: Series, unit: str, periods: Sequence[Period] = ()) -> pd.DataFrame:
    """Numerator, denominator and value of one line, newest first."""
    wanted = set(periods) or {mark.period for mark in line.marks}
    return pd.DataFrame(
        [
            {
                "Period": mark.period.label,
                "Counted": _count(mark.numerator),
                "Out of": _count(mark.denominator),
                f"Value ({unit})": _cell(mark, unit),
            }
            for mark in reversed(line.marks)
            if mark.period in wanted
        ]
    )


def parts_table(parts: Sequence[tuple[str, Mark]], what: str, unit: str) -> pd.DataFrame:
    """Parts of one period with their counts, greatest first and missing last."""
    ordered = sorted(parts, key=lambda part: (part[1].value is None, -(part[1].value or 0)))
    return pd.DataFrame(
        [
            {
                what: name,
                "Counted": _count(mark.numerator),
                "Out of": _count(mark.denominator),
                f"Value ({unit})": _cell(mark, unit),
            }
            for name, mark in ordered
        ]
    )
