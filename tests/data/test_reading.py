"""Files of every kind, good and bad, opened by what their bytes are."""

import datetime
import gzip
import hashlib
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart

from data.problems import Problem
from data.reading import TextTable, open_tables

TEXT = "pupil_id,sex,nc_year\nP1,F,é\nP2,M,9\n"


@pytest.fixture
def read(tmp_path: Path):
    """A function that writes one file, opens it and gives tables and problems."""

    def run(name: str, content: bytes) -> tuple[list[TextTable], list[Problem]]:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        problems: list[Problem] = []
        return open_tables([path], tmp_path / "work", problems), problems

    return run


def lines_of(table: TextTable) -> list[str]:
    return table.path.read_text(encoding="utf-8").splitlines()


def test_clean_utf8_is_read_where_it_lies(read):
    (table,), problems = read("a.csv", TEXT.encode())
    assert problems == []
    assert table.path == table.source
    assert (table.header, table.header_row, table.delimiter) == (
        ("pupil_id", "sex", "nc_year"),
        1,
        ",",
    )
    assert table.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_any_common_encoding_becomes_utf8(encoding, read):
    content = TEXT.encode(encoding)
    (table,), problems = read("a.csv", content)
    assert lines_of(table) == TEXT.splitlines()
    assert table.header[0] == "pupil_id"
    assert table.sha256 == hashlib.sha256(content).hexdigest()
    assert len(problems) == (encoding == "cp1252")


def test_mixed_encodings_are_read_line_by_line_with_a_remark(read):
    content = TEXT.encode() + "P3,F,ü\n".encode("cp1252")
    (table,), (problem,) = read("a.csv", content)
    assert lines_of(table) == [*TEXT.splitlines(), "P3,F,ü"]
    assert problem.severity == "warn"
    assert "not UTF-8; they were read as Windows-1252" in problem.problem


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(end, read):
    (table,), problems = read("a.csv", TEXT.replace("\n", end).encode())
    assert problems == []
    assert table.header == ("pupil_id", "sex", "nc_year")
    assert lines_of(table) == TEXT.splitlines()


def test_mixed_line_ends_are_made_alike(read):
    (table,), _ = read("a.csv", b"pupil_id,sex\r\nP1,F\nP2,M\r\n")
    assert table.path.read_bytes() == b"pupil_id,sex\nP1,F\nP2,M\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(delimiter, read):
    (table,), _ = read("a.csv", TEXT.replace(",", delimiter).encode())
    assert (table.delimiter, table.header) == (delimiter, ("pupil_id", "sex", "nc_year"))


def test_a_title_and_blank_rows_above_the_headings_are_skipped_with_a_remark(read):
    (table,), (problem,) = read("a.csv", b'"Exclusions, autumn"\n\nRun by: x\n' + TEXT.encode())
    assert table.header_row == 4
    assert problem.severity == "warn"
    assert (
        "3 rows above the headings were skipped: the headings were found on row 4"
        in problem.problem
    )


def test_headings_that_are_not_ours_are_found_below_a_title(read):
    (table,), _ = read("a.csv", b"Menu of the week\n\nDish,Price,Day\nPie,3,Mon\nFish,4,Fri\n")
    assert (table.header, table.header_row) == (("Dish", "Price", "Day"), 3)


def test_headings_named_in_a_mapping_are_found(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1,2,3\nElev,Genre,Note\n4,5,6\n", encoding="utf-8")
    (table,) = open_tables([path], tmp_path / "work", [], known={"elev", "GENRE"})
    assert table.header_row == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("exclusions.csv", b"", "empty (0 bytes)"),
        ("exclusions.zip", b"", "empty (0 bytes)"),
        ("exclusions.xlsx", b"", "empty (0 bytes)"),
        ("exclusions.zip", b"PK\x03\x04 and no more", "damaged or cut short"),
        ("exclusions.xlsx", b"PK\x03\x04 and no more", "damaged or cut short"),
        ("exclusions.csv.gz", gzip.compress(b"a,b\n" * 999, mtime=0)[:20], "damaged or cut short"),
        ("exclusions.csv", b"%PDF-1.7 ...", "not a table, whatever its name says"),
        ("exclusions.csv", b"a,b\n\x00\x01\x02", "not a table, whatever its name says"),
        ("exclusions.csv", b"\n\n \n", "holds no text"),
        (
            "exclusions.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("exclusions.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "cannot be read"),
    ],
)
def test_an_unreadable_file_blocks_and_says_what_to_do(name, content, said, read):
    tables, (problem,) = read(name, content)
    assert tables == []
    assert (problem.file, problem.severity) == (name, "block")
    assert said in problem.problem
    assert problem.problem.endswith(".")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", b"\x89PNG\r\n"),
        ("mail.msg", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)),
        ("old.bak", bytes(range(1, 200))),
    ],
)
def test_a_picture_or_letter_beside_the_extracts_is_a_remark(name, content, read):
    tables, (problem,) = read(name, content)
    assert tables == []
    assert problem.severity == "warn"


