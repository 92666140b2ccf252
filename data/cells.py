"""SQL for one cell: text as it came -> typed value, or null where it cannot be used.

Each expression tries the usual spelling first; `coalesce` and `case` go on only with the
cells that are left, which is what keeps clean files fast.
"""

import hashlib
from collections.abc import Mapping
from datetime import date

from data.codes import FLAGS, codes_of, dated, district_spellings, fold, load_districts, spellings
from data.contracts import Column
from data.mapping import ExtractMapping

_TYPES = {
    "identifier": "ubigint",
    "reference": "varchar",
    "text": "varchar",
    "date": "date",
    "month": "date",
    "dates": "date[]",
    "codes": "varchar[]",
    "flag": "boolean",
    "whole": "integer",
    "number": "double",
    "period": "integer",
}
YEARS_AHEAD = 6
_FEW = 9
_DATE_FORMATS = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M",
    "%d-%m-%Y %H:%M:%S", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%Y%m%d",
)  # fmt: skip
_MONTH_FORMATS = ("%m/%Y", "%m-%Y", "%b %Y", "%b-%Y", "%B %Y", "%Y%m")


def sql_type(column: Column) -> str:
    """The type a column is stored in: codes as an enum, which is read and grouped as a number."""
    if column.kind in ("code", "district"):
        return _enum(standard_codes(column))
    return _TYPES[column.kind]


def literal(text: str) -> str:
    """Text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def latest_day(today: date) -> date:
    """The last day a date may have: plans reach six years ahead, 2099 does not."""
    return date(today.year + YEARS_AHEAD, today.month, min(today.day, 28))


def source_spellings(column: Column, mapping: ExtractMapping) -> dict[str, str]:
    """Folded source spelling -> our code, the mapping's first; {} for a column without codes."""
    if column.kind == "flag":
        known: Mapping[str, str] = FLAGS
    elif column.kind == "district":
        known = district_spellings()
    else:
        known = spellings(column.code_set) if column.code_set else {}
    mapped = {
        fold(source): known.get(fold(ours), ours)
        for source, ours in mapping.codes.get(column.name, {}).items()
    }
    return {**known, **mapped}


def standard_codes(column: Column) -> list[str]:
    """Our own codes of a column, as they are stored."""
    if column.kind == "district":
        return list(dict.fromkeys(district.code for district in load_districts()))
    if column.kind == "flag":
        return ["T", "F"]
    return list(dict.fromkeys(code.code for code in codes_of(column.code_set)))


def value(column: Column, raw: str, mapping: ExtractMapping, today: date) -> str:
    """SQL of the typed value of the text column `raw`. Identifiers use a parameter, their key."""
    kind = column.kind
    if kind == "identifier":
        # The hash of null is a number: a blank cell must not become a child.
        hashed = f"hash(sha256(${key_name(column)} || upper({_unpointed(raw)})))"
        return f"case when trim({raw}) <> '' then {hashed} end"
    if kind == "reference":
        return f"nullif({_unpointed(raw)}, '')"
    if kind == "text":
        return f"nullif(trim({raw}), '')"
    if kind == "date":
        return _within(_date(raw), column, today)
    if kind == "month":
        return _within(_month(raw), column, today)
    if kind == "dates":
        return _each(raw, _within(_date("part"), column, today), "date")
    if kind in ("code", "district"):
        return _code(column, raw, mapping)
    if kind == "codes":
        return _codes(column, raw, mapping)
    if kind == "flag":
        return f"{_code(column, raw, mapping)} = 'T'"
    if kind == "period":
        return _period(column, raw)
    return _number(column, _coded_number(column, raw, mapping))


def key_name(column: Column) -> str:
    """The parameter that holds the key of an identifier."""
    return f"key_{column.namespace}"


def key_of(column: Column, key: str) -> str:
    """The key of a namespace: short enough for SHA-256 to take it and an identifier at once."""
    return hashlib.sha256(f"{key}|{column.namespace}|".encode()).hexdigest()[:32]


def faulty(column: Column, raw: str, typed: str) -> str:
    """SQL condition: this cell could not be used. Nested cases keep clean cells cheap."""
    if column.required:
        return f"{typed} is null"
    if column.kind in ("identifier", "reference", "text"):
        return "false"
    if column.kind in ("dates", "codes"):
        parts = f"list_filter(string_split({raw}, ';'), lambda part: trim(part) <> '')"
        return (
            f"case when {raw} is null then false "
            f"when len({typed}) = 1 and not contains({raw}, ';') then false "
            f"else len({parts}) <> len({typed}) end"
        )
    return f"case when {typed} is null then coalesce(trim({raw}) <> '', false) else false end"


def outside_era(column: Column, typed: str, day: str) -> str | None:
    """SQL condition: a code used on a day when it was not valid; None where none are dated."""
    eras = dated(column.code_set) if column.code_set and column.era_by else {}
    if not eras:
        return None
    cases = []
    for code, rows in eras.items():
        spans = [
            f"{day} between date '{row.valid_from or date.min}' and date '{row.valid_to or date.max}'"
            for row in rows
        ]
        cases.append(f"when {literal(code)} then not ({' or '.join(spans)})")
    return f"coalesce(case {typed} {' '.join(cases)} else false end, false)"


