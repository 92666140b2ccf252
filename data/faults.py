"""The faulty rows of an extract in DuckDB: report them, and take out what cannot be used.

Row numbers are those a person sees in the file. Each kind of fault of a column is listed for
its first 200 rows of a file, and counted to the end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import duckdb

from data.cells import source_spellings, standard_codes
from data.codes import load_districts
from data.contracts import Column, Extract
from data.mapping import ExtractMapping
from data.problems import Problem, Severity, masked_identifier, masked_value
from data.reading import TextTable
from data.rules import Rule, sentence
from data.textfiles import empty_lines

LISTED = 200
BLANK = 1 << 62
SHORT = "MISSING COLUMNS"
_REJECTS = {
    "TOO MANY COLUMNS": "The line has more cells than there are headings.",
    "UNQUOTED VALUE": "The line has a quotation mark that is not closed, or text after it.",
    "LINE SIZE OVER MAXIMUM": "The line is too long to be a row: look for a quotation mark.",
    "INVALID ENCODING": "The line holds letters that cannot be read.",
}


@dataclass(frozen=True)
class Reject:
    """A line that is not a row; `spills` where it swallows the lines below it."""

    line: int
    kind: str
    spills: bool


@dataclass
class Part:
    """One file in the table: rowids from `start` up to `stop`, and lines that are not rows.

    `source` is SQL that reads the file again, `positions` says which cell feeds which column.
    """

    table: TextTable
    start: int
    stop: int
    rejects: Sequence[Reject]
    source: str
    positions: Mapping[str, int]
    blank: int = 0

    @property
    def rows_read(self) -> int:
        return self.stop - self.start - self.blank + len(self.rejects)

    @cached_property
    def passed_over(self) -> list[int]:
        """Lines below the headings that are not rows of the table: rejected or empty."""
        empty = empty_lines(self.table.path)
        return sorted({reject.line for reject in self.rejects} | set(empty))

    def row(self, rowid: int) -> int:
        """Row of the file, with the headings and the lines passed over above it counted."""
        row = self.table.header_row + 1 + rowid - self.start
        for line in self.passed_over:
            if line > row:
                break
            row += line > self.table.header_row
        return row


def reject_lines(con: duckdb.DuckDBPyConnection, rejects: str) -> list[Reject]:
    """Rejected lines in order, each once; the copies of their text are dropped at once."""
    try:
        found = con.execute(
            f"select line, min(error_type::varchar), "
            f"bool_or(contains(rtrim(ltrim(csv_line, chr(10)), chr(10)), chr(10))) "
            f"from {rejects} group by line order by line"
        ).fetchall()
    except duckdb.CatalogException:
        return []
    forget(con, rejects)
    return [Reject(line, kind, bool(spills) and "QUOTE" in kind) for line, kind, spills in found]


def short_lines(extract: Extract, file: str, lines: Sequence[int]) -> list[Problem]:
    """Remarks on lines that were filled up with blank cells."""
    text = (
        "The line has fewer cells than there are headings; the missing ones were read as blank. "
        "Check the line, and whether a separator is missing."
    )
    found = [Problem(extract.name, file, line, "", "", text, "warn") for line in lines[:LISTED]]
    if len(lines) > LISTED:
        more = f"{len(lines) - LISTED} more lines like this. {text}"
        found.append(Problem(extract.name, file, None, "", "", more, "warn"))
    return found


def forget(con: duckdb.DuckDBPyConnection, rejects: str) -> None:
    """Drop the tables in which DuckDB keeps the text of rejected lines."""
    con.execute(f"drop table if exists {rejects}; drop table if exists {rejects}_scan")


def take_out(
    con: duckdb.DuckDBPyConnection,
    extract: Extract,
    rules: Sequence[Rule],
    parts: Sequence[Part],
    mapping: ExtractMapping,
    today: date,
) -> list[Problem]:
    """Report every fault, then delete blank and unusable rows."""
    problems = [problem for part in parts for problem in _rejected(extract, part)]
    name = extract.name
    marked = con.execute(f"select bit_or(_problems) from {name}").fetchall()[0][0] or 0
    if marked & BLANK:
        problems += _blank_rows(con, extract, parts)
        con.execute(f"delete from {name} where _problems & {BLANK}::ubigint <> 0")
    for bit, rule in enumerate(rules):
        if marked >> bit & 1:
            problems += _rule_problems(con, extract, rule, bit, rules, parts, mapping, today)
    unusable = sum(1 << bit for bit, rule in enumerate(rules) if rule.severity == "set aside")
    if marked & unusable:
        con.execute(f"delete from {name} where _problems & {unusable}::ubigint <> 0")
    return problems


def latest_event(con: duckdb.DuckDBPyConnection, extract: Extract, today: date) -> date | None:
    """The latest thing that has happened in the extract, no later than today."""
    days = [f"max({_event_day(extract.column(name))})" for name in extract.event_dates]
    if extract.name == "pupils":
        days = ["make_date((max(time_period) // 100 + 1)::bigint, 1, 31)"]
    if not days:
        return None
    found = con.execute(f"select {', '.join(days)} from {extract.name}").fetchall()[0]
    latest = max((day for day in found if day), default=None)
    return min(latest, today) if latest else None


def dated_after(
    con: duckdb.DuckDBPyConnection, extract: Extract, parts: Sequence[Part], as_at: date
) -> list[Problem]:
    """Rows dated after the as-at date: kept, but one of the two is wrong."""
    problems = []
    for name in extract.event_dates:
        column = extract.column(name)
        if column.kind == "dates":
            continue
        where = f"{name} > date '{as_at}'"
        text = f"Dated after the as-at date {as_at}. The row was kept. Check the date, or the as-at date."
        for part in parts:
            for row, shown in _listed(con, extract.name, where, f"{name}::varchar", part):
                problems.append(
                    Problem(extract.name, part.table.name, row, name, shown, text, "warn")
                )
            problems += _uncounted(con, extract, name, where, text, "warn", part)
    return problems


def of_another_authority(
    con: duckdb.DuckDBPyConnection, extract: Extract, files: str, old_code: str, name: str
) -> list[Problem]:
    """A block where over half of the rows with a district lie in another authority."""
    column = extract.resident_by
    if not column:
        return []
    owners = {district.code: district for district in load_districts()}
    rows: dict[tuple[str, str], int] = {}
    for code, count in con.execute(
        f"select {column}, count(*) from {extract.name} where {column} is not null group by all"
    ).fetchall():
        owner = owners[code]
        place = (owner.authority_old_code or owner.authority_code, owner.authority)
        rows[place] = rows.get(place, 0) + count
    total = sum(rows.values())
    inside = sum(count for (code, _), count in rows.items() if code == old_code)
    if not total or (total - inside) * 2 <= total:
        return []
    (code, most), count = max(rows.items(), key=lambda item: item[1])
    text = (
        f"{total - inside} of {total} rows with a district lie outside {name}; most ({count}) "
        f"are in {most}. Load {name}'s extract, or build for {most} with --la {code}."
    )
    return [Problem(extract.name, files, None, column, most, text, "block")]


def kept(con: duckdb.DuckDBPyConnection, extract: Extract, part: Part) -> tuple[int, date | None]:
    """(rows kept, earliest event) of one file."""
    first = f"min({extract.first_date})" if extract.first_date else "null::date"
    found = con.execute(
        f"select count(*), {first} from {extract.name} where rowid >= ? and rowid < ?",
        [part.start, part.stop],
    ).fetchall()[0]
    return found[0], found[1]


def _event_day(column: Column) -> str:
    if column.kind == "month":
        return f"last_day({column.name})"
    return f"list_max({column.name})" if column.kind == "dates" else column.name


def _rejected(extract: Extract, part: Part) -> Iterable[Problem]:
    name, file = extract.name, part.table.name
    for reject in part.rejects[:LISTED]:
        what = _REJECTS.get(reject.kind, "The line is not a row of the table.")
        text = f"{what} The line was set aside. Correct it and export again."
        yield Problem(name, file, reject.line, "", "", text, "set aside")
        if reject.spills:
            text = (
                f"A quotation mark opened on row {reject.line} is not closed, so the rows below "
                "cannot be read. Close it, or export the file again."
            )
            yield Problem(name, file, reject.line, "", "", text, "block")
    if len(part.rejects) > LISTED:
        text = f"{len(part.rejects) - LISTED} more lines like this were set aside."
        yield Problem(name, file, None, "", "", text, "set aside")


def _blank_rows(
    con: duckdb.DuckDBPyConnection, extract: Extract, parts: Sequence[Part]
) -> list[Problem]:
    problems = []
    for part in parts:
        part.blank = _count(con, extract.name, f"_problems & {BLANK}::ubigint <> 0", part)
        if part.blank:
            rows = "1 blank row was" if part.blank == 1 else f"{part.blank} blank rows were"
            text = f"{rows} left out and not counted as read."
            problems.append(Problem(extract.name, part.table.name, None, "", "", text, "warn"))
    return problems


def _rule_problems(
    con: duckdb.DuckDBPyConnection,
    extract: Extract,
    rule: Rule,
    bit: int,
    rules: Sequence[Rule],
    parts: Sequence[Part],
    mapping: ExtractMapping,
    today: date,
) -> list[Problem]:
    column = extract.column(rule.column)
    position = extract.names.index(rule.column) + 1
    where = f"_problems & {1 << bit}::ubigint <> 0"
    known = list(source_spellings(column, mapping))
    codes = standard_codes(column) if column.code_set else []
    problems = []
    for part in parts:
        listed = _listed(con, extract.name, where, f"coalesce(_raw[{position}], '')", part)
        for row, raw in listed:
            text = sentence(rule, column, raw, codes, today)
            cell = shown(column, raw, known)
            problems.append(
                Problem(extract.name, part.table.name, row, rule.column, cell, text, rule.severity)
            )
        if len(listed) == LISTED:
            text = problems[-1].problem
            problems += _uncounted(con, extract, rule.column, where, text, rule.severity, part)
    return problems


def shown(column: Column, raw: str, known: Sequence[str]) -> str:
    """A cell as a problem may show it."""
    if column.kind == "identifier":
        return masked_identifier(raw) if raw.strip() else ""
    return raw.strip() if raw.strip().upper() in known else masked_value(raw)


def _listed(
    con: duckdb.DuckDBPyConnection, table: str, where: str, shown: str, part: Part
) -> list[tuple[int, str]]:
    """(row of the file, text) of the first 200 rows of a file for which `where` holds."""
    found = con.execute(
        f"select rowid, {shown} from {table} where {where} and rowid >= ? and rowid < ? "
        f"order by rowid limit {LISTED}",
        [part.start, part.stop],
    ).fetchall()
    return [(part.row(rowid), text) for rowid, text in found]


def _count(con: duckdb.DuckDBPyConnection, table: str, where: str, part: Part) -> int:
    found = con.execute(
        f"select count(*) from {table} where {where} and rowid >= ? and rowid < ?",
        [part.start, part.stop],
    ).fetchall()
    return int(found[0][0])


def _uncounted(
    con: duckdb.DuckDBPyConnection,
    extract: Extract,
    column: str,
    where: str,
    text: str,
    severity: Severity,
    part: Part,
) -> list[Problem]:
    """One last row that says how many more there are than are listed."""
    more = _count(con, extract.name, where, part) - LISTED
    if more <= 0:
        return []
    text = f"{more} more rows of this file have the same fault in this column. {text}"
    return [Problem(extract.name, part.table.name, None, column, "", text, severity)]
