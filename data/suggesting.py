"""What the extracts page offers for a file whose headings or codes are not ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from data.cells import source_spellings
from data.codes import fold
from data.contracts import BY_NAME, Extract, fold_heading, is_personal
from data.loading import read_csv
from data.mapping import ExtractMapping, Mappings, guess_extract, suggest_codes, suggest_columns
from data.matching import match, recognise
from data.reading import TextTable

_MOST_VALUES = 60
_CODED = ("code", "codes", "district", "flag")


@dataclass(frozen=True)
class Suggestion:
    """For one file: what is open, and what resembles it.

    `headings` are the file's own that feed no column; `missing` are required columns without a
    heading; `unknown` holds, by column, source codes that have no meaning yet. `mapping` is the
    proposal: edit it and hand it to `save_mapping`.
    """

    file: str
    extract: str | None
    headings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mapping: ExtractMapping | None = None


def suggest(table: TextTable, mappings: Mappings, extract: str | None = None) -> Suggestion:
    """A proposal for one file; `extract` is the officer's choice, else the likeliest one."""
    name = extract or recognise(table.header, mappings) or guess_extract(table.header, table.name)
    if name is None:
        return Suggestion(table.name, None, tuple(filter(None, table.header)))
    wanted = BY_NAME[name]
    now = mappings.of(name)
    columns = {**now.columns, **_new_columns(table, wanted, now)}
    proposed = ExtractMapping(name, now.as_at, columns, now.codes)
    unknown = _unknown_codes(table, wanted, proposed)
    codes = {column: dict(now.codes.get(column, {})) for column in {**now.codes, **unknown}}
    for column, values in unknown.items():
        codes[column] |= suggest_codes(values, wanted, column)
    codes = {column: pairs for column, pairs in codes.items() if pairs}
    found = match(table.header, wanted, now)
    return Suggestion(
        table.name,
        name,
        tuple(heading for heading in found.unused if not is_personal(heading)),
        match(table.header, wanted, proposed).missing,
        unknown,
        ExtractMapping(name, now.as_at, columns, codes),
    )


def _new_columns(table: TextTable, extract: Extract, mapping: ExtractMapping) -> dict[str, str]:
    """Suggestions for headings that nothing explains yet, and columns that nothing fills."""
    found = match(table.header, extract, mapping)
    mapped = {fold_heading(heading) for heading in mapping.columns}
    headings = [heading for heading in table.header if fold_heading(heading) not in mapped]
    offered = suggest_columns([heading for heading in headings if heading], extract)
    return {h: column for h, column in offered.items() if column not in found.positions}


def _unknown_codes(
    table: TextTable, extract: Extract, mapping: ExtractMapping
) -> dict[str, tuple[str, ...]]:
    positions = match(table.header, extract, mapping).positions
    unknown = {}
    for column in extract.columns:
        if column.kind not in _CODED or column.name not in positions:
            continue
        known = source_spellings(column, mapping)
        parts = _distinct(table, positions[column.name], several=column.kind == "codes")
        values = tuple(value for value in parts if fold(value) not in known)
        if values:
            unknown[column.name] = values[:_MOST_VALUES]
    return unknown


def _distinct(table: TextTable, position: int, *, several: bool) -> list[str]:
    """Values of one column, the commonest first; nothing is kept of the file."""
    cell = f"unnest(string_split(c{position}, ';'))" if several else f"c{position}"
    con = duckdb.connect()
    try:
        rows = con.execute(
            f"select trim(part), count(*) from (select {cell} as part from "
            f"{read_csv(table, '_rejects')}) where trim(part) <> '' "
            "group by 1 order by 2 desc, 1 limit 1000"
        ).fetchall()
    finally:
        con.close()
    return [row[0] for row in rows]
