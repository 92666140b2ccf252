"""Rows whose key an earlier row has already: reported and taken out."""

from bisect import bisect_right
from collections.abc import Sequence

import duckdb

from data.cells import source_spellings
from data.contracts import Extract
from data.faults import LISTED, Part, shown
from data.mapping import ExtractMapping
from data.problems import Problem


def take_out(
    con: duckdb.DuckDBPyConnection, extract: Extract, parts: Sequence[Part]
) -> list[Problem]:
    """Report and delete the later rows of each key that comes more than once."""
    if not _any_repeat(con, extract):
        return []
    keys = ", ".join(extract.key)
    cells = ", ".join(extract.names)
    same = " and ".join(f"t.{name} is not distinct from k.{name}" for name in extract.key)
    con.execute(
        f"""create or replace temp table _repeats as
        with repeated as (
            select {keys} from {extract.name} group by all having count(*) > 1
        ), met as (
            select t.rowid as met_at, hash({cells.replace(", ", ", t.").join(("t.", ""))}) as content,
                t.* from {extract.name} t join repeated k on {same}
        )
        select met_at, first_at, content = first_content as exact from (
            select met_at, content,
                first_value(met_at) over earlier as first_at,
                first_value(content) over earlier as first_content
            from met window earlier as (partition by {keys} order by met_at)
        ) where met_at <> first_at"""
    )
    problems = [
        problem for part in parts for problem in _repeat_problems(con, extract, part, parts)
    ]
    con.execute(f"delete from {extract.name} where rowid in (select met_at from _repeats)")
    con.execute("drop table _repeats")
    return problems


def _any_repeat(con: duckdb.DuckDBPyConnection, extract: Extract) -> bool:
    """Cheap for neet, the one large extract: a bit per month finds whoever has one twice."""
    if extract.key == ("young_person_id", "month"):
        bit = "1::ubigint << ((year(month) * 12 + month(month)) % 64)::ubigint"
        sql = (
            f"select 1 from {extract.name} group by young_person_id "
            f"having count(*) <> bit_count(bit_or({bit})) limit 1"
        )
    else:
        # Two keys of one hash would only be looked at more closely.
        keys = f"hash({', '.join(extract.key)})"
        sql = f"select 1 from {extract.name} group by {keys} having count(*) > 1 limit 1"
    return bool(con.execute(sql).fetchall())


def _repeat_problems(
    con: duckdb.DuckDBPyConnection, extract: Extract, part: Part, parts: Sequence[Part]
) -> list[Problem]:
    keys = ", ".join(extract.key)
    problems = []
    for exact, text in (
        (
            True,
            "The row repeats {place} exactly. This later one was set aside. Take it out of the "
            "export.",
        ),
        (
            False,
            f"The same {keys} as {{place}}, with other content. This later row was set aside; "
            "correct whichever is wrong and export again.",
        ),
    ):
        found = con.execute(
            "select met_at, first_at, count(*) over () from _repeats "
            "where met_at >= ? and met_at < ? and exact = ? "
            f"order by met_at limit {LISTED}",
            [part.start, part.stop, exact],
        ).fetchall()
        values = _keys(con, extract, part, [met for met, _, _ in found])
        for met, first, _ in found:
            place = _place(first, part, parts)
            problems.append(
                Problem(
                    extract.name,
                    part.table.name,
                    part.row(met),
                    keys,
                    values[met],
                    text.format(place=place),
                    "set aside",
                )
            )
        more = found[0][2] - LISTED if found else 0
        if more > 0:
            words = f"{more} more repeated rows of this file were set aside."
            problems.append(
                Problem(extract.name, part.table.name, None, keys, "", words, "set aside")
            )
    return problems


def _keys(
    con: duckdb.DuckDBPyConnection, extract: Extract, part: Part, rowids: Sequence[int]
) -> dict[int, str]:
    """The key of some rows as a problem may show it: read again, as identifiers are hashed."""
    if not rowids:
        return {}
    columns = [extract.column(name) for name in extract.key if name in part.positions]
    cells = ", ".join(f"coalesce(c{part.positions[column.name]}, '')" for column in columns)
    rows = con.execute(
        f"select rowid, cells from (select row_number() over () - 1 + {part.start} as rowid, "
        f"[{cells}] as cells from {part.source}) where rowid in ({', '.join(map(str, rowids))})"
    ).fetchall()
    known = [list(source_spellings(column, ExtractMapping(extract.name))) for column in columns]
    return {
        rowid: ", ".join(shown(*cell) for cell in zip(columns, texts, known, strict=True))
        for rowid, texts in rows
    }


def _place(rowid: int, here: Part, parts: Sequence[Part]) -> str:
    part = parts[bisect_right([part.start for part in parts], rowid) - 1]
    row = f"row {part.row(rowid)}"
    return row if part is here else f"{row} of {part.table.name}"
