"""A pack as a workbook, read back: its numbers, how they print, its charts and its anatomy."""

import re
import zipfile
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from figures.drawing import Drawing, Stroke
from figures.format import SYMBOLS
from packs import excel
from packs.behind import Behind
from packs.content import Exhibit, Pack, Section, Table, Text
from packs.excel.chart import height_of
from packs.excel.columns import columns, left_out
from packs.excel.names import Names, figure_name
from packs.native.format import number_format
from packs.pictures import Pictures
from tests.packs.sample_pack import BARS, LINES, PLACE, figure, pack, point

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SHEETS = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
# What a spreadsheet keeps of a number.
DIGITS = 1e-15


@cache
def made(audience: str = "officer") -> bytes:
    return written(pack(audience))


def written(one: Pack) -> bytes:
    return excel.write(one, Pictures())


def opened(content: bytes, *, computed: bool = True) -> Any:
    return openpyxl.load_workbook(BytesIO(content), data_only=computed)


def sheet_of(book: Any, number: int) -> Any:
    return next(one for one in book if one.title.startswith(f"Fig {number} "))


def table_of(sheet: Any) -> list[list[Any]]:
    """The cells of the only table of a sheet, its header first."""
    (found,) = sheet.tables.values()
    return [list(row) for row in sheet[found.ref]]


def texts(sheet: Any) -> list[str]:
    return [row[0].value for row in sheet.iter_rows(max_col=1) if isinstance(row[0].value, str)]


def shown(value: float, code: str) -> str:
    """A number under one of the few formats that are used, rounded as a spreadsheet does."""
    if ",," in code:
        return shown(value / 1_000_000, code.replace(",,", ""))
    found = re.fullmatch(r'(?:"(.*?)")?([#,]*0(?:\.0+)?)(?:"(.*?)")?', code)
    assert found, f"a format that no spreadsheet reader of these tests knows: {code}"
    before, digits, after = found.groups()
    places = len(digits.partition(".")[2])
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{before or ''}{abs(rounded):,}{after or ''}"


@pytest.mark.parametrize("exhibit", pack().exhibits, ids=lambda one: one.name)
def test_every_number_of_a_drawing_is_a_number_in_its_sheet(exhibit: Exhibit) -> None:
    head, *rows = table_of(sheet_of(opened(made()), exhibit.number))
    numbers = exhibit.figure.drawing.numbers()
    assert [cell.value for cell in head[: len(numbers.columns)]] == list(numbers.columns)
    for place, expected in enumerate(numbers.itertuples(index=False)):
        for cell, value in zip(rows[place], expected, strict=False):
            if pd.isna(value):
                assert cell.value is None
            elif isinstance(value, str):
                assert cell.value == value
            else:
                assert cell.value == pytest.approx(value, rel=DIGITS)


@pytest.mark.parametrize("exhibit", pack().exhibits, ids=lambda one: one.name)
def test_every_number_prints_as_the_drawing_prints_it(exhibit: Exhibit) -> None:
    drawing = exhibit.figure.drawing
    _, *rows = table_of(sheet_of(opened(made()), exhibit.number))
    numbered = len(drawing.numbers().columns)
    cells = [cell for row in rows for cell in row[1:numbered] if cell.value is not None]
    assert cells
    for cell in cells:
        assert shown(cell.value, cell.number_format) == drawing.printed(cell.value)


@pytest.mark.parametrize(
    ("unit", "value", "printed"),
    [
        ("%", 48.25, "48.3%"),
        ("%", 48.35, "48.4%"),
        ("per 100 pupils", 0.125, "0.13"),
        ("children", 1247.0, "1,247"),
        ("children", 94.5, "94.5"),
        ("pupils", -57.0, "-57"),
        ("£", 306.4, "£306"),
        ("£", 1_240_000.0, "£1.24 million"),
        ("£", 999_999.7, "£1,000,000"),
    ],
)
def test_a_format_prints_what_the_pack_prints_everywhere(
    unit: str, value: float, printed: str
) -> None:
    drawing = replace(
        LINES,
        unit=unit,
        places=("2025",),
        strokes=(Stroke(name="A", part="place", values=(value,)),),
        shades=(),
    )
    assert drawing.printed(value) == printed
    assert shown(value, number_format(drawing, value)) == printed


