"""A pack's tidy tables: read back, validated against their own metadata, and held to DfE's layout."""

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from figures.drawing import Drawing
from figures.figure import EXEMPT, ILLUSTRATIVE
from packs import tidy
from packs.content import Exhibit, Pack, Section
from tests.packs.sample_pack import ENGLAND, PLACE, STACK, figure, pack, point

PLACES = ("country_code", "region_code", "old_la_code", "new_la_code", "la_name", "lad_code")
INDICATORS = ("numerator", "denominator", "value", "lower_ci", "upper_ci")
# Columns a row needs for its level, from DfE's open data standards.
NEEDED = {
    "National": ("country_code", "country_name"),
    "Regional": ("region_code", "region_name"),
    "Local authority": ("region_code", "region_name", "old_la_code", "new_la_code", "la_name"),
    "Local authority district": ("lad_code", "lad_name"),
}


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def told(one: Pack | None = None) -> list[dict[str, str]]:
    return read(tidy.write(one or pack()))


def described(one: Pack | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tidy.metadata(one or pack(), "scrutiny.csv"))
    return found


def with_points(*rows: dict[str, object], figures: int = 1) -> Pack:
    """A pack whose figures all stand on these points."""
    exhibits = tuple(
        Exhibit(number=n, figure=figure("together", STACK, "NEET"), points=pd.DataFrame(rows))
        for n in range(1, figures + 1)
    )
    return replace(pack("public"), sections=(Section(title="S", blocks=exhibits),))


def ees(*rows: dict[str, object], figures: int = 1) -> list[dict[str, str]]:
    return read(tidy.ees(with_points(*rows, figures=figures)))


def numbers(drawing: Drawing) -> list[tuple[str, str, float | None, float | None, float | None]]:
    nothing = (None,) * len(drawing.places)
    return [
        (stroke.name, place, value, lower, upper)
        for stroke in drawing.strokes
        for place, value, lower, upper in zip(
            drawing.places,
            stroke.values,
            stroke.lower or nothing,
            stroke.upper or nothing,
            strict=True,
        )
    ]


def number(cell: str) -> float | None:
    return float(cell) if cell else None


@pytest.mark.parametrize("exhibit", pack().exhibits, ids=lambda one: one.name)
def test_every_number_of_a_figure_is_a_row_in_full(exhibit: Exhibit) -> None:
    rows = [row for row in told() if row["figure_number"] == str(exhibit.number)]
    assert [
        (
            row["series"],
            row["place"],
            number(row["value"]),
            number(row["lower_95"]),
            number(row["upper_95"]),
        )
        for row in rows
    ] == numbers(exhibit.figure.drawing)


def test_the_printed_value_is_the_one_of_every_format() -> None:
    for exhibit in pack().exhibits:
        drawing = exhibit.figure.drawing
        for row in told():
            if row["figure_id"] == exhibit.figure.id:
                assert row["printed"] == drawing.printed(number(row["value"]))


def test_a_row_says_what_is_drawn_and_where_it_comes_from() -> None:
    (row,) = [row for row in told() if (row["series"], row["place"]) == (PLACE, "2024/25")]
    assert row | {"figure_id": ""} == {
        "figure_id": "",
        "figure_number": "1",
        "title": "Permanent exclusion rate: 0.26 in 2024/25",
        "measure_ids": "a_measure",
        "series": PLACE,
        "part": "place",
        "place": "2024/25",
        "place_kind": "Period",
        "value": "0.257",
        "printed": "0.26",
        "lower_95": "0.234",
        "upper_95": "0.281",
        "unit": "per 100 pupils",
        "provisional": "true",
        "basis": "published",
        "label": "",
        "source": "DfE, Suspensions and permanent exclusions in England, 2024/25 & after",
        "release": "2026-11-24T000000-abcd",
        "marking": f"{EXEMPT}. For Councillor A. Example",
    }


def test_every_row_of_an_illustrative_figure_is_labelled_and_no_other() -> None:
    labelled = {row["figure_number"] for row in told() if row["label"] == ILLUSTRATIVE}
    assert labelled == {"2"}
    assert all(row["label"] for row in told() if row["figure_number"] == "2")


def test_the_published_line_of_a_figure_with_made_up_ones_is_not_labelled() -> None:
    first = pack().exhibits[0]
    mixed = replace(
        first.figure,
        basis="mixed sample",
        title=f"{ILLUSTRATIVE}: a",
        alternative=f"{ILLUSTRATIVE}: b",
    )
    # The points hold 0.131 for England in 2024/25, published; nothing of its other years.
    blocks = (replace(first, figure=mixed),)
    rows = told(replace(pack(), sections=(Section(title="S", blocks=blocks),)))
    england = {row["place"]: row for row in rows if row["series"] == ENGLAND}
    assert (england["2024/25"]["label"], england["2024/25"]["source"]) == ("", "DfE")
    assert england["2023/24"]["label"] == ILLUSTRATIVE


