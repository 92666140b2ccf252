"""Files of any common kind -> UTF-8 CSV on disk that DuckDB can read.

What a file is comes from its bytes, never from its ending. Nothing else opens extracts.
"""

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data.headings import find_heading
from data.problems import Problem, block, warn
from data.spreadsheets import UnreadableError, sheets_as_csv
from data.textfiles import Scan, clean_copy, scan, sha256_of

_OLE = bytes.fromhex("d0cf11e0")
_NOT_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PAR1", b"SQLite format", b"Rar!")
_TABLE_ENDINGS = frozenset(
    {".csv", ".tsv", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".gz", ".zip"}
)
_SKIPPED_ENDINGS = frozenset({".toml", ".md"})
_DEEPEST = 3


@dataclass(frozen=True)
class TextTable:
    """A table of text: `path` is UTF-8 CSV, `header_row` counts from 1 in it and in the source.

    `sha256` is of the bytes of `source`, the file the officer handed over.
    """

    name: str
    path: Path
    header: tuple[str, ...]
    header_row: int
    delimiter: str
    sha256: str
    source: Path


@dataclass(frozen=True)
class _File:
    """One file to look at: `name` is what messages call it."""

    name: str
    path: Path
    source: Path
    depth: int = 0


def open_tables(
    paths: Sequence[Path],
    work: Path,
    problems: list[Problem],
    *,
    known: Collection[str] = (),
) -> list[TextTable]:
    """Every table in the files and folders of `paths`; faults are added to `problems`.

    `known` are headings of mapping files, by which a row of headings is found. One bad file
    never stops the others. Copies are written to `work`, which the caller deletes.
    """
    work.mkdir(parents=True, exist_ok=True)
    tables: list[TextTable] = []
    for file in _files(paths, problems):
        tables += _tables(file, work, problems, known)
    return tables


def _files(paths: Sequence[Path], problems: list[Problem]) -> Iterator[_File]:
    for path in paths:
        if not path.exists():
            problems.append(block(path.name, f"There is no file or folder {path}. Check the path."))
        elif path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            yield from (_File(p.name, p, p) for p in inside if _wanted(p.relative_to(path).parts))
        elif _wanted((path.name,)):
            yield _File(path.name, path, path)


def _wanted(parts: Sequence[str]) -> bool:
    """False for hidden files, lock files, mapping files and what macOS adds to a zip."""
    if any(part.startswith((".", "~$", "__MACOSX")) for part in parts):
        return False
    name = parts[-1].lower()
    return (
        name not in ("thumbs.db", "desktop.ini")
        and PurePosixPath(name).suffix not in _SKIPPED_ENDINGS
    )


def _tables(
    file: _File, work: Path, problems: list[Problem], known: Collection[str]
) -> list[TextTable]:
    """The tables of one file, containers opened; a fault becomes a problem."""
    try:
        return _opened(file, work, problems, known)
    except UnreadableError as fault:
        problems.append(block(file.name, str(fault)))
    except OSError as fault:
        problems.append(block(file.name, f"The file cannot be read ({fault.strerror or fault})."))
    return []


def _opened(
    file: _File, work: Path, problems: list[Problem], known: Collection[str]
) -> list[TextTable]:
    with file.path.open("rb") as source:
        start = source.read(512)
    if not start:
        raise UnreadableError("The file is empty (0 bytes). Export it again.")
    if start.startswith(b"\x1f\x8b"):
        return _tables(_gunzipped(file, work), work, problems, known)
    if start.startswith(b"PK"):
        return _from_zip(file, work, problems, known)
    if start.startswith(_OLE) and _may_be_table(file):
        return _from_spreadsheet(file, work, problems, known)
    if start.startswith((*_NOT_TABLES, _OLE)):
        return _not_a_table(file, problems)
    return _from_text(file, work, problems, known)


def _may_be_table(file: _File) -> bool:
    """By its name: a letter or a mail beside the extracts is none, and no reason to stop."""
    return PurePosixPath(file.name).suffix.lower() in _TABLE_ENDINGS


def _not_a_table(file: _File, problems: list[Problem]) -> list[TextTable]:
    if _may_be_table(file):
        raise UnreadableError(
            "This is not a table, whatever its name says. Export it as CSV or XLSX."
        )
    problems.append(warn(file.name, "Not read: this is not a CSV or XLSX table."))
    return []