def test_a_missing_number_is_an_empty_cell_and_the_note_says_why() -> None:
    head, *rows = table_of(sheet_of(opened(made()), 1))
    names = [cell.value for cell in head]
    second = dict(zip(names, (cell.value for cell in rows[1]), strict=True))
    assert second[PLACE] is None
    assert second["Note"] == "Lancashire: no figure. Covid."


def test_a_hidden_number_says_that_it_protects_children() -> None:
    hidden = point(PLACE, float("nan")) | {"symbol": "c", "time_period": 202021}
    one = replace(pack().exhibits[0], points=pd.DataFrame([hidden]))
    note = next(column for column in columns(one) if column.head == "Note")
    assert note.cells[1] == f"Lancashire: {SYMBOLS['c']}. Covid."


def test_the_note_says_provisional_and_signal() -> None:
    notes = {one.number: columns(one) for one in pack().exhibits}
    last = {n: next(c for c in told if c.head == "Note").cells for n, told in notes.items()}
    assert last[1][5] == "Lancashire: provisional."
    assert last[4][3] == "Lancashire: a signal (concern)."


def test_counts_behind_a_value_stand_beside_it_as_numbers() -> None:
    head, *rows = table_of(sheet_of(opened(made()), 1))
    names = [cell.value for cell in head]
    counted, out_of = names.index("Lancashire, counted"), names.index("Lancashire, out of")
    # 2024/25 is the sixth year: 458 of 178,210 pupils.
    assert (rows[5][counted].value, rows[5][out_of].value) == (458, 178210)
    assert rows[4][counted].value is None


def test_counts_of_another_value_are_not_taken_for_those_of_this_one() -> None:
    # The point of 2024/25 is 0.257; a drawing that shows 0.258 was not made from it.
    one = pack().exhibits[0]
    place = one.figure.drawing.strokes[0]
    other = replace(place, values=(*place.values[:5], 0.258, None))
    assert Behind(one).point(place, 5) is not None
    assert Behind(one).point(other, 5) is None


def test_a_running_total_is_not_given_the_counts_of_a_month() -> None:
    one = pack().exhibits[0]
    running = replace(one.figure, selection=replace(one.figure.selection, form="so far"))
    heads = [column.head for column in columns(replace(one, figure=running))]
    assert "Lancashire, counted" not in heads


def test_a_chart_is_as_high_as_its_bars_need_up_to_a_printed_page() -> None:
    def high(bars: int) -> float:
        many = replace(
            BARS,
            places=tuple(f"Part {n}" for n in range(bars)),
            strokes=(Stroke(name="2025", part="part", values=(1.0,) * bars),),
        )
        return height_of(many)

    assert height_of(LINES) == high(4) == 4.2
    assert 4.2 < high(24) < high(30) < high(60) == 7.0


def test_a_part_without_a_number_is_named_with_its_reason() -> None:
    table = pd.DataFrame({"District": [*BARS.places, "Pendle"], "2024/25": ["1"] * 4 + ["hidden"]})
    one = replace(figure("parts", BARS, "By district"), table=table)
    assert left_out(Exhibit(number=1, figure=one)) == ("Pendle: hidden",)


def parts_of(content: bytes, folder: str) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(BytesIO(content)) as held:
        names = [name for name in held.namelist() if re.fullmatch(rf"{folder}/\w+\.xml", name)]
        return {name: ElementTree.fromstring(held.read(name)) for name in names}


def charts(content: bytes) -> list[ElementTree.Element]:
    found = parts_of(content, "xl/charts")
    return [found[f"xl/charts/chart{nth}.xml"] for nth in range(1, len(found) + 1)]


def cells(book: Any, reference: str | None) -> list[Any]:
    """The values a chart's reference leads to."""
    assert reference
    sheet, _, area = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    rows = book[sheet.strip("'")].iter_rows(top, bottom, left, right)
    return [cell.value for row in rows for cell in row]


