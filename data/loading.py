"""One extract on its way into DuckDB: the SELECT of a file, the faults, the counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from data import faults, repeats
from data.authorities import Authority
from data.cells import key_name, key_of, literal, sql_type, value
from data.contracts import Extract
from data.mapping import ExtractMapping
from data.matching import Match
from data.problems import Problem, block, warn
from data.reading import TextTable
from data.rules import Rule, rules_of

MOST_SET_ASIDE = 0.02
_NULLS = "['', 'NULL', '#N/A']"


@dataclass(frozen=True)
class Source:
    """One file that was read. Rows read = kept + set aside."""

    name: str
    extract: str
    sha256: str
    rows_read: int
    rows_kept: int
    rows_set_aside: int
    as_at: date | None
    first_date: date | None


@dataclass
class Load:
    """What a load found. `blocked`: the figures must not change."""

    problems: list[Problem] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    as_at: dict[str, date] = field(default_factory=dict)
    set_aside_share: dict[str, float] = field(default_factory=dict)

    @property
    def blocked(self) -> bool:
        return any(problem.severity == "block" for problem in self.problems)


class Loading:
    """One extract on its way in: files are appended, then faults are found and taken out."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        extract: Extract,
        mapping: ExtractMapping,
        authority: Authority,
        key: str,
    ) -> None:
        self.con = con
        self.extract = extract
        self.mapping = mapping
        self.authority = authority
        self.key = key
        self.today = date.today()
        self.rules = rules_of(extract)
        self.parts: list[faults.Part] = []
        self.problems: list[Problem] = []

    def read(self, table: TextTable, found: Match, number: int) -> None:
        """Append one file; lines that are not rows go to the rejects of the part."""
        rejects = f"_rejects_{self.extract.name}_{number}"
        try:
            lines = self._append(table, found, rejects, padded=False)
            padded = False
            short = [line.line for line in lines if line.kind == faults.SHORT]
            if short:
                # Excel leaves out the last cells of lines where they are blank. Filling them up
                # keeps DuckDB from reading in parallel, so only files that need it pay for it.
                padded = True
                self.con.execute("rollback")
                lines = self._append(table, found, rejects, padded=True)
                self.problems += faults.short_lines(self.extract, table.name, short)
            self.con.execute("commit")
        except duckdb.Error as fault:
            self.con.execute("rollback")
            text = f"The file cannot be read as a table ({_first_line(fault)}). Export it again."
            self.problems.append(block(table.name, text, extract=self.extract.name))
            return
        first = self.parts[-1].stop if self.parts else 0
        count = self.con.execute(f"select count(*) from {self.extract.name}").fetchall()[0][0]
        again = read_csv(table, padded=padded)
        self.parts.append(faults.Part(table, first, count, lines, again, found.positions))

    def _append(
        self, table: TextTable, found: Match, rejects: str, *, padded: bool
    ) -> list[faults.Reject]:
        """Append the rows in a transaction that stays open; the lines that are not rows."""
        source = read_csv(table, rejects, padded=padded)
        rows = _select(self.extract, found, self.mapping, self.today, source)
        start, end = ("insert into", "") if self.parts else ("create or replace table", " as")
        faults.forget(self.con, rejects)
        self.con.execute("begin")
        self.con.execute(f"{start} {self.extract.name}{end} {rows}", self._parameters(rows))
        return faults.reject_lines(self.con, rejects)

    def finish(self, result: Load, as_at: date | None, accepted: str | None) -> None:
        """Report faults, take unusable rows out and leave the table as the contract has it."""
        self.problems += faults.take_out(
            self.con, self.extract, self.rules, self.parts, self.mapping, self.today
        )
        self.problems += repeats.take_out(self.con, self.extract, self.parts)
        for column in ("_problems", "_raw"):
            self.con.execute(f"alter table {self.extract.name} drop column {column}")
        day = self._as_at(result, as_at)
        self.problems += faults.dated_after(self.con, self.extract, self.parts, day)
        self.problems += faults.of_another_authority(
            self.con, self.extract, self._files, self.authority.old_code, self.authority.name
        )
        self._count(result, day, accepted)

    @property
    def _files(self) -> str:
        return ", ".join(part.table.name for part in self.parts)

    def _parameters(self, rows: str) -> dict[str, str]:
        """The keys that the SELECT asks for: DuckDB refuses one that it does not."""
        keys = {
            key_name(column): key_of(column, self.key)
            for column in self.extract.columns
            if column.kind == "identifier"
        }
        return {name: key for name, key in keys.items() if f"${name} " in rows}

    def _as_at(self, result: Load, as_at: date | None) -> date:
        stated = self.mapping.as_at or as_at
        if stated:
            return stated
        latest = faults.latest_event(self.con, self.extract, self.today)
        if latest is None:
            latest = max(result.as_at.values(), default=self.today)
        text = (
            f"No as-at date was given; {latest} was taken, the latest date found. Give as_at in "
            "the mapping file, or --as-at."
        )
        self.problems.append(warn(self.parts[-1].table.name, text, extract=self.extract.name))
        return latest

    def _count(self, result: Load, day: date, accepted: str | None) -> None:
        name = self.extract.name
        for part in self.parts:
            kept, first = faults.kept(self.con, self.extract, part)
            read = part.rows_read
            if not read:
                text = "The file has headings and no rows. Check that the export worked."
                self.problems.append(warn(part.table.name, text, extract=name))
            result.sources.append(
                Source(
                    part.table.name, name, part.table.sha256, read, kept, read - kept, day, first
                )
            )
        mine = [source for source in result.sources if source.extract == name]
        read = sum(source.rows_read for source in mine)
        aside = sum(source.rows_set_aside for source in mine)
        firsts = [source.first_date for source in mine if source.first_date]
        result.as_at[name] = day
        result.set_aside_share[name] = aside / read if read else 0.0
        self.con.execute(
            "insert into extract_coverage values (?, ?, ?, ?, ?, ?)",
            [name, read, read - aside, aside, min(firsts, default=None), day],
        )
        if read and aside / read > MOST_SET_ASIDE:
            self._too_many(read, aside, accepted)

    def _too_many(self, read: int, aside: int, accepted: str | None) -> None:
        share = f"{aside} of {read} rows ({100 * aside / read:.1f}%) were set aside"
        if accepted and accepted.strip():
            text = f"{share}; accepted by an officer: {accepted}"
            self.problems.append(warn(self._files, text, extract=self.extract.name))
            return
        text = (
            f"{share}; more than 2% stops the load. Correct the rows listed, or confirm with a "
            "reason (--accept-set-aside)."
        )
        self.problems.append(block(self._files, text, extract=self.extract.name))