def _gunzipped(file: _File, work: Path) -> _File:
    target = _place(work, "gz")
    try:
        with gzip.open(file.path, "rb") as packed, target.open("wb") as out:
            shutil.copyfileobj(packed, out, 1 << 20)
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise UnreadableError(
            "The gzip file is damaged or cut short. Download or copy it again."
        ) from fault
    return _File(file.name, target, file.source, file.depth + 1)


def _from_zip(
    file: _File, work: Path, problems: list[Problem], known: Collection[str]
) -> list[TextTable]:
    """A spreadsheet is a zip too: its members tell."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = set(archive.namelist())
            if names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
                return _from_spreadsheet(file, work, problems, known)
            if names & {"[Content_Types].xml", "word/document.xml", "ppt/presentation.xml"}:
                return _not_a_table(file, problems)
            members = _members(archive, file, work)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError) as fault:
        raise UnreadableError(
            "The zip or XLSX file is damaged or cut short. Download or copy it again."
        ) from fault
    except RuntimeError as fault:
        raise UnreadableError(
            "The zip file is protected by a password. Save it again without one."
        ) from fault
    if not members:
        raise UnreadableError("The zip file holds no files. Check that it was made correctly.")
    return [table for member in members for table in _tables(member, work, problems, known)]


def _members(archive: zipfile.ZipFile, file: _File, work: Path) -> list[_File]:
    if file.depth >= _DEEPEST:
        raise UnreadableError(
            "Archives inside archives inside archives are not read. Unpack it first."
        )
    found = []
    for info in archive.infolist():
        if info.is_dir() or not _wanted(PurePosixPath(info.filename).parts):
            continue
        target = _place(work, "member")
        with archive.open(info) as packed, target.open("wb") as out:
            shutil.copyfileobj(packed, out, 1 << 20)
        name = f"{file.name}/{info.filename}"
        found.append(_File(name, target, file.source, file.depth + 1))
    return found


def _from_spreadsheet(
    file: _File, work: Path, problems: list[Problem], known: Collection[str]
) -> list[TextTable]:
    digest = sha256_of(file.source)
    tables = []
    for sheet, path in sheets_as_csv(file.path, lambda: _place(work, "sheet")):
        name = f"{file.name}/{sheet}"
        tables += _titled(file, name, path, digest, problems, known)
    if not tables:
        raise UnreadableError(
            "No sheet holds a table with headings. Check that the export has rows."
        )
    return tables


def _from_text(
    file: _File, work: Path, problems: list[Problem], known: Collection[str]
) -> list[TextTable]:
    found = scan(file.path)
    if found.binary:
        return _not_a_table(file, problems)
    path = file.path
    if not found.clean:
        path = _place(work, "text")
        clean_copy(file.path, path, found)
        problems += _encoding_problems(file, found)
    digest = found.sha256 if file.path == file.source else sha256_of(file.source)
    tables = _titled(file, file.name, path, digest, problems, known)
    if not tables:
        raise UnreadableError("The file holds no text. Export it again.")
    return tables


def _encoding_problems(file: _File, found: Scan) -> list[Problem]:
    if found.encoding != "mixed":
        return []
    return [
        warn(
            file.name,
            "Some lines are not UTF-8; they were read as Windows-1252. Check accents and "
            "pound signs, or export the file as UTF-8.",
        )
    ]


def _titled(
    file: _File,
    name: str,
    path: Path,
    digest: str,
    problems: list[Problem],
    known: Collection[str],
) -> list[TextTable]:
    heading = find_heading(path, known)
    if heading is None:
        return []
    if heading.row > 1:
        above = heading.row - 1
        rows = (
            "1 row above the headings was"
            if above == 1
            else f"{above} rows above the headings were"
        )
        problems.append(
            warn(name, f"{rows} skipped: the headings were found on row {heading.row}.")
        )
    return [
        TextTable(name, path, heading.cells, heading.row, heading.delimiter, digest, file.source)
    ]


def _place(work: Path, kind: str) -> Path:
    """A file of its own in the work folder, whatever the source is called."""
    return work / f"{kind}_{len(list(work.iterdir())):05d}"
