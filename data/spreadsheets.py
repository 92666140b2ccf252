"""Sheets of a workbook -> CSV files, cell for cell."""

import csv
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum


class UnreadableError(Exception):
    """A file that cannot be read; the message is the sentence for the officer."""


def sheets_as_csv(path: Path, place: Callable[[], Path]) -> list[tuple[str, Path]]:
    """(sheet, CSV file) for each sheet with two columns or more; `place` names each file.

    Rows keep their numbers. Dates become ISO, whole numbers lose their `.0`, TRUE is T.
    """
    workbook = _workbook(path)
    found = []
    for name in _with_cells(workbook):
        rows = _rows(workbook, name)
        if max((_filled(row) for row in rows), default=0) < 2:
            continue
        target = place()
        with target.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerows([_text(cell) for cell in row] for row in rows)
        found.append((name, target))
    return found


def _workbook(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as fault:
        if _protected(path, fault):
            raise UnreadableError(
                "The workbook is protected by a password. Save it without one, or export CSV."
            ) from fault
        raise UnreadableError(
            "The workbook cannot be read: it is damaged, or not a spreadsheet. Export it again."
        ) from fault


def _protected(path: Path, fault: Exception) -> bool:
    if "password" in str(fault).lower():
        return True
    with path.open("rb") as source:
        start = source.read(8 << 20)
    # An encrypted XLSX is an OLE container with a stream of this name, in UTF-16.
    return "EncryptedPackage".encode("utf-16-le") in start


def _with_cells(workbook: CalamineWorkbook) -> list[str]:
    """Names of the sheets that are not charts, macros or dialogues."""
    return [
        sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _rows(workbook: CalamineWorkbook, name: str) -> list[list[Any]]:
    try:
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as fault:
        raise UnreadableError(
            f"The sheet '{name}' cannot be read: it is damaged. Export the workbook again."
        ) from fault


def _filled(row: list[Any]) -> int:
    return sum(cell not in ("", None) for cell in row)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "T" if cell else "F"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return " ".join(str(cell).splitlines()) if cell is not None else ""
