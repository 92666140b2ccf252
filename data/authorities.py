"""Which council a release is for."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

from data.codes import REFERENCE


@dataclass(frozen=True)
class Authority:
    """A local authority by its old and new code, with its region."""

    old_code: str
    new_code: str
    name: str
    region_code: str
    region_name: str


@cache
def _authorities() -> tuple[Authority, ...]:
    with (REFERENCE / "authorities.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Authority(
                old_code=row["old_code"],
                new_code=row["new_code"],
                name=row["name"],
                region_code=row["region_code"],
                region_name=row["region_name"],
            )
            for row in csv.DictReader(file)
            if not row["valid_to"] or date.fromisoformat(row["valid_to"]) >= date(2023, 9, 1)
        )


def current() -> list[Authority]:
    """Every authority there is now, by name."""
    return sorted(_authorities(), key=lambda found: found.name)


def authority(code: str) -> Authority:
    """The authority with this old or new code; LookupError says what a code looks like."""
    for found in _authorities():
        if code.strip().upper() in (found.old_code, found.new_code):
            return found
    raise LookupError(
        f"there is no local authority with code {code!r}; expected an old code such as 888 or a "
        "new one such as E10000017 (both Lancashire)"
    )


def districts(of: Authority) -> list[tuple[str, str]]:
    """Code and name of each current district of an authority."""
    with (REFERENCE / "districts.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["code"], row["name"])
            for row in csv.DictReader(file)
            if row["authority_code"] == of.new_code and not row["valid_to"]
        ]
