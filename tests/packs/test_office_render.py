"""Files of a pack as LibreOffice opens them: every page whole, every chart from its cells.

It needs LibreOffice (Debian: libreoffice-impress, libreoffice-writer and libreoffice-calc) and is
skipped without; with AP_REQUIRE_OFFICE=1 it fails instead. PowerPoint and Word have not been run.
"""

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import openpyxl
import pptx
import pymupdf
import pytest
from lxml import etree

from figures.reader import Reader
from metrics.reading import Reading
from packs import boards, build
from packs.content import Pack
from tests.packs.sample_pack import one_page
from tests.packs.sample_pack import pack as sample_pack

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
FORMATS = ("pptx", "docx", "xlsx", "report")
# Points: the box of a letter may reach over the page by this much, the letter itself does not.
EDGE = pymupdf.Rect(-1, -1, 1, 1)
SECONDS = 300
Convert = Callable[[dict[str, bytes], str], dict[str, bytes]]


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """LibreOffice, with a profile of its own: files by name -> files of the other kind by stem."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        missing = "LibreOffice is not installed: nothing was opened in it"
        if os.environ.get("AP_REQUIRE_OFFICE") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def converted(files: dict[str, bytes], kind: str) -> dict[str, bytes]:
        given, made = (tmp_path_factory.mktemp(name) for name in ("given", "made"))
        for name, held in files.items():
            (given / name).write_bytes(held)
        command = [program, f"-env:UserInstallation={profile}", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(made)]
        told = subprocess.run(
            [*command, *(str(given / name) for name in files)],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        found = {path.stem: path.read_bytes() for path in made.iterdir()}
        assert len(found) == len(files), told.stderr.decode(errors="replace")
        return found

    return converted


@dataclass(frozen=True)
class Opened:
    """A pack, its files by format, and what LibreOffice makes of each as pages."""

    pack: Pack
    files: dict[str, bytes]
    pages: dict[str, pymupdf.Document]

    def text(self, name: str) -> str:
        """All the words of a file, one space between them."""
        return " ".join(" ".join(page.get_text() for page in self.pages[name]).split())


@pytest.fixture(scope="module", params=["hand-made", "education"])
def opened(request: pytest.FixtureRequest, convert: Convert) -> Opened:
    """One pack with every form and its numbers in sight, and one of a real release."""
    pack = sample_pack()
    if request.param != "hand-made":
        reader: Reader = request.getfixturevalue("reader")
        assert isinstance(reader.source, Reading)
        board = boards.board_of(request.param)
        pack = boards.pack(board, reader, reader.source.release, "plan")
    made = {
        name: next(held for _, held in build.files_of(pack, build.formats_of([name])))
        for name in FORMATS
    }
    named = {f"{name}.{build.SINGLE[name]}": held for name, held in made.items()}
    pages = {
        name: pymupdf.open(stream=held, filetype="pdf")
        for name, held in convert(named, "pdf").items()
    }
    return Opened(pack, made, pages)


each_format = pytest.mark.parametrize("name", FORMATS)


@each_format
def test_no_word_runs_off_its_page(opened: Opened, name: str) -> None:
    for page in opened.pages[name]:
        inside = page.rect + EDGE
        for left, top, right, bottom, word, *_ in page.get_text("words"):
            assert pymupdf.Rect(left, top, right, bottom) in inside, (page.number + 1, word)


@each_format
def test_every_page_has_the_marks_of_the_pack(opened: Opened, name: str) -> None:
    for page in opened.pages[name]:
        text = " ".join(page.get_text().split())
        for mark in opened.pack.marks:
            assert mark in text, page.number + 1


@each_format
def test_every_figure_is_there_with_its_id_and_its_sentence(opened: Opened, name: str) -> None:
    text = _close(opened.text(name))
    for one in opened.pack.exhibits:
        assert one.figure.id in text
        assert _close(one.figure.sentence) in text


def test_a_slide_is_a_page(opened: Opened) -> None:
    slides = pptx.Presentation(io.BytesIO(opened.files["pptx"])).slides
    assert len(opened.pages["pptx"]) == len(slides)
    figures = [slide for slide in slides if any(shape.has_chart for shape in slide.shapes)]
    assert len(figures) == len(opened.pack.exhibits)


@pytest.mark.parametrize("rows", [2, 20, 26])
def test_a_summary_is_one_page_in_word(convert: Convert, rows: int) -> None:
    pack = one_page(rows)
    made = next(held for _, held in build.files_of(pack, build.formats_of(["docx"])))
    (page,) = pymupdf.open(stream=convert({"a.docx": made}, "pdf")["a"], filetype="pdf")
    text = " ".join(page.get_text().split())
    assert text.count("Not yet due (example)") == rows
    for said in (*pack.marks, pack.colophon, "Page 1 of 1"):
        assert text.count(said) == 1


@pytest.mark.parametrize("name", ["docx", "report"])
def test_a_document_counts_its_pages_as_they_are(opened: Opened, name: str) -> None:
    pages = opened.pages[name]
    # At least a page a figure, and no blank one.
    assert len(pages) > len(opened.pack.exhibits)
    for page in pages:
        assert f"Page {page.number + 1} of {len(pages)}" in " ".join(page.get_text().split())
        assert len(page.get_text().split()) > 30


def test_a_sheet_is_as_wide_as_its_page_and_begins_a_new_one(opened: Opened) -> None:
    book = openpyxl.load_workbook(io.BytesIO(opened.files["xlsx"]))
    tops = [page.get_text().split("\n") for page in opened.pages["xlsx"]]
    text = [_close(" ".join(lines)) for lines in tops]
    first = [
        next(n for n, page in enumerate(text) if _close(str(sheet["A1"].value)) in page)
        for sheet in book
        if sheet.title not in ("Cover", "Contents")
    ]
    assert len(opened.pages["xlsx"]) >= len(book.sheetnames)
    assert all(page > 0 for page in first)
    # A sheet that were wider than its page would have more than these.
    assert len(opened.pages["xlsx"]) <= 3 * len(book.sheetnames)


def _close(text: str) -> str:
    """Without spaces: lines are broken anywhere, also at hyphens."""
    return "".join(text.split())


@pytest.mark.parametrize("name", ["pptx", "docx", "report"])
def test_every_number_of_a_chart_is_that_of_the_cell_it_refers_to(
    opened: Opened, name: str
) -> None:
    """What can be shown without PowerPoint or Word: LibreOffice draws the numbers kept in the chart
    and does not open the workbook inside it."""
    with zipfile.ZipFile(io.BytesIO(opened.files[name])) as archive:
        charts = [one for one in archive.namelist() if re.search(r"charts/chart\d+\.xml$", one)]
        assert len(charts) >= len({one.figure.id for one in opened.pack.exhibits})
        for one in charts:
            book = openpyxl.load_workbook(io.BytesIO(_workbook(archive, one)), data_only=True)
            root = etree.fromstring(archive.read(one))
            references = root.xpath("//c:numRef", namespaces=CHART)
            assert references
            for reference in references:
                area = reference.findtext("c:f", namespaces=CHART)
                assert _kept(reference) == pytest.approx(_cells(book, area))


def _workbook(archive: zipfile.ZipFile, chart: str) -> bytes:
    """The workbook that a chart part relates to."""
    path = PurePosixPath(chart)
    held = etree.fromstring(archive.read(f"{path.parent}/_rels/{path.name}.rels"))
    (target,) = [one.get("Target") for one in held.iter(RELATIONS)]
    folder = path.parent
    while target.startswith("../"):
        folder, target = folder.parent, target[3:]
    return archive.read(target[1:] if target.startswith("/") else f"{folder}/{target}")


def _kept(reference: etree._Element) -> list[float | None]:
    count = int(reference.find(".//c:ptCount", CHART).get("val"))
    held: list[float | None] = [None] * count
    for point in reference.iterfind(".//c:pt", CHART):
        held[int(point.get("idx"))] = float(point.findtext("c:v", namespaces=CHART))
    return held


def _cells(book: openpyxl.Workbook, reference: str) -> list[float | None]:
    sheet, area = reference.replace("$", "").split("!")
    values = [cell.value for (cell,) in book[sheet.strip("'")][area]]
    return [None if value in (None, "") else float(value) for value in values]


# The first figure of the hand-made pack, with its newest value and the upper limit of that.
SHEET, VALUE, UPPER, REACH = "xl/worksheets/sheet6.xml", "B32", "D32", "L32"


@pytest.fixture(scope="module")
def changed() -> dict[str, bytes]:
    """A workbook, and the same with a value and a limit typed over."""
    made = next(held for _, held in build.files_of(sample_pack(), build.formats_of(["xlsx"])))
    return {"before.xlsx": made, "after.xlsx": _typed(made, {VALUE: 0.999, UPPER: 1.25})}


def _typed(book: bytes, cells: dict[str, float]) -> bytes:
    """The workbook with numbers typed into cells, and what its formulas came to forgotten."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(held, "w") as made:
        for name in given.namelist():
            text = given.read(name)
            if name == SHEET:
                text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
                for cell, value in cells.items():
                    typed = rf'(<c r="{cell}"[^>]*><v>)[^<]*'.encode()
                    text, found = re.subn(typed, rb"\g<1>%r" % value, text)
                    assert found == 1
            made.writestr(name, text)
    return held.getvalue()


def test_a_changed_cell_of_a_workbook_changes_its_chart(
    convert: Convert, changed: dict[str, bytes]
) -> None:
    made = convert(changed, "pdf")
    before, after = (_words(made[name]) for name in ("before", "after"))
    # At the end of its line a chart prints the name and the newest value, as the cell is printed.
    was, is_now = "Lancashire 0.26 provisional", "Lancashire 1.00 provisional"
    assert (was in before, is_now in before) == (True, False)
    assert (was in after, is_now in after) == (False, True)


def test_the_reach_of_a_whisker_follows_the_cells(
    convert: Convert, changed: dict[str, bytes]
) -> None:
    made = convert({"after.xlsx": changed["after.xlsx"]}, "xlsx")["after"]
    sheet = openpyxl.load_workbook(io.BytesIO(made), data_only=True).worksheets[5]
    # 1.25 - 0.999
    assert sheet[REACH].value == pytest.approx(0.251)


def _words(pages: bytes) -> str:
    held = pymupdf.open(stream=pages, filetype="pdf")
    return " ".join(" ".join(page.get_text() for page in held).split())