def test_only_exempt_rows_carry_the_marking() -> None:
    assert all(row["marking"].startswith(EXEMPT) for row in told())
    assert not any(row["marking"] for row in told(pack("public")))


def test_a_missing_value_is_an_empty_cell() -> None:
    (row,) = [row for row in told() if (row["series"], row["place"]) == (PLACE, "2020/21")]
    assert (row["value"], row["printed"], row["lower_95"]) == ("", "", "")


# How CSV on the Web writes each datatype.
PATTERNS = {
    "integer": r"[+-]?\d+",
    "number": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?",
    "boolean": "true|false|1|0",
    "string": r"[\s\S]*",
}


def faults(rows: Iterable[dict[str, str]], metadata: dict[str, Any]) -> list[str]:
    """Cells that are not what the metadata says of their column."""
    columns = {column["name"]: column for column in metadata["tableSchema"]["columns"]}
    found = []
    for nth, row in enumerate(rows, start=1):
        found += [
            f"row {nth}, {name}: {cell!r}"
            for name, cell in row.items()
            if not is_valid(cell, columns[name])
        ]
    return found


def is_valid(cell: str, column: dict[str, Any]) -> bool:
    if cell == "":
        return not column["required"]
    datatype = column["datatype"]
    pattern = PATTERNS[datatype] if isinstance(datatype, str) else datatype["format"]
    parts = cell.split(column["separator"]) if "separator" in column else [cell]
    return all(re.fullmatch(pattern, part) for part in parts)