def _first_line(fault: Exception) -> str:
    """DuckDB's first line only: the next ones quote the data."""
    return str(fault).splitlines()[0].split(" Possible")[0][:200]


def _select(
    extract: Extract,
    found: Match,
    mapping: ExtractMapping,
    today: date,
    source: str,
) -> str:
    """SELECT of one file (`source` reads it): raw text, typed values, problem mask, rows of the contract."""
    raw, typed, final, cells = [], [], [], []
    rules = rules_of(extract)
    for column in extract.columns:
        name = column.name
        position = found.positions.get(name)
        raw.append(f"{'null::varchar' if position is None else f'c{position}'} as r_{name}")
        absent = "[]" if column.kind in ("dates", "codes") else "null"
        expression = value(column, f"r_{name}", mapping, today)
        if position is None:
            expression = f"{absent}::{sql_type(column)}"
        typed.append(f"{expression} as v_{name}")
        final.append(f"{_emptied(name, rules)} as {name}")
        cells.append(f"r_{name}")
    bits = [
        f"case when {rule.condition} then {1 << bit}::ubigint else 0::ubigint end"
        for bit, rule in enumerate(rules)
        if rule.kind != "cell" or rule.column in found.positions
    ]
    blank = (
        f"case when v_{extract.required[0]} is null and coalesce({', '.join(cells)}) is null "
        f"then {faults.BLANK}::ubigint else 0::ubigint end"
    )
    return f"""
        select {", ".join(final)}, _problems,
            case when _problems <> 0 then [{", ".join(cells)}] end as _raw
        from (
            select *, {" + ".join([*bits, blank])} as _problems
            from (
                select *, {", ".join(typed)}
                from (select {", ".join(raw)} from {source})
            )
        )"""


def _emptied(name: str, rules: Sequence[Rule]) -> str:
    mask = sum(1 << bit for bit, rule in enumerate(rules) if name in rule.empties)
    return f"case when _problems & {mask}::ubigint = 0 then v_{name} end" if mask else f"v_{name}"


def read_csv(table: TextTable, rejects: str = "", *, padded: bool = False) -> str:
    """SQL that reads a file as text columns c0, c1 ...; lines that are not rows go to `rejects`.

    Without `rejects` they are passed over.

    `padded`: lines with too few cells are rows, filled up with blanks.
    """
    passed = (
        f"store_rejects = true, rejects_table = '{rejects}', rejects_scan = '{rejects}_scan', "
        "rejects_limit = 0"
        if rejects
        else "ignore_errors = true"
    )
    padding = "null_padding = true, parallel = false, " if padded else ""
    columns = ", ".join(f"'c{i}': 'varchar'" for i in range(len(table.header)))
    return (
        f"read_csv({literal(_one_file(table.path))}, auto_detect = false, header = false, "
        f"skip = {table.header_row}, delim = {literal(table.delimiter)}, quote = '\"', "
        f"escape = '\"', nullstr = {_NULLS}, strict_mode = true, {padding}{passed}, "
        f"columns = {{{columns}}})"
    )


def _one_file(path: Path) -> str:
    """The path as DuckDB takes it for one file: `[`, `*` and `?` would be patterns for several."""
    return re.sub(r"([*?\[])", r"[\1]", str(path.resolve()))
