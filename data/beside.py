"""The tables beside the marts: codes and districts going in, whose figures they are going out."""

import calendar
from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from data.authorities import Authority, districts
from data.cells import literal, sql_type, standard_codes
from data.codes import REFERENCE
from data.contracts import BY_NAME
from data.marts import SQL
from data.problems import Problem


def reference_tables(con: duckdb.DuckDBPyConnection, council: Authority) -> None:
    """The codes, deflators and own districts that staging and marts look things up in."""
    # A long word in every row to be counted costs more than the counting.
    months = ", ".join(f"'{name}'" for name in calendar.month_name[1:])
    con.execute(
        "create type period_name as enum"
        f" ('Academic year', 'Calendar year', 'Autumn term', 'Spring term', 'Summer term', {months})"
    )
    con.execute("create table own_districts (code varchar, name varchar)")
    con.executemany("insert into own_districts values (?, ?)", districts(council))
    own = [code for code, _ in districts(council)]
    named = ", ".join(literal(area) for area in (*own, "x", "z"))
    con.execute(f"create type district_area as enum ({named})")
    # The area of every district that an extract may name: its own, or x outside the authority.
    home = BY_NAME["pupils"].column("home_district")
    con.execute(f"create table area_of_district (district {sql_type(home)}, area district_area)")
    con.executemany(
        "insert into area_of_district values (?, ?)",
        [(code, code if code in own else "x") for code in standard_codes(home)],
    )
    # A group is told by its name in lower case, which no ONS code can be.
    con.execute(
        "create table district_groups as"
        " select code, \"group\" as name, lower(replace(\"group\", ' ', '-')) as area_code"
        " from read_csv($path, all_varchar = true, header = true)"
        " where code in (select code from own_districts)",
        {"path": str(REFERENCE / "district_groups.csv")},
    )
    con.execute(
        "create table areas as"
        " select code, name, 'Local authority district' as geographic_level from own_districts"
        " union select area_code, name, 'Reporting group' from district_groups"
    )
    con.execute(
        "create table codes as select code_set, code, description, group_name,"
        " cast(valid_from as date) as valid_from, cast(valid_to as date) as valid_to"
        " from read_csv($path, all_varchar = true, header = true)",
        {"path": str(REFERENCE / "codes.csv")},
    )
    con.execute(
        "create table deflators as select cast(financial_year as integer) // 100 as financial_year,"
        ' cast("index" as double) as deflator'
        " from read_csv($path, all_varchar = true, header = true)",
        {"path": str(REFERENCE / "deflators.csv")},
    )


def release_tables(con: duckdb.DuckDBPyConnection, told: Mapping[str, Any]) -> None:
    """What a reader of the marts needs beside them: whose they are, how far they reach."""
    council = told["authority"]
    con.execute(
        "create table release.about as select $id as release_id, $built_at as built_at,"
        " $basis as basis, $old_code as old_code, $new_code as new_code, $name as name,"
        " $region_code as region_code, $region_name as region_name",
        {"id": told["id"], "built_at": told["built_at"], "basis": told["basis"], **council},
    )
    con.execute("create table release.coverage as from extract_coverage")
    con.execute((SQL / "release" / "periods.sql").read_text(encoding="utf-8"))
    con.execute("create table release.published as from published")
    con.execute("create table release.district_groups as from district_groups")
    con.execute(
        "create table release.neighbours as select * from"
        " read_csv($path, all_varchar = true, header = true) where old_la_code = $la",
        {"path": str(REFERENCE / "statistical_neighbours.csv"), "la": council["old_code"]},
    )
    con.execute(
        "create table release.authorities as select old_code, new_code, name"
        " from read_csv($path, all_varchar = true, header = true) where valid_to is null",
        {"path": str(REFERENCE / "authorities.csv")},
    )
    con.execute(
        "create table release.publications as"
        " select publication, release, published_on, next_due, note, address"
        " from read_csv($path, all_varchar = true, header = true)",
        {"path": str(REFERENCE / "publications.csv")},
    )


def unknown_schools(con: duckdb.DuckDBPyConnection) -> list[Problem]:
    """Exclusions that no phase can be found for: they are in no rate, so somebody has to know."""
    row = con.execute(
        "select count(*), count(distinct school_urn), min(school_urn) from exclusions"
        " where school_urn not in (select school_urn from schools)"
        " and exists (select 1 from schools)"
    ).fetchone()
    if row is None or not row[0]:
        return []
    count, schools, example = row
    text = (
        f"{count} exclusions are at {schools} schools that the schools extract does not hold (such "
        f"as {example}), so they count in no rate. Add the schools, with their phase and district."
    )
    return [Problem("exclusions", "schools", None, "school_urn", example, text, "warn")]


def unknown_returns(con: duckdb.DuckDBPyConnection, known: Collection[str]) -> list[Problem]:
    """Officer-entered rows for a measure that does not exist: a typing error would hide them."""
    rows = con.execute("select measure_id, count(*) from returns group by all order by all")
    return [
        Problem(
            "returns",
            "returns",
            None,
            "measure_id",
            name,
            f"{count} rows are for {name}, which no measure reads. Write one of: "
            f"{', '.join(sorted(known))}.",
            "warn",
        )
        for name, count in rows.fetchall()
        if known and name not in known
    ]