def _unpointed(raw: str) -> str:
    """Trimmed, and 100001 where a spreadsheet made it 100001.0."""
    return (
        f"case when suffix({raw}, '.0') then regexp_replace(trim({raw}), '^(\\d+)\\.0$', '\\1') "
        f"else trim({raw}) end"
    )


def _date(raw: str) -> str:
    formats = "[" + ", ".join(map(literal, _DATE_FORMATS)) + "]"
    serial = (
        f"case when regexp_full_match(trim({raw}), '\\d{{5}}(\\.0+)?') "
        f"then date '1899-12-30' + try_cast(trim({raw}) as double)::integer end"
    )
    return (
        f"coalesce(try_cast({raw} as date), try_strptime(trim({raw}), {formats})::date, {serial})"
    )


def _month(raw: str) -> str:
    formats = "[" + ", ".join(map(literal, _MONTH_FORMATS)) + "]"
    return (
        f"coalesce(try_cast({raw} || '-01' as date), date_trunc('month', {_date(raw)})::date, "
        f"date_trunc('month', try_strptime(trim({raw}), {formats}))::date)"
    )


def _within(day: str, column: Column, today: date) -> str:
    """Null for a day too early or too late; a two-digit year is read as the first century."""
    before = date.fromordinal(column.earliest.toordinal() - 1)
    after = date.fromordinal(latest_day(today).toordinal() + 1)
    clamped = f"least(greatest({day}, date '{before}'), date '{after}')"
    return f"nullif(nullif({clamped}, date '{before}'), date '{after}')"


def _each(raw: str, part: str, kind: str) -> str:
    return (
        f"case when {raw} is null then []::{kind}[] else list_filter(list_transform("
        f"string_split({raw}, ';'), lambda part: {part}), lambda item: item is not null) end"
    )


def _enum(values: list[str]) -> str:
    return f"enum({', '.join(map(literal, values))})"


def _code(column: Column, raw: str, mapping: ExtractMapping) -> str:
    """Our own code as written, else any known spelling of it. A cast to an enum is a hash look-up."""
    known = source_spellings(column, mapping)
    ours = [code for code in standard_codes(column) if known.get(fold(code)) == code]
    stored = _enum(standard_codes(column))
    # A mapping may give one of our own codes another meaning.
    mine = raw if ours == standard_codes(column) else f"try_cast({raw} as {_enum(ours)})::varchar"
    sources = list(known)
    targets = ", ".join(literal(known[source]) for source in sources)
    other = f"[{targets}][enum_code(try_cast(upper(trim({raw})) as {_enum(sources)})) + 1]"
    return f"coalesce(try_cast({mine} as {stored}), try_cast({other} as {stored}))"


def _codes(column: Column, raw: str, mapping: ExtractMapping) -> str:
    ours = _enum(standard_codes(column))
    several = _each(raw, f"({_code(column, 'part', mapping)})::varchar", "varchar")
    return (
        f"case when {raw} is null then []::varchar[] "
        f"when try_cast({raw} as {ours}) is not null then [{raw}] else {several} end"
    )


def _coded_number(column: Column, raw: str, mapping: ExtractMapping) -> str:
    """A whole number may come as words that the mapping translates: `Tier 2` -> 2."""
    mapped = mapping.codes.get(column.name, {})
    if not mapped:
        return raw
    cases = " ".join(
        f"when {literal(fold(source))} then {literal(ours)}" for source, ours in mapped.items()
    )
    return f"coalesce(case upper(trim({raw})) {cases} end, {raw})"


def _number(column: Column, raw: str) -> str:
    plain = f"try_cast({raw} as double)"
    money = f"try_cast(regexp_replace(trim({raw}), '[£,]', '', 'g') as double)"
    number = f"coalesce({plain}, {money})"
    limits = f"between {column.low} and {column.high}"
    if column.kind == "number":
        return f"case when {number} {limits} then {number} end"
    # A cast of 12.5 to a whole number rounds it, so the fraction is looked for first.
    whole = f"case when {number} {limits} and {number} = trunc({number}) then {number}::integer end"
    if column.high - column.low > _FEW:
        return whole
    usual = " ".join(f"when '{n}' then {n}" for n in range(int(column.low), int(column.high) + 1))
    return f"case {raw} {usual} else {whole} end"


def _period(column: Column, raw: str) -> str:
    """202425 from 202425, 2024/25, 2024-25 or 2024/2025; four digits stay four."""
    digits = f"regexp_replace(trim({raw}), '^(\\d{{4}})[/-](?:20)?(\\d{{2}})(?:\\.0)?$', '\\1\\2')"
    number = f"try_cast(regexp_replace({digits}, '\\.0$', '') as integer)"
    calendar = f"when {number} between 2000 and 2099 then {number} " if column.low < 200_000 else ""
    return (
        f"case {calendar}when {number} between 200000 and 209999 "
        f"and ({number} // 100 + 1) % 100 = {number} % 100 then {number} end"
    )