def series(chart: ElementTree.Element, book: Any) -> dict[str, ElementTree.Element]:
    """The series of a chart by the name in the cell they refer to."""
    found = {}
    for one in chart.iter(f"{CHART}ser"):
        (name,) = cells(book, one.findtext(f"{CHART}tx//{CHART}f"))
        found.setdefault(name, one)
    return found


@pytest.mark.parametrize("exhibit", pack().exhibits, ids=lambda one: one.name)
def test_every_series_of_a_chart_refers_to_its_cells(exhibit: Exhibit) -> None:
    book = opened(made())
    drawn = series(charts(made())[exhibit.number - 1], book)
    for stroke in exhibit.figure.drawing.strokes:
        one = drawn[stroke.name]
        assert cells(book, one.findtext(f"{CHART}val//{CHART}f")) == list(stroke.values)
        assert cells(book, one.findtext(f"{CHART}cat//{CHART}f")) == list(
            exhibit.figure.drawing.places
        )


def test_whiskers_refer_to_cells_that_follow_the_limits() -> None:
    book, formulas = opened(made()), opened(made(), computed=False)
    bars = charts(made())[0].find(f".//{CHART}errBars")
    assert bars is not None
    plus = bars.findtext(f"{CHART}plus//{CHART}f")
    # 0.15 - 0.134 above the value of 2019/20; nothing in 2020/21, which has none.
    assert cells(book, plus)[:2] == [pytest.approx(0.016), None]
    first = cells(formulas, plus)[0]
    assert re.fullmatch(r"=MAX\(D(\d+)-B\1,0\)", first)


def test_no_chart_leads_to_another_file_or_to_cells_that_are_not_there() -> None:
    book = opened(made())
    for chart in charts(made()):
        assert chart.find(f"{CHART}externalData") is None
        for reference in chart.iter(f"{CHART}f"):
            assert cells(book, reference.text)


def test_a_chart_covers_no_cell_with_something_in_it() -> None:
    book = opened(made())
    anchors = parts_of(made(), "xl/drawings")
    for exhibit in pack().exhibits:
        drawing = anchors[f"xl/drawings/drawing{exhibit.number}.xml"]
        ends = [
            int(drawing.findtext(f".//{SHEETS}{end}/{SHEETS}{way}") or 0)
            for end in ("from", "to")
            for way in ("row", "col")
        ]
        top, left, bottom, right = (end + 1 for end in ends)
        under = sheet_of(book, exhibit.number).iter_rows(top, bottom, left, right)
        assert all(cell.value is None for row in under for cell in row)


def test_a_chart_has_the_text_alternative_of_its_figure() -> None:
    anchors = parts_of(made(), "xl/drawings")
    for exhibit in pack().exhibits:
        drawing = anchors[f"xl/drawings/drawing{exhibit.number}.xml"]
        described = [one.get("descr") for one in drawing.iter(f"{SHEETS}cNvPr")]
        assert described == [exhibit.figure.alternative]


def test_sheets_stand_in_reading_order_after_cover_contents_and_notes() -> None:
    names = opened(made()).sheetnames
    assert names[:4] == ["Cover", "Contents", "Notes", "The plan on a page"]
    assert names[4:6] == ["Workstream 6 Impact", "Fig 1 Permanent exclusion rate"]
    assert [name.split()[1] for name in names[5:]] == ["1", "2", "3", "4"]


def test_nothing_is_merged_hidden_or_frozen() -> None:
    for sheet in opened(made()):
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert not any(one.hidden for one in sheet.row_dimensions.values())
        assert not any(one.hidden for one in sheet.column_dimensions.values())


def test_a_name_is_cut_between_words_and_never_given_twice() -> None:
    wanted = figure_name(3, "ILLUSTRATIVE: Children supported while on a mainstream roll: 64.1%")
    names = Names()
    assert names.give(wanted) == "Fig 3 Children supported"
    assert names.give(wanted) == "Fig 3 Children supported 2"
    assert names.give("Annex: definitions") == "Annex definitions"


