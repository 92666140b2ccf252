"""Extracts in: text tables -> one checked DuckDB table per extract.

One pass over each file: DuckDB parses, checks and hashes every cell, and marks a faulty row
with a bit per fault. Only marked rows are looked at again.
"""

import secrets
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb

from data.authorities import Authority
from data.cells import literal, sql_type
from data.contracts import BY_NAME, EXTRACTS
from data.loading import Load, Loading, Source
from data.mapping import Mappings
from data.matching import (
    Match,
    heading_problems,
    match,
    named_by_file,
    recognise,
    unknown_problem,
)
from data.problems import Problem, warn
from data.reading import TextTable, open_tables

__all__ = ["Load", "Source", "check", "load", "recognise"]

Progress = Callable[[str, float], None]
IsPublished = Callable[[tuple[str, ...]], bool]


def load(
    con: duckdb.DuckDBPyConnection,
    tables: Sequence[TextTable],
    *,
    authority: Authority,
    mappings: Mappings,
    key: bytes | str,
    as_at: date | None,
    work: Path,
    progress: Progress | None = None,
    accept_set_aside: str | None = None,
    is_published: IsPublished | None = None,
) -> Load:
    """Fill one table per extract, and `extract_coverage`, in `con`.

    Tables that `is_published` takes for DfE's are left alone. `accept_set_aside` is the
    officer's reason for going on with more than 2% set aside. Child-level text is in `con`
    while this runs: give it a database that is deleted afterwards.
    """
    result = Load()
    con.execute("set preserve_insertion_order = true")
    _spill_into(con, work)
    _create_tables(con)
    ours = [table for table in tables if not (is_published and is_published(table.header))]
    grouped = _grouped(ours, mappings, result.problems)
    done = 0
    for extract in EXTRACTS:
        work_on = Loading(con, extract, mappings.of(extract.name), authority, _text(key))
        for number, (table, found) in enumerate(grouped.get(extract.name, [])):
            if progress:
                progress(table.name, done / max(len(ours), 1))
            work_on.read(table, found, number)
            done += 1
        if work_on.parts:
            work_on.finish(result, as_at or mappings.sample_as_at, accept_set_aside)
        result.problems += work_on.problems
    if progress:
        progress("", 1.0)
    return result


def check(
    paths: Sequence[Path],
    *,
    authority: Authority,
    mappings: Mappings,
    as_at: date | None = None,
    progress: Progress | None = None,
    is_published: IsPublished | None = None,
) -> Load:
    """Read everything as a build would, and keep nothing but the problems."""
    with tempfile.TemporaryDirectory(prefix="ap-check-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        problems: list[Problem] = []
        tables = open_tables(paths, work / "text", problems, known=mappings.headings)
        con = duckdb.connect(str(work / "check.duckdb"))
        try:
            result = load(
                con,
                tables,
                authority=authority,
                mappings=mappings,
                key=secrets.token_hex(16),
                as_at=as_at,
                work=work,
                progress=progress,
                is_published=is_published,
            )
        finally:
            con.close()
    result.problems[:0] = problems
    return result


def _spill_into(con: duckdb.DuckDBPyConnection, work: Path) -> None:
    """What does not fit in memory goes to the folder that the caller deletes."""
    try:
        con.execute(f"set temp_directory = {literal(str(work / 'spill'))}")
    except duckdb.Error:
        return  # It has spilled already: DuckDB empties that folder itself.


def _text(key: bytes | str) -> str:
    return key.hex() if isinstance(key, bytes) else key


def _create_tables(con: duckdb.DuckDBPyConnection) -> None:
    for extract in EXTRACTS:
        columns = ", ".join(f"{column.name} {sql_type(column)}" for column in extract.columns)
        con.execute(f"create or replace table {extract.name} ({columns})")
    con.execute(
        "create or replace table extract_coverage (extract varchar, rows_read bigint, "
        "rows_kept bigint, rows_set_aside bigint, first_date date, as_at date)"
    )


def _grouped(
    tables: Sequence[TextTable], mappings: Mappings, problems: list[Problem]
) -> dict[str, list[tuple[TextTable, Match]]]:
    """Tables by extract, with what feeds each column; the rest become problems."""
    grouped: dict[str, list[tuple[TextTable, Match]]] = {}
    names = [recognise(table.header, mappings) for table in tables]
    read = {table.source for table, name in zip(tables, names, strict=True) if name}
    for table, name in zip(tables, names, strict=True):
        if name is None:
            siblings = table.source in read
            problems.append(
                unknown_problem(table.header, table.name, mappings, has_siblings=siblings)
            )
            continue
        found = match(table.header, BY_NAME[name], mappings.of(name))
        problems += heading_problems(found, table.header, table.name)
        named = named_by_file(table.name)
        if named and named != name:
            text = (
                f"Read as {name} because of its columns, though its name says {named}. Check that "
                "the right file was exported."
            )
            problems.append(warn(table.name, text, extract=name))
        if not found.missing:
            grouped.setdefault(name, []).append((table, found))
    return grouped
