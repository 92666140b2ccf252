"""Areas as DfE's files name them: country, region, authority with both codes, district."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
COLUMNS = (
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "lad_code",
    "lad_name",
)
# What several authorities have in place of a new code.
SHARED = "x"
ENGLAND = {"country_code": "E92000001", "country_name": "England"}
# In the order that a file has them. Other levels, such as districts that report together, are not
# DfE's and would count a child twice.
LEVELS = ("National", "Regional", "Local authority", "Local authority district")


def place(level: str, code: str, name: str) -> dict[str, str]:
    """The columns of an area; empty where they do not apply to its level or are not known."""
    found = dict.fromkeys(COLUMNS, "") | ENGLAND
    if level == "Regional":
        found |= {"region_code": code, "region_name": name}
    elif level == "Local authority":
        found |= {"new_la_code": code, "la_name": name} | _authority(code)
    elif level == "Local authority district":
        found |= {"lad_code": code, "lad_name": name} | _authority_of(code)
    return found


def _authority(code: str) -> dict[str, str]:
    """Codes and region of an authority by its new code, or by its old one where it has no new."""
    row = _authorities().get(code)
    if row is None:
        return {}
    return {
        "old_la_code": row["old_code"],
        "new_la_code": row["new_code"],
        "region_code": row["region_code"],
        "region_name": row["region_name"],
    }


def _authority_of(district: str) -> dict[str, str]:
    """The authority a district lies in; none for "outside" and for "not known"."""
    row = _districts().get(district)
    if row is None:
        return {}
    return {**_authority(row["authority_code"]), "la_name": row["authority"]}


@cache
def _authorities() -> Mapping[str, Mapping[str, str]]:
    rows = _read("authorities.csv")
    codes = ("old_code", "new_code")
    return {row[code]: row for row in rows for code in codes if row[code] not in ("", SHARED)}


@cache
def _districts() -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in _read("districts.csv")}


def _read(name: str) -> list[dict[str, str]]:
    """Rows of a reference file; those that are in force last, so that they win."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: not row["valid_to"])