@pytest.mark.parametrize("exhibit", pack().exhibits, ids=lambda one: one.name)
def test_a_figure_s_sheet_says_all_that_is_printed_under_it(exhibit: Exhibit) -> None:
    one = exhibit.figure
    told = texts(sheet_of(opened(made()), exhibit.number))
    assert told[0] == one.title
    for text in (one.subtitle, one.sentence, f"Figure id {one.id}", f"Unit: {one.drawing.unit}"):
        assert text in told
    assert [f"{name}: {text}" for name, text in one.passport if f"{name}: {text}" not in told] == []
    for fact in exhibit.facts:
        assert any(line.startswith(f"{fact.question} {fact.word}.") for line in told)


def test_an_illustrative_figure_says_so_in_its_title_above_its_table_and_by_itself() -> None:
    told = [line for line in texts(sheet_of(opened(made()), 2)) if line.startswith("ILLUSTRATIVE")]
    assert told[0].startswith("ILLUSTRATIVE: Returned to school")
    assert "ILLUSTRATIVE: made-up records, for showing the product only" in told
    assert "ILLUSTRATIVE: The numbers of Figure 2, %" in told


@pytest.mark.parametrize("audience", ["officer", "public"])
def test_every_mark_is_on_top_of_every_sheet_and_in_its_header(audience: str) -> None:
    marks = pack(audience).marks
    for sheet in opened(made(audience)):
        assert texts(sheet)[1 : 1 + len(marks)] == list(marks)
        for mark in marks:
            assert mark in sheet.oddHeader.center.text


def test_a_sign_that_headers_use_themselves_is_doubled() -> None:
    one = replace(pack(), recipient="Councillor A & B")
    with zipfile.ZipFile(BytesIO(written(one))) as held:
        assert b"Councillor A &amp;&amp; B" in held.read("xl/worksheets/sheet1.xml")


def test_contents_lead_to_every_sheet_in_words() -> None:
    book = opened(made())
    sheet = book["Contents"]
    led = [row[1].hyperlink.location for row in sheet.iter_rows() if row[1].hyperlink]
    assert {where.removesuffix("!A1").strip("'") for where in led} == set(book.sheetnames) - {
        "Cover",
        "Contents",
    }
    _, *rows = table_of(sheet)
    figures = [(row[1].value, row[2].value) for row in rows if row[2].value]
    first = pack().exhibits[0].figure
    assert figures[0] == ("Figure 1. Permanent exclusion rate: 0.26 in 2024/25", first.id)


def test_notes_explain_every_word_for_a_missing_number_and_name_the_figures() -> None:
    _, *rows = table_of(opened(made())["Notes"])
    told = [(row[0].value, row[1].value, row[2].value) for row in rows]
    for sign, text in SYMBOLS.items():
        assert any(text in str(note) and sign in str(note) for _, note, _ in told)
    assert ("Breaks", "2020/21: Covid.", "1 to 4") in told


def test_a_paragraph_between_figures_is_a_note_and_a_list_has_a_sheet() -> None:
    blocks = (Text(paragraphs=("What it is about.",)), *pack().exhibits)
    book = opened(written(replace(pack(), sections=(Section(title="One", blocks=blocks),))))
    _, *rows = table_of(book["Notes"])
    assert ("One", "What it is about.", "1 to 4") in [tuple(c.value for c in row) for row in rows]
    assert "One" not in book.sheetnames
    assert "• Another thing." in texts(opened(made())["Workstream 6 Impact"])


def test_the_cover_names_meeting_release_and_as_at_and_leaves_the_contact_to_the_council() -> None:
    told = texts(opened(made())["Cover"])
    assert told[0] == "Delivery plan performance"
    assert "Meeting: Education Scrutiny Committee" in told
    assert "Release: 2026-11-24T000000-abcd, made on 24 November 2026" in told
    assert "As at: Extracts as at 31 August 2026." in told
    assert any(line.startswith("Contact: to be filled in by Lancashire") for line in told)


def test_a_table_of_the_pack_is_a_table_on_the_sheet_of_its_section() -> None:
    sheet = opened(made())["The plan on a page"]
    head, *rows = table_of(sheet)
    assert [cell.value for cell in head] == ["Measure", "Newest figure", "Target"]
    assert rows[1][1].value == "4.8%, 2025"
    assert {"A first paragraph.", "Source: Figures 1 and 3"} <= set(texts(sheet))


