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


def _count(value: float | None, symbol: str) -> str:
    """A count, or why there is none: DfE prints rates without counts, and some are hidden."""
    if value is None:
        return symbol_text(symbol) if symbol else NO_COUNT
    return count_text(value)


def _counts(mark: Mark, *, numerator: bool) -> dict[str, str]:
    told = {"Counted": _count(mark.numerator, mark.symbol)} if numerator else {}
    return told | {"Out of": _count(mark.denominator, mark.symbol)}


def _has_numerator(marks: Sequence[Mark], basis: str) -> bool:
    """A median of the council's own records is of so many, and counts nothing itself."""
    return basis == "published" or any(mark.numerator is not None for mark in marks)


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
    numerator = _has_numerator(line.marks, line.basis)
    return pd.DataFrame(
        [
            {
                "Period": mark.period.label,
                **_counts(mark, numerator=numerator),
                f"Value ({unit})": _cell(mark, unit),
            }
            for mark in reversed(line.marks)
            if mark.period in wanted
        ]
    )


def parts_table(
    parts: Sequence[tuple[str, Mark]], what: str, unit: str, basis: str = "published"
) -> pd.DataFrame:
    """Parts of one period with their counts, greatest first and missing last."""
    numerator = _has_numerator([mark for _, mark in parts], basis)
    ordered = sorted(parts, key=lambda part: (part[1].value is None, -(part[1].value or 0)))
    return pd.DataFrame(
        [
            {
                what: name,
                **_counts(mark, numerator=numerator),
                f"Value ({unit})": _cell(mark, unit),
            }
            for name, mark in ordered
        ]
    )
