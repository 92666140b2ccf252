"""One DfE table: which column is what, worked out once; then its figures, row by row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from data import published_names as names
from data.published_areas import AreaReader
from data.published_kinds import Indicator, Kind
from data.published_periods import period_of, release_of, start_of
from data.published_rows import PublishedRow, Report
from data.published_splits import Split, crossed, splits_of

# Columns that say where, when and of which school: never a figure, never a split.
_IDENTIFIERS = {
    *("time_period", "time_identifier", "year", "geographic_level", "level"),
    *("country_code", "country_name", "region_code", "region_name"),
    *("old_la_code", "new_la_code", "la_name", "la_code", "lad_code", "lad_name"),
    *("laestab", "school_laestab", "urn", "school_urn", "school_name"),
}
_SAMPLE = 500
# Only the releases with these columns printed `x` for one or two pupils.
_OLD_COLUMNS = {"fixed_excl", "fixed_excl_rate", "one_plus_fixed"}
_COUNTED = {"children", "pupils", "placements"}
# Only a change can be negative.
_CHANGE = re.compile("change|difference")

Cell = tuple[float | None, str]


class Table:
    """A table of one kind. The release is its newest period, so all rows are held at once."""

    def __init__(
        self,
        kind: Kind,
        header: Sequence[str],
        rows: Iterable[tuple[int, Sequence[str]]],
        file: str,
        report: Report,
    ) -> None:
        self.kind, self.header, self.file, self.report = kind, header, file, report
        self.rows = list(rows)
        self.periods: dict[str, int | None] = {}
        self.columns = [names.column(name) for name in header]
        self.at: dict[str, int] = {}
        for index, name in enumerate(self.columns):
            self.at.setdefault(name, index)
        self.period = self.at.get("time_period", self.at.get("year", 0))
        self.identifier = self.at.get("time_identifier")
        self.areas = AreaReader(self.at)
        self.measures = self._measures()
        self.splits, self.phase = self._splits()
        self.contexts = self._contexts()
        self.may_fall = {i for i, name in enumerate(self.columns) if _CHANGE.search(name)}
        self.old = bool(_OLD_COLUMNS & set(self.columns))
        self.release = release_of(row[self.period] for _, row in self.rows)
        self.breakdowns: dict[tuple[str, ...], tuple[str, str]] = {}
        self.placed: dict[tuple[int, str, str, str, str, str], int] = {}
        self.cells: dict[tuple[str, int], Cell | None] = {}

    def figures(self) -> Iterator[PublishedRow]:
        """Every figure of the table, several from each row."""
        for number, row in self.rows:
            self.report.tally.read += 1
            text = row[self.period]
            if text not in self.periods:
                self.periods[text] = period_of(text)
            period = self.periods[text]
            if period is None:
                self.report.bad_period(number, self.header[self.period], row[self.period])
                continue
            area = self.areas.read(row)
            if isinstance(area, str):
                self.report.leave_out(area)
            elif self._is_another_type_of_school(row):
                self.report.leave_out("of types of school other than alternative provision")
            else:
                yield from self._row(number, row, (period, self._time(row, period), *area))

    def _row(
        self, number: int, row: Sequence[str], key: tuple[int, str, str, str, str]
    ) -> Iterator[PublishedRow]:
        period = key[0] if self.old else 0
        topic, part = self._breakdown(row)
        first = self.placed.setdefault((*key[:4], topic, part), number)
        if first != number:
            self.report.repeat(number, first)
            return
        end = (self.kind.source, self.release, self.file)
        for indicator, value_at, numerator_at, denominator_at in self.measures:
            value, symbol = self._cell(number, row, value_at, period)
            numerator = value
            if not indicator.is_count:
                numerator = self._count(number, row, numerator_at, period)
            if value is None and not symbol and numerator is None:
                continue
            yield PublishedRow(
                *key,
                self._measure_id(indicator, value_at, part),
                topic,
                part,
                numerator,
                self._count(number, row, denominator_at, period),
                value,
                symbol or ("" if value is not None else "x"),
                indicator.unit,
                *end,
            )
        for index, measure_id, unit in self.contexts:
            value, symbol = self._cell(number, row, index, period)
            if value is not None or symbol:
                numerator = value if unit in _COUNTED else None
                yield PublishedRow(
                    *key, measure_id, topic, part, numerator, None, value, symbol, unit, *end
                )

    def _cell(self, number: int, row: Sequence[str], index: int, period: int) -> Cell:
        """(number, "") or (None, symbol); a cell that is neither is reported."""
        found = self.cells.get((row[index], period))
        if found is None:
            found = self.cells[row[index], period] = _read(row[index], period)
        value, symbol = found
        if symbol == "?" or (value is not None and value < 0 and index not in self.may_fall):
            self.report.bad_number(number, self.header[index], row[index].strip())
            return None, "x"
        return found

    def _count(
        self, number: int, row: Sequence[str], index: int | None, period: int
    ) -> float | None:
        return None if index is None else self._cell(number, row, index, period)[0]

    def _time(self, row: Sequence[str], period: int) -> str:
        printed = row[self.identifier].strip() if self.identifier is not None else ""
        return printed or ("Calendar year" if period < 10000 else "Academic year")

    def _breakdown(self, row: Sequence[str]) -> tuple[str, str]:
        labels = tuple(row[index] for split in self.splits for index in split.columns)
        found = self.breakdowns.get(labels)
        if found is None:
            found = self.breakdowns[labels] = crossed([split.read(row) for split in self.splits])
        return found

    def _measure_id(self, indicator: Indicator, value_at: int, part: str) -> str:
        if indicator.rows == "parts" and part == names.TOTAL:
            return f"context_{self.columns[value_at]}"
        return indicator.id

    def _is_another_type_of_school(self, row: Sequence[str]) -> bool:
        if self.phase is None:
            return False
        return names.label("Phase", row[self.phase]) != names.AP_SCHOOL

    def _measures(self) -> list[tuple[Indicator, int, int | None, int | None]]:
        return [
            (
                indicator,
                value,
                self._first(indicator.numerator),
                self._first(indicator.denominator),
            )
            for indicator in self.kind.indicators
            if (value := self._first(indicator.value)) is not None
        ]

    def _first(self, candidates: Sequence[str]) -> int | None:
        return next((self.at[name] for name in candidates if name in self.at), None)

    def _splits(self) -> tuple[list[Split], int | None]:
        """The splits, and apart from them the column of school types where only one type counts."""
        used = {index for _, *places in self.measures for index in places}
        words = {
            name
            for name, index in self.at.items()
            if index not in used and name not in _IDENTIFIERS and self._holds_words(index)
        }
        splits = splits_of(self.columns, words)
        phases = [split for split in splits if split.topic == "Phase"]
        if not self.kind.ap_schools_only or not phases:
            return splits, None
        return [split for split in splits if split is not phases[0]], phases[0].columns[-1]

    def _holds_words(self, index: int) -> bool:
        """Whether most cells of an unknown column are labels: then it splits the rows."""
        texts = [row[index].strip() for _, row in islice(self.rows, _SAMPLE)]
        filled = [text for text in texts if text]
        return sum(_read(text, 0)[1] == "?" for text in filled) * 2 > len(filled)

    def _contexts(self) -> list[tuple[int, str, str]]:
        used = {index for _, *places in self.measures for index in places}
        used |= {index for split in self.splits for index in split.columns} | {self.phase}
        return [
            (index, f"context_{name}", names.unit(name))
            for name, index in self.at.items()
            if name and index not in used and name not in _IDENTIFIERS
        ]


def _read(text: str, period: int) -> Cell:
    """(number, ""), (None, today's symbol), (None, "") where empty, (None, "?") where neither."""
    plain = text.strip()
    if not plain:
        return None, ""
    value = names.number(plain)
    if value is not None:
        return value, ""
    meanings = names.symbols(start_of(period) if period else date.max)
    return None, meanings.get(plain.lower(), "?")
