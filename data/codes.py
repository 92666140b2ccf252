"""Code sets with their eras, and districts: lookups from `data/reference/`."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"
# Folded spelling -> T or F.
FLAGS = {
    **dict.fromkeys(("T", "TRUE", "Y", "YES", "1", "1.0"), "T"),
    **dict.fromkeys(("F", "FALSE", "N", "NO", "0", "0.0"), "F"),
}


@dataclass(frozen=True)
class Code:
    """One code in one era; an open end is None. `aliases` are other spellings of it."""

    code_set: str
    code: str
    description: str
    group_name: str
    valid_from: date | None
    valid_to: date | None
    aliases: tuple[str, ...] = ()

    @property
    def era(self) -> str:
        """The era in words, for messages."""
        if self.valid_from and self.valid_to:
            return f"from {self.valid_from} to {self.valid_to}"
        if self.valid_from:
            return f"from {self.valid_from}"
        return f"until {self.valid_to}" if self.valid_to else "at any date"


@dataclass(frozen=True)
class District:
    """One lower-tier or unitary district and the education authority it belongs to."""

    code: str
    name: str
    authority_code: str
    authority: str
    authority_old_code: str


@lru_cache(maxsize=8)
def load_codes(path: Path = REFERENCE / "codes.csv") -> tuple[Code, ...]:
    """Every code of every set, in file order."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(_code(row) for row in csv.DictReader(lines))


@lru_cache(maxsize=8)
def load_districts(path: Path = REFERENCE / "districts.csv") -> tuple[District, ...]:
    """Every English district, abolished ones included."""
    columns = tuple(District.__dataclass_fields__)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(District(*(row[name] for name in columns)) for row in csv.DictReader(lines))


def codes_of(code_set: str) -> tuple[Code, ...]:
    """The codes of one set.

    Raises LookupError for a set that codes.csv does not hold.
    """
    found = tuple(code for code in load_codes() if code.code_set == code_set)
    if not found:
        raise LookupError(f"data/reference/codes.csv has no code set '{code_set}'")
    return found


def fold(text: str) -> str:
    """The form in which source codes are compared: trimmed, upper case."""
    return text.strip().upper()


def spellings(code_set: str) -> dict[str, str]:
    """Folded spelling -> standard code: codes first, then aliases and descriptions."""
    codes = codes_of(code_set)
    known: dict[str, str] = {}
    for code in codes:
        known.setdefault(fold(code.code), code.code)
    for code in codes:
        for text in (*code.aliases, code.description, *_numeric_spellings(code.code)):
            known.setdefault(fold(text), code.code)
    return known


def district_spellings() -> dict[str, str]:
    """Folded ONS code or name -> ONS code; a name shared by two districts is left out."""
    districts = load_districts()
    known: dict[str, str] = {}
    shared: set[str] = set()
    for district in districts:
        for name in {fold(district.name), fold(district.name).replace(" AND ", " & ")}:
            if known.setdefault(name, district.code) != district.code:
                shared.add(name)
    return {n: c for n, c in known.items() if n not in shared} | {
        fold(district.code): district.code for district in districts
    }


def dated(code_set: str) -> dict[str, tuple[Code, ...]]:
    """The codes that are not valid at every date, each with all its eras."""
    eras: dict[str, list[Code]] = {}
    for code in codes_of(code_set):
        eras.setdefault(code.code, []).append(code)
    return {
        code: tuple(rows)
        for code, rows in eras.items()
        if all(row.valid_from or row.valid_to for row in rows)
    }


def _code(row: dict[str, str]) -> Code:
    return Code(
        row["code_set"],
        row["code"],
        row["description"],
        row["group_name"],
        _day(row["valid_from"]),
        _day(row["valid_to"]),
        tuple(filter(None, (row.get("aliases") or "").split(";"))),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _numeric_spellings(code: str) -> tuple[str, ...]:
    """A spreadsheet turns 7 into 7.0 and a council pads it to 07."""
    return (f"{code}.0", code.zfill(2)) if code.isdigit() else ()
