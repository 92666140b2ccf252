"""Every format of one pack prints the same numbers, to the precision they are printed with."""

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from lxml import etree, html
from openpyxl import load_workbook

from figures.drawing import Drawing
from figures.reader import Reader
from metrics.reading import Reading
from packs import boards, build
from packs.content import Exhibit, Pack
from tests.packs import read_pdf
from tests.packs.sample_pack import pack as sample_pack

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
TEXT = "{http://www.w3.org/2000/svg}text"
# By the name of a stroke: what is printed at each place, empty where there is no value.
Numbers = dict[str, list[str]]


@dataclass(frozen=True)
class Made:
    """A pack and all its files by name."""

    pack: Pack
    files: dict[str, bytes]

    def parts(self, ending: str, pattern: str) -> list[bytes]:
        """The parts of an office file, in the order of the numbers in their names."""
        with zipfile.ZipFile(io.BytesIO(self.files[f"{self.pack.board}.{ending}"])) as archive:
            names = [name for name in archive.namelist() if re.search(pattern, name)]
            return [archive.read(name) for name in sorted(names, key=_number)]


@pytest.fixture(scope="module", params=["hand-made", "workstream_6", "education"])
def made(request: pytest.FixtureRequest) -> Made:
    """One with every form and its numbers in sight, and two of a real release."""
    pack = sample_pack()
    if request.param != "hand-made":
        reader: Reader = request.getfixturevalue("reader")
        assert isinstance(reader.source, Reading)
        board = boards.board_of(request.param)
        pack = boards.pack(board, reader, reader.source.release, "plan")
    wanted = build.formats_of(["pptx", "docx", "xlsx", "html", "svg", "csv", "pdf"])
    return Made(pack, dict(build.files_of(pack, wanted)))


def _number(name: str) -> int:
    return int(re.findall(r"\d+", name.rsplit("/", 1)[-1])[0])


def expected(exhibit: Exhibit) -> Numbers:
    drawing = exhibit.figure.drawing
    return {
        stroke.name: [drawing.printed(value) for value in stroke.values]
        for stroke in drawing.strokes
    }


def as_printed(drawing: Drawing, values: list[object]) -> list[str]:
    """Numbers read from a file, printed the way the figure prints them."""
    return [
        "" if value is None or (isinstance(value, float) and math.isnan(value)) else
        drawing.printed(float(str(value)))
        for value in values
    ]  # fmt: skip


def in_chart(xml: bytes, drawing: Drawing) -> Numbers:
    """The numbers kept in a native chart, by series."""
    found: Numbers = {}
    for series in etree.fromstring(xml).iterfind(".//c:ser", CHART):
        name = series.findtext("c:tx//c:v", namespaces=CHART)
        values: list[object] = [None] * len(drawing.places)
        for point in series.iterfind("c:val//c:pt", CHART):
            values[int(point.get("idx"))] = point.findtext("c:v", namespaces=CHART)
        found.setdefault(name, as_printed(drawing, values))
    return found


def in_workbook(held: bytes, drawing: Drawing) -> Numbers:
    """The numbers of the workbook inside a chart, by column."""
    head, *rows = load_workbook(io.BytesIO(held)).active.iter_rows(values_only=True)
    return {
        str(name): as_printed(drawing, [row[column] for row in rows])
        for column, name in enumerate(head)
        if column and name in {stroke.name for stroke in drawing.strokes}
    }


def only(found: Numbers, wanted: Numbers) -> Numbers:
    """The strokes of a drawing among what a file holds besides: limits, counts."""
    return {name: found[name] for name in wanted}


def told(numbers: Numbers, drawing: Drawing, like: Numbers | None = None) -> Numbers:
    """All of them; of bars the first, as many as a chart has room for and at least eight."""
    if drawing.form != "bars":
        return numbers
    bars = next(iter((like or numbers).values()))
    room = max(sum(1 for text in bars if text), min(8, len(drawing.places)))
    return {name: values[:room] for name, values in numbers.items()}


@pytest.mark.parametrize("ending", ["pptx", "docx"])
def test_native_charts_and_their_workbooks(made: Made, ending: str) -> None:
    charts = made.parts(ending, r"charts/chart\d+\.xml$")
    workbooks = made.parts(ending, r"embeddings/.*\.xlsx$")
    assert len(charts) == len(workbooks) == len(made.pack.exhibits)
    for exhibit, chart, workbook in zip(made.pack.exhibits, charts, workbooks, strict=True):
        drawing, wanted = exhibit.figure.drawing, expected(exhibit)
        drawn = only(in_chart(chart, drawing), wanted)
        assert told(drawn, drawing) == told(wanted, drawing, like=drawn), exhibit.figure.title
        assert only(in_workbook(workbook, drawing), wanted) == wanted, exhibit.figure.title


