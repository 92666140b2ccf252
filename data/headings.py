"""Find the row of headings and the separator of a text file by looking at its first rows."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from data.contracts import EXTRACTS, fold_heading

DELIMITERS = (",", ";", "\t", "|")
ROWS_SCANNED = 30
BYTES_SCANNED = 512 * 1024

# Headings of DfE's open-data files, by which their row of headings is found.
_PUBLISHED = frozenset(
    [
        "timeperiod",
        "timeidentifier",
        "geographiclevel",
        "countrycode",
        "countryname",
        "regioncode",
        "regionname",
        "newlacode",
        "oldlacode",
        "lacode",
        "laname",
        "schooltype",
        "educationphase",
        "year",
    ]
)
KNOWN = _PUBLISHED | {fold_heading(name) for extract in EXTRACTS for name in extract.names}


@dataclass(frozen=True)
class Heading:
    """`row` counts from 1, as a person sees it; the data start on the next one."""

    row: int
    cells: tuple[str, ...]
    delimiter: str


def find_heading(path: Path, known: Collection[str] = ()) -> Heading | None:
    """The row of the first 30 that holds most known headings, and its separator.

    Where no row holds any, the first full row as wide as the table. None for a file
    without a filled cell.
    """
    names = KNOWN | {fold_heading(name) for name in known}
    candidates = [
        Heading(row, cells, delimiter)
        for delimiter in DELIMITERS
        for row, cells in _first_rows(path, delimiter)
        if any(cells)
    ]
    if not candidates:
        return None
    best = max(candidates, key=lambda heading: _matches(heading.cells, names))
    return best if _matches(best.cells, names) >= 2 else _widest(candidates)


def _matches(cells: Iterable[str], names: Collection[str]) -> int:
    return len({fold_heading(cell) for cell in cells} & set(names))


def _widest(candidates: list[Heading]) -> Heading:
    """The first full row of the separator under which most rows share the greatest width."""

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(h.cells) for h in candidates if h.delimiter == delimiter)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        return (rows if width > 1 else 0), width

    delimiter = max(DELIMITERS, key=lambda d: agreement(d) if _uses(candidates, d) else (0, 0))
    width = agreement(delimiter)[1]
    rows = [h for h in candidates if h.delimiter == delimiter]
    full = [h for h in rows if len(h.cells) == width and all(h.cells)]
    return (full or [h for h in rows if len(h.cells) == width] or rows)[0]


def _uses(candidates: list[Heading], delimiter: str) -> bool:
    return any(heading.delimiter == delimiter for heading in candidates)


def _first_rows(path: Path, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    """(row number, trimmed cells) of the first rows; the last may be cut short."""
    with path.open("rb") as source:
        text = source.read(BYTES_SCANNED).decode("utf-8-sig", errors="replace")
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for row, cells in enumerate(reader, 1):
            rows.append((row, _trimmed(cells)))
            if row == ROWS_SCANNED:
                break
    except csv.Error:
        pass  # A cell longer than the reader takes is data: the headings are above it.
    return rows


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    """Cells without outer spaces. Empty cells at the end stay: the rows below have them too."""
    return tuple(cell.strip().strip("\ufeff").strip() for cell in cells)