def test_every_column_of_the_file_is_described_in_its_order() -> None:
    columns = described()["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == list(told()[0])
    for column in columns:
        assert column["name"] in column["titles"]
        assert column["dc:description"].endswith(".")
        assert column["datatype"]


@pytest.mark.parametrize("audience", ["officer", "public"])
def test_every_cell_has_the_datatype_of_its_column(audience: str) -> None:
    assert faults(told(pack(audience)), described(pack(audience))) == []


def test_the_validator_finds_a_cell_that_is_not_as_described() -> None:
    row = told()[0] | {"provisional": "False", "value": "0,13", "unit": ""}
    assert faults([row], described()) == [
        "row 1, value: '0,13'",
        "row 1, unit: ''",
        "row 1, provisional: 'False'",
    ]


def test_the_primary_key_names_each_row_once() -> None:
    key = described()["tableSchema"]["primaryKey"]
    keys = [tuple(row[name] for name in key) for row in told()]
    assert len(keys) == len(set(keys)) > 0


def test_the_metadata_says_whose_data_it_is_and_under_which_licence() -> None:
    found = described()
    assert found["url"] == "scrutiny.csv"
    assert found["dc:title"] == "Delivery plan performance"
    assert found["dc:issued"] == {"@value": "2026-11-24", "@type": "xsd:date"}
    assert "open-government-licence/version/3" in found["dc:license"]["@id"]
    assert EXEMPT in found["dc:rights"]
    assert ILLUSTRATIVE in found["dc:rights"]


def test_figures_that_nobody_published_are_under_no_licence() -> None:
    second = pack().exhibits[1]
    made_up = replace(pack(), sections=(Section(title="S", blocks=(second,)),))
    assert "dc:license" not in described(made_up)


def test_the_notes_hold_what_a_row_leaves_unsaid() -> None:
    texts = [note["text"] for note in described()["notes"]]
    for _, text in pack().exhibits[0].figure.passport:
        assert text in texts


def test_a_point_is_a_row_of_its_area_with_both_codes_and_its_region() -> None:
    (row,) = ees(point(PLACE, 0.257))
    assert [row[name] for name in PLACES] == [
        "E92000001",
        "E12000002",
        "888",
        "E10000017",
        "Lancashire",
        "",
    ]
    assert [row[name] for name in INDICATORS] == ["458", "178210", "0.257", "x", "x"]


def test_a_district_names_the_authority_it_lies_in() -> None:
    burnley = point("Burnley", 0.2) | {
        "geographic_level": "Local authority district",
        "area_code": "E07000117",
    }
    (row,) = ees(burnley)
    assert (row["lad_code"], row["lad_name"]) == ("E07000117", "Burnley")
    assert (row["old_la_code"], row["la_name"], row["region_name"]) == (
        "888",
        "Lancashire",
        "North West",
    )


def test_a_place_outside_has_a_sign_for_a_code_and_no_authority() -> None:
    outside = point("Outside Lancashire", 0.2) | {
        "geographic_level": "Local authority district",
        "area_code": "x",
    }
    (row,) = ees(outside)
    assert (row["lad_code"], row["lad_name"], row["la_name"]) == ("x", "Outside Lancashire", "")


def test_districts_that_report_together_are_left_out_because_each_is_there_already() -> None:
    group = point("Hyndburn with Ribble Valley", 0.2) | {"geographic_level": "Reporting group"}
    assert ees(group) == []


def test_a_point_behind_two_figures_is_one_row() -> None:
    assert len(ees(point(PLACE, 0.257), point(ENGLAND, 0.131), figures=2)) == 2


def test_a_month_has_the_calendar_year_it_lies_in() -> None:
    # DfE prints a month with four digits: March of 2024/25 is March 2025.
    for month, year in (("September", "2024"), ("March", "2025")):
        (row,) = ees(point(PLACE, 0.2) | {"time_identifier": month})
        assert (row["time_period"], row["time_identifier"]) == (year, month)


@pytest.mark.parametrize("symbol", ["z", "x", "c", "low"])
def test_a_missing_value_is_its_symbol_in_every_indicator_that_is_missing(symbol: str) -> None:
    gone = dict.fromkeys(("value", "numerator", "denominator"), float("nan"))
    (row,) = ees(point(PLACE, 0.0) | gone | {"symbol": symbol})
    assert {row[name] for name in INDICATORS} == {symbol}


def test_a_headcount_stays_beside_a_hidden_value() -> None:
    gone = dict.fromkeys(("value", "numerator"), float("nan"))
    (row,) = ees(point(PLACE, 0.0) | gone | {"symbol": "c"})
    assert [row[name] for name in INDICATORS] == ["c", "178210", "c", "c", "c"]


def test_what_a_value_cannot_have_is_not_applicable_and_what_nobody_printed_not_available() -> None:
    count = {"unit": "children", "denominator": float("nan")}
    told_of = {"method": "no interval: sessions are not children"}
    (row,) = ees(point(PLACE, 458.0) | count | told_of)
    assert (row["denominator"], row["lower_ci"]) == ("z", "z")
    unprinted = {"numerator": float("nan"), "method": "no interval: no cohort is published"}
    (row,) = ees(point(PLACE, 5.4) | unprinted)
    assert (row["numerator"], row["lower_ci"]) == ("x", "x")


def test_made_up_rows_say_so_where_the_basis_stands() -> None:
    (row,) = ees(point(PLACE, 0.2) | {"basis": "sample", "provisional": True})
    assert (row["basis"], row["status"]) == (ILLUSTRATIVE, "Provisional")


def test_the_rows_of_an_exempt_pack_say_so_in_a_column_of_one_value() -> None:
    assert {row["marking"] for row in read(tidy.ees(pack()))} == {
        f"{EXEMPT}. For Councillor A. Example"
    }
    assert "marking" not in read(tidy.ees(pack("public")))[0]


def test_a_pack_without_points_has_a_header_only() -> None:
    empty = replace(pack(), sections=(Section(title="S", blocks=()),))
    assert read(tidy.ees(empty)) == []


def test_the_files_pass_what_dfe_screens_for() -> None:
    rows, meta = read(tidy.ees(pack("public"))), read(tidy.ees_meta(pack("public")))
    names = [row["col_name"] for row in meta]
    grouped_by = [row["filter_grouping_column"] for row in meta if row["filter_grouping_column"]]
    assert set(names) | set(grouped_by) <= set(rows[0])
    assert not set(names) & set(grouped_by)
    assert len(names) == len(set(names)) == len({row["label"] for row in meta})
    assert {row["col_type"] for row in meta} == {"Filter", "Indicator"}
    for row in meta:
        is_filter = row["col_type"] == "Filter"
        assert is_filter or not (row["filter_hint"] or row["filter_grouping_column"])
        assert not is_filter or not (row["indicator_unit"] or row["indicator_dp"])


def test_every_column_that_is_not_of_time_or_place_is_in_the_meta_file() -> None:
    rows, meta = read(tidy.ees(pack("public"))), read(tidy.ees_meta(pack("public")))
    known = {row["col_name"] for row in meta} | {row["filter_grouping_column"] for row in meta}
    standard = {"time_period", "time_identifier", "geographic_level"}
    standard |= {name for name in rows[0] if name.endswith(("_code", "_name"))}
    assert set(rows[0]) == standard | (known - {""})


def test_rows_are_complete_for_their_level_and_no_row_is_there_twice() -> None:
    rows = read(tidy.ees(pack("public")))
    for row in rows:
        assert all(row[name] for name in NEEDED[row["geographic_level"]])
        assert all(row[name] for name in INDICATORS)
    keys = [tuple(cell for name, cell in row.items() if name not in INDICATORS) for row in rows]
    assert len(keys) == len(set(keys)) == 2


def test_areas_are_named_as_in_a_file_of_dfe_s(reference: Path) -> None:
    with (reference / "exc_nat_region_la.csv").open(encoding="utf-8-sig", newline="") as file:
        theirs = next(
            row
            for row in csv.DictReader(file)
            if (row["la_name"], row["time_period"]) == (PLACE, "202223")
        )
    (ours,) = ees(point(PLACE, 0.257) | {"time_period": 202223})
    shared = [name for name in theirs if name in ours]
    assert len(shared) == 10
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def test_the_same_pack_is_the_same_bytes() -> None:
    for made in (tidy.write, tidy.ees, tidy.ees_meta):
        assert made(pack()) == made(pack())
    assert tidy.metadata(pack(), "a.csv") == tidy.metadata(pack(), "a.csv")