def test_sheets_of_the_workbook(made: Made) -> None:
    book = load_workbook(io.BytesIO(made.files[f"{made.pack.board}.xlsx"]))
    sheets = [sheet for sheet in book if re.match(r"Fig\w* ?\d+\b", sheet.title)]
    assert len(sheets) == len(made.pack.exhibits)
    for exhibit, sheet in zip(made.pack.exhibits, sheets, strict=True):
        drawing, wanted = exhibit.figure.drawing, expected(exhibit)
        table = next(iter(sheet.tables.values()))
        head, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
        found = {
            name: as_printed(drawing, [row[head.index(name)] for row in rows]) for name in wanted
        }
        assert found == wanted, exhibit.figure.title


def test_tables_of_the_web_page(made: Made) -> None:
    page = html.document_fromstring(made.files[f"{made.pack.board}.html"].decode())
    for exhibit in made.pack.exhibits:
        drawing, wanted = exhibit.figure.drawing, expected(exhibit)
        (caption,) = page.xpath(f"//*[@id='figure-{exhibit.figure.id}-numbers']")
        table = next(caption.iterancestors("table"))
        names = [" ".join(cell.text_content().split()) for cell in table.xpath(".//thead//th")][1:]
        rows = [
            (row.xpath("string(./th)").strip(), [(td.text or "").strip() for td in row.xpath("td")])
            for row in table.xpath(".//tbody/tr")
        ]
        if drawing.form != "bars":
            rows.reverse()
        assert [name.split(" ")[0] for name, _ in rows] == [p.split(" ")[0] for p in drawing.places]
        found = {name: [cells[nth] for _, cells in rows] for nth, name in enumerate(names)}
        assert only(found, wanted) == wanted, exhibit.figure.title


def test_tables_of_the_pdf(made: Made) -> None:
    """Each row of a figure's table stands in the text, its cells side by side."""
    pages = " ".join(read_pdf.pages(made.files[f"{made.pack.board}.pdf"]))
    text = _squeezed(pages)
    for exhibit in made.pack.exhibits:
        drawing = exhibit.figure.drawing
        for row in exhibit.figure.table.itertuples(index=False):
            cells = "".join(_squeezed(str(cell)) for cell in row)
            assert cells in text, (exhibit.figure.title, row)
        told = _squeezed("".join(map(str, exhibit.figure.table.to_numpy().ravel())))
        for stroke in drawing.strokes:
            if stroke.newest and stroke.part == "place" and drawing.form == "lines":
                assert _squeezed(drawing.printed(stroke.newest[1])) in told


def _squeezed(text: str) -> str:
    """Without blanks, and without the marks at which a long word may be broken."""
    return re.sub(r"[\s\u200b\u00ad\u2060]+", "", text)


def numbers_in(svg: bytes) -> Iterator[str]:
    """The words of a picture's text that are numbers."""
    for element in etree.fromstring(svg).iter(TEXT):
        for word in " ".join(element.itertext()).replace(", ", " ").split():
            if re.fullmatch(r"-?£?[\d,]+(\.\d+)?%?", word):
                yield word


def test_pictures_name_the_newest_value_and_no_number_of_their_own(made: Made) -> None:
    for exhibit in made.pack.exhibits:
        name = f"{made.pack.board}_svg/{build.picture_name(exhibit)}.svg"
        found = set(numbers_in(made.files[name]))
        drawing = exhibit.figure.drawing
        for stroke in drawing.strokes:
            if stroke.part == "part" and stroke.newest and drawing.form == "bars":
                printed = drawing.printed(max(v for v in stroke.values if v is not None))
                assert printed.split()[0] in found, exhibit.figure.title
            elif stroke.part == "place" and drawing.form == "lines":
                newest = stroke.newest
                assert newest
                assert drawing.printed(newest[1]).split()[0] in found, exhibit.figure.title


def test_rows_of_the_csv(made: Made) -> None:
    text = made.files[f"{made.pack.board}.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for exhibit in made.pack.exhibits:
        drawing, wanted = exhibit.figure.drawing, expected(exhibit)
        own = [row for row in rows if row["figure_id"] == exhibit.figure.id]
        for name, printed in wanted.items():
            series = [row for row in own if row["series"] == name]
            assert [row["place"] for row in series] == list(drawing.places)
            assert [row["printed"] for row in series] == printed
            assert as_printed(drawing, [row["value"] or None for row in series]) == printed