def test_definitions_are_one_table_that_names_the_measure_of_each_row() -> None:
    meaning = pd.DataFrame({"About": ["What it is"], "Definition": ["A count"]})
    tables = tuple(Table(title=f"{name}: definition", frame=meaning) for name in ("One", "Two"))
    section = Section(title="Annex: definitions", blocks=(*tables, Text(paragraphs=("Last.",))))
    book = opened(written(replace(pack(), sections=(section,))))
    _, *rows = table_of(book["Annex definitions"])
    assert [row[0].value for row in rows] == ["One", "Two"]
    assert "Last." in texts(book["Annex definitions"])


def test_every_table_has_a_name_of_its_own_and_headers_that_differ() -> None:
    tables = [table for sheet in opened(made()) for table in sheet.tables.values()]
    names = [table.displayName for table in tables]
    assert len(names) == len(set(names)) == 7
    for table in tables:
        heads = [column.name for column in table.tableColumns]
        assert len(heads) == len(set(heads))


def test_a_section_of_any_name_has_its_table() -> None:
    table = next(block for block in pack().blocks if isinstance(block, Table))
    section = Section(title="Outcome: needs-led, 'earlier' [1/3]", blocks=(table, table))
    sheet = opened(written(replace(pack(), sections=(section, section))))
    assert sheet.sheetnames[3:] == [
        "Outcome needs-led earlier 1 3",
        "Outcome needs-led earlier 1 3 2",
    ]


def test_properties_say_whose_pack_it_is_and_when_its_release_was_built() -> None:
    told = opened(made()).properties
    assert (told.title, told.creator) == ("Delivery plan performance", "Lancashire")
    assert told.created.isoformat() == "2026-11-24T00:00:00"


def test_the_same_pack_is_the_same_bytes() -> None:
    assert written(pack()) == written(pack())


def test_a_drawing_with_one_value_is_a_sheet_too() -> None:
    drawing = Drawing(
        form="lines",
        unit="pupils",
        over="Period",
        places=("2022/23",),
        strokes=(Stroke(name=PLACE, part="place", values=(575.0,)),),
    )
    one = Exhibit(number=1, figure=figure("trend", drawing, "Pupils: 575"))
    book = opened(written(replace(pack(), sections=(Section(title="S", blocks=(one,)),))))
    assert [cell.value for cell in table_of(sheet_of(book, 1))[1][:2]] == ["2022/23", 575]


def test_the_head_of_a_table_is_printed_on_each_page_that_it_goes_on() -> None:
    for number in range(1, 5):
        sheet = sheet_of(opened(made()), number)
        head, *_ = table_of(sheet)
        assert sheet.print_title_rows == f"${head[0].row}:${head[0].row}"


def test_a_sheet_hardly_longer_than_a_page_is_printed_on_one_and_a_longer_one_is_not() -> None:
    short = sheet_of(opened(made()), 2)
    # One page each way is what a file means that does not say how many.
    assert short.sheet_properties.pageSetUpPr.fitToPage
    assert (short.page_setup.fitToWidth, short.page_setup.fitToHeight) == (None, None)
    places = tuple(f"Month {n}" for n in range(100))
    values = (1.0,) * len(places)
    lines = replace(
        LINES, places=places, strokes=(Stroke(name=PLACE, part="place", values=values),)
    )
    long = Exhibit(number=1, figure=figure("trend", lines, "Long"))
    sections = (Section(title="One", blocks=(long,)),)
    sheet = sheet_of(opened(written(replace(pack(), sections=sections))), 1)
    setup = sheet.page_setup
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", None, 0)


def test_a_mark_is_on_one_line_over_the_columns_of_a_narrow_sheet() -> None:
    contents = opened(made())["Contents"]
    for row in (2, 3):
        assert contents.cell(row, 1).value in pack().marks
        assert not contents.cell(row, 1).alignment.wrap_text
        assert contents.row_dimensions[row].height < 20


def test_a_question_is_followed_by_its_answer_and_no_colon() -> None:
    told = " ".join(texts(sheet_of(opened(made()), 1)))
    assert "Target: is it met? " in told
    assert "?:" not in told