def test_a_word_document_is_one_remark(tmp_path, read):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a>x, y</a>")
    tables, (problem,) = read("letter.docx", (tmp_path / "z.zip").read_bytes())
    assert tables == []
    assert (problem.file, problem.severity) == ("letter.docx", "warn")


def test_a_damaged_sheet_blocks_and_a_chart_does_not(tmp_path, read):
    book = openpyxl.Workbook()
    book.active.append(["pupil_id", "start_date"])
    book.create_sheet("More").append(["pupil_id", "start_date"])
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.save(tmp_path / "b.xlsx")
    tables, problems = read("book.xlsx", (tmp_path / "b.xlsx").read_bytes())
    assert (len(tables), problems) == (2, [])
    with (
        zipfile.ZipFile(tmp_path / "b.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "half.xlsx", "w") as half,
    ):
        for name in whole.namelist():
            content = whole.read(name)
            cut = len(content) // 2 if name.endswith("sheet2.xml") else len(content)
            half.writestr(name, content[:cut])
    tables, (problem,) = read("half.xlsx", (tmp_path / "half.xlsx").read_bytes())
    assert tables == []
    assert (problem.severity, "'More' cannot be read" in problem.problem) == ("block", True)


def test_a_truncated_zip_blocks(tmp_path, read):
    packed = tmp_path / "z.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", TEXT * 1000)
    tables, (problem,) = read("a.zip", packed.read_bytes()[:-40])
    assert tables == []
    assert "damaged or cut short" in problem.problem


def test_a_zip_gives_its_members_and_not_the_macs(tmp_path, read):
    packed = tmp_path / "z.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data/a.csv", TEXT)
        archive.writestr("data/deep/b.csv.gz", gzip.compress(TEXT.encode(), mtime=0))
        archive.writestr("__MACOSX/._a.csv", b"junk")
        archive.writestr("notes.toml", b"x = 1")
    tables, problems = read("all files.zip", packed.read_bytes())
    assert problems == []
    assert [table.name for table in tables] == [
        "all files.zip/data/a.csv",
        "all files.zip/data/deep/b.csv.gz",
    ]
    assert {table.sha256 for table in tables} == {hashlib.sha256(packed.read_bytes()).hexdigest()}


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    folder = tmp_path / "in" / "deep"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(TEXT, encoding="utf-8")
    (folder / "b.csv").write_bytes(b"")
    (folder / "c.toml").write_text("x = 1", encoding="utf-8")
    (folder / ".hidden").write_bytes(b"\x00")
    problems: list[Problem] = []
    tables = open_tables([tmp_path / "in", tmp_path / "none"], tmp_path / "work", problems)
    assert [table.name for table in tables] == ["a.csv"]
    assert [problem.file for problem in problems] == ["b.csv", "none"]


def test_a_workbook_gives_every_sheet_that_looks_like_data(tmp_path, read):
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Cover"
    first.append(["Only a title"])
    sheet = book.create_sheet("Rows")
    sheet.append(["Exclusions, autumn term"])
    sheet.append([None])
    sheet.append(["pupil_id", "start_date", "sessions", "looked_after", "note"])
    sheet.append([1, datetime.date(2024, 9, 3), 4.0, True, "two\nlines"])
    sheet.append([2, datetime.datetime(2024, 9, 4, 13, 30), 1.5, False, None])
    book.create_sheet("Sheet3")
    book.save(tmp_path / "b.xlsx")
    (table,), (problem,) = read("book.dat", (tmp_path / "b.xlsx").read_bytes())
    assert table.name == "book.dat/Rows"
    assert table.header_row == 3
    assert lines_of(table)[2:] == [
        "pupil_id,start_date,sessions,looked_after,note",
        "1,2024-09-03,4,T,two lines",
        "2,2024-09-04 13:30:00,1.5,F,",
    ]
    assert "2 rows above the headings" in problem.problem
