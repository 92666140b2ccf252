"""A Word document read back: its numbers, its structure, and what is said on every page."""

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from openpyxl import load_workbook

from figures.drawing import Drawing
from figures.static_text import width
from packs import lowest, word
from packs.content import MADE_UP, Exhibit, Section, Table, Text
from packs.native.chart import places_drawn
from packs.word.charts import frame_of
from packs.word.document import NO_ROWS
from packs.word.exhibit import reading
from packs.word.outline import entries, of_pack
from packs.word.report import TO_COMPLETE, agreements, measures_of, named
from packs.word.tables import Look, table
from packs.word.widths import PAGE_WIDTH, widths
from tests.packs.sample_pack import BARS, LINES, figure, one_page, pack

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


@pytest.fixture(scope="module")
def written() -> bytes:
    return word.write(pack())


@pytest.fixture(scope="module")
def report() -> bytes:
    return word.write_report(pack())


def parts(held: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(held: bytes):
    return Document(io.BytesIO(held))


def frames(held: bytes) -> list[pd.DataFrame]:
    """Every table of the document, its first row as heads."""
    rows = [[[cell.text for cell in row.cells] for row in one.rows] for one in opened(held).tables]
    return [pd.DataFrame(own[1:], columns=own[0]) for own in rows]


def headings(held: bytes) -> list[tuple[int, str]]:
    return [
        (int(one.style.name.split()[-1]), one.text)
        for one in opened(held).paragraphs
        if "Heading " in one.style.name and one.style.name[-1].isdigit()
    ]


def listed(held: bytes) -> list[str]:
    """The headings a contents list names: those in Word's own styles of headings."""
    return [one.text for one in opened(held).paragraphs if one.style.name.startswith("Heading ")]


def told(element) -> str:
    return "".join(one.text or "" for one in element.iter(TEXT))


def chart_values(xml: bytes) -> dict[str, dict[int, float]]:
    """Values by place of each series, from the numbers kept in the chart."""
    series = {}
    for one in etree.fromstring(xml).iterfind(".//c:ser", CHART):
        name = one.findtext("c:tx//c:v", namespaces=CHART)
        points = one.iterfind("c:val//c:pt", CHART)
        values = {int(p.get("idx")): float(p.findtext("c:v", namespaces=CHART)) for p in points}
        series.setdefault(name, values)
    return series


def printed(drawing: Drawing) -> dict[str, list[str]]:
    return {one.name: [drawing.printed(value) for value in one.values] for one in drawing.strokes}


def test_the_chart_of_each_figure_holds_the_numbers_of_its_drawing(written: bytes) -> None:
    found = parts(written)
    for one in pack().exhibits:
        drawing = one.figure.drawing
        series = chart_values(found[f"word/charts/chart{one.number}.xml"])
        for name, values in printed(drawing).items():
            assert [drawing.printed(series[name].get(n)) for n in range(len(values))] == values


def test_the_workbook_of_each_chart_holds_the_same_numbers(written: bytes) -> None:
    found = parts(written)
    for one in pack().exhibits:
        drawing = one.figure.drawing
        name = f"word/embeddings/Microsoft_Excel_Sheet{one.number}.xlsx"
        rows = list(load_workbook(io.BytesIO(found[name])).active.iter_rows(values_only=True))
        cells = pd.DataFrame(rows[1:], columns=rows[0])
        assert list(cells[drawing.over]) == list(drawing.places)
        for stroke, values in printed(drawing).items():
            kept = [None if pd.isna(value) else value for value in cells[stroke]]
            assert [drawing.printed(value) for value in kept] == values


def test_a_chart_finds_its_workbook(written: bytes) -> None:
    found = parts(written)
    xml = etree.fromstring(found["word/charts/chart2.xml"])
    asked = xml.find("c:externalData", CHART).get(qn("r:id"))
    rels = etree.fromstring(found["word/charts/_rels/chart2.xml.rels"])
    targets = {one.get("Id"): one.get("Target") for one in rels}
    assert targets[asked] == "../embeddings/Microsoft_Excel_Sheet2.xlsx"


def test_the_table_of_each_figure_stands_under_it(written: bytes) -> None:
    found = frames(written)
    for one in pack().exhibits:
        wanted = one.figure.table.replace("", "no figure")
        assert any(
            set(wanted.columns) <= set(held.columns) and held[list(wanted.columns)].equals(wanted)
            for held in found
        )


def test_counts_of_the_same_periods_stand_beside_the_values() -> None:
    values = pd.DataFrame({"Period": ["2024/25", "2023/24"], "Lancashire": ["0.26", "0.24"]})
    counts = pd.DataFrame(
        {
            "Period": ["2024/25", "2023/24"],
            "Counted": ["458", "428"],
            "Out of": ["175,184", "176,252"],
            "Value (per 100 pupils)": ["0.26", "0.24"],
        }
    )
    one = replace(
        pack().exhibits[0],
        figure=replace(figure("trend", LINES, "A rate"), table=values),
        counts=(("Lancashire", counts),),
    )
    own = replace(pack(), sections=(Section(title="One", blocks=(one,)),))
    numbers = frames(word.write(own))[1]
    assert list(numbers.columns) == ["Period", "Lancashire", "Counted", "Out of"]
    assert numbers.iloc[1].tolist() == ["2023/24", "0.24", "428", "176,252"]


def test_each_chart_has_its_text_alternative(written: bytes) -> None:
    drawn = opened(written).element.body.iter(qn("wp:docPr"))
    assert [(one.get("descr"), one.get("title")) for one in drawn] == [
        (one.figure.alternative, one.figure.title) for one in pack().exhibits
    ]


def test_each_figure_says_all_that_belongs_to_it(written: bytes) -> None:
    text = told(opened(written).element.body)
    for one in pack().exhibits:
        figure = one.figure
        said = [figure.subtitle, figure.sentence, f"Source: {figure.source}"]
        said += [*reading(one), *one.needed, *(value for _, value in figure.passport)]
        said += [word for fact in one.facts for word in (fact.question, fact.word, fact.detail)]
        assert [words for words in said if words not in text] == []


def test_notes_tell_how_the_chart_of_the_document_is_read() -> None:
    first = pack().exhibits[0]
    beside = "Permanent exclusions from AP schools: 3 children, 2025/26"
    one = replace(first, notes=("The band: what chance could make of it.", beside))
    assert reading(one)[0].startswith("Thin lines across the marks: what chance alone")
    assert reading(one)[-1] == beside
    assert not any(text.startswith("The band") for text in reading(one))


def test_a_caption_has_a_number_of_words_own_and_the_figure_id(written: bytes) -> None:
    captions = [one for one in opened(written).paragraphs if one.style.name == "Caption"]
    for caption, one in zip(captions, pack().exhibits, strict=True):
        assert caption.text.startswith(f"Figure {one.number}. ")
        assert caption.text.endswith(f"Figure id {one.figure.id}")
        assert "SEQ Figure" in etree.tostring(caption._p).decode()


def test_headings_follow_the_pack_and_never_skip_a_level(written: bytes, report: bytes) -> None:
    assert listed(written) == [title for _, title in entries(of_pack(pack()))]
    assert [title for level, title in headings(written) if level == 2] == [
        "The headline measures", *(one.figure.title for one in pack().exhibits)
    ]  # fmt: skip
    for held in (written, report):
        levels = [0, *(level for level, _ in headings(held))]
        assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("shape", ["written", "report"])
def test_the_contents_list_names_every_chapter_and_figure_and_leads_to_it(
    shape: str, request: pytest.FixtureRequest
) -> None:
    held = request.getfixturevalue(shape)
    body = opened(held).element.body
    links = [
        (told(one), one.get(qn("w:anchor")))
        for one in body.iter(qn("w:hyperlink"))
        if one.get(qn("w:anchor"))
    ]
    marks = {
        one.get(qn("w:name")): told(one.getparent()) for one in body.iter(qn("w:bookmarkStart"))
    }
    assert [text for text, _ in links] == listed(held)
    assert all(marks[anchor] == text for text, anchor in links)


def test_the_contents_list_is_a_field_that_asks_nobody_to_update_it(written: bytes) -> None:
    found = parts(written)
    # Without \\u, which would list every style that is a heading, those of tables too.
    assert b'TOC \\o "1-2" \\h \\z </w:instr' in found["word/document.xml"]
    assert b"w:dirty" not in found["word/document.xml"]
    assert b"updateFields" not in found["word/settings.xml"]


def test_every_page_carries_the_marks_the_colophon_and_its_number(written: bytes) -> None:
    section = opened(written).sections[0]
    assert [one.text for one in section.header.paragraphs] == list(pack().marks)
    foot = [one.text for one in section.footer.paragraphs]
    assert foot == [pack().colophon, "Page 1 of 1"]
    codes = [one.text.strip() for one in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_a_pack_of_made_up_records_says_so_in_front_and_at_the_figure(written: bytes) -> None:
    document = opened(written)
    assert MADE_UP in [one.text for one in document.paragraphs if one.style.name == "Pack Mark"]
    own = next(one for one in pack().exhibits if one.figure.is_illustrative)
    captions = [one.text for one in document.paragraphs if one.style.name == "Caption"]
    assert captions[own.number - 1].startswith(f"Figure {own.number}. ILLUSTRATIVE: ")
    assert (2, own.figure.title) in headings(written)


def test_a_pack_without_marks_has_its_title_on_every_page() -> None:
    plain = replace(pack("public"), sections=pack().sections[:1])
    assert plain.marks == ()
    section = opened(word.write(plain)).sections[0]
    assert [one.text for one in section.header.paragraphs] == [plain.title]


def test_tables_have_a_header_row_that_repeats_and_rows_that_hold_together(
    written: bytes,
) -> None:
    for own in opened(written).tables:
        first, *others = [one._tr.trPr for one in own.rows]
        assert first.find(qn("w:tblHeader")) is not None
        assert all(one.find(qn("w:tblHeader")) is None for one in others)
        assert all(one.find(qn("w:cantSplit")) is not None for one in (first, *others))
        look = own._tbl.tblPr.find(qn("w:tblLook"))
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
        assert own._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_no_cells_are_merged_and_no_empty_paragraph_keeps_a_distance(
    written: bytes, report: bytes
) -> None:
    for held in (written, report):
        xml = parts(held)["word/document.xml"]
        assert b"gridSpan" not in xml
        assert b"vMerge" not in xml
        own = opened(held).element.body.iterchildren(qn("w:p"))
        assert [one for one in own if not told(one) and not _draws(one)] == []


def _draws(paragraph) -> bool:
    return paragraph.find(f".//{qn('w:drawing')}") is not None


def test_a_heading_stays_with_its_chart(written: bytes) -> None:
    """Every paragraph from the heading to the caption holds on to the next."""
    document = opened(written)
    styles = {one.style_id: one for one in document.styles}
    held = False
    for one in document.element.body.iter(qn("w:p")):
        form = one.pPr
        style = styles[form.style] if form is not None and form.style else None
        if style is not None and style.name == "Heading 2" and "Figure" not in told(one):
            held = _is_figure(told(one))
        if held:
            own = form.find(qn("w:keepNext")) is not None
            assert own or style.paragraph_format.keep_with_next, told(one)
        if style is not None and style.name == "Caption":
            held = False


def _is_figure(title: str) -> bool:
    return title in {one.figure.title for one in pack().exhibits}


def test_lists_are_lists(written: bytes) -> None:
    listed = [one.text for one in opened(written).paragraphs if one.style.name == "List Bullet"]
    assert listed[:2] == ["One thing.", "Another thing."]
    numbering = parts(written)["word/numbering.xml"]
    assert b'w:numFmt w:val="bullet"' in numbering


def test_the_document_says_its_language_title_and_the_time_of_its_release(
    written: bytes,
) -> None:
    core = opened(written).core_properties
    assert (core.title, core.subject, core.language) == (pack().title, pack().meeting, "en-GB")
    assert core.created.isoformat() == core.modified.isoformat() == pack().built_at
    assert b'w:lang w:val="en-GB"' in parts(written)["word/styles.xml"]


def test_the_same_pack_is_the_same_bytes(written: bytes, report: bytes) -> None:
    assert word.write(pack()) == written
    assert word.write_report(pack()) == report
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_report_has_the_headings_of_a_council_in_their_order(report: bytes) -> None:
    found = headings(report)
    assert [text for level, text in found if level == 1] == [
        "Purpose",
        "Recommendations",
        "Background",
        "Figures",
        "Implications",
        "Background papers",
    ]
    at = [text for _, text in found].index("Implications")
    assert [text for _, text in found[at + 1 : at + 5]] == [
        "Finance",
        "Legal",
        "Equality",
        "Data protection",
    ]
    figures = [text for level, text in found if level == 3]
    assert [one.figure.title for one in pack().exhibits if one.figure.title not in figures] == []


def test_a_report_keeps_the_annex_last() -> None:
    own = pack()
    annex = Section(title="Annex: definitions", blocks=(Text(paragraphs=("Words.",)),))
    held = word.write_report(replace(own, sections=(*own.sections, annex)))
    assert [text for level, text in headings(held) if level == 1][-1] == "Annex: definitions"


def test_a_report_asks_and_decides_nothing(report: bytes) -> None:
    text = told(opened(report).element.body)
    assert (
        "The Education Scrutiny Committee is asked to consider the figures below, to note where "
        "targets are missed or nearly met, and to agree what to ask."
    ) in text
    title = pack().exhibits[0].figure.title
    assert f"An example target, which no board has agreed, is missed: {title} (Figure 1)." in text


def test_a_report_names_what_it_is_asked_about_and_not_only_a_figure_number() -> None:
    shown = figure("lines", LINES, "Suspension rate: 10.55 in 2024/25", "sample")
    about = replace(shown.selection, measures=("suspension_rate",))
    one = Exhibit(number=7, figure=replace(shown, selection=about))
    assert measures_of([one]) == "ILLUSTRATIVE: Suspension rate (Figure 7)"
    both = replace(about, measures=("neet_percent", "not_known_percent", "neet_not_known_percent"))
    whole = Exhibit(number=8, figure=replace(shown, basis="published", selection=both))
    assert measures_of([whole]) == "NEET or not known (Figure 8)"


def test_a_report_of_a_pack_without_figures_does_not_speak_of_them() -> None:
    frame = pd.DataFrame({"Measure": ["Suspension rate"], "Newest figure": ["10.55"]})
    only = Section(title="The plan on a page", blocks=(Table(title="Headlines", frame=frame),))
    text = told(opened(word.write_report(replace(pack(), sections=(only,)))).element.body)
    assert "0 figures" not in text
    assert "Who agreed the targets" not in text


def test_several_boards_are_asked_as_members() -> None:
    both = replace(pack(), meeting="SEND Partnership Board and Lancashire Education Board")
    text = told(opened(word.write_report(both)).element.body)
    assert "Members are asked to consider the figures below" in text


def test_what_a_pack_cannot_tell_is_left_to_the_author_by_name(report: bytes) -> None:
    paragraphs = list(opened(report).paragraphs)
    after = {
        heading.text: following.text
        for heading, following in pairwise(paragraphs)
        if heading.style.name == "Heading 2"
    }
    assert [after[name] for name in ("Finance", "Legal", "Equality")] == [TO_COMPLETE] * 3
    assert "small numbers are shown as they are" in told(opened(report).element.body)


def test_money_duty_and_groups_are_told_where_the_pack_has_them() -> None:
    own = pack()
    cost, sixth, sex = (
        _of_measure(n, name, topic)
        for n, (name, topic) in enumerate(
            (("weekly_cost", ""), ("sixth_day_percent", ""), ("suspension_rate", "Sex")), start=1
        )
    )
    held = word.write_report(
        replace(own, sections=(Section(title="One", blocks=(cost, sixth, sex)),))
    )
    text = told(opened(held).element.body)
    assert "What is spent: weekly_cost (Figure 1)." in text
    assert "The council must arrange full-time education from the sixth school day" in text
    assert "Differences between groups of children are shown by sex in Figure 3." in text


def _of_measure(number: int, name: str, topic: str) -> Exhibit:
    made = figure("trend", LINES, name)
    chosen = replace(made.selection, measures=(name,), topic=topic)
    return Exhibit(number=number, figure=replace(made, selection=chosen))


def test_who_agreed_which_targets_is_read_from_the_figures() -> None:
    agreed = "The target is 0.2: missed. Agreed by SEND Partnership Board on 3 July 2024."
    one, two, three, four = (
        replace(_of_measure(n, "a_measure", ""), number=n) for n in (1, 2, 3, 4)
    )
    told = [
        replace(one, figure=replace(one.figure, target=agreed)),
        replace(two, figure=replace(two.figure, target="No target agreed.")),
        replace(three, figure=replace(three.figure, target=agreed)),
        four,
    ]
    assert agreements(told) == [
        "Agreed by SEND Partnership Board on 3 July 2024: Figures 1 and 3.",
        "No target agreed: Figure 2.",
        "An example target that no board has agreed: Figure 4.",
    ]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((4,), "Figure 4"),
        ((1, 2), "Figures 1 and 2"),
        ((1, 2, 3), "Figures 1 to 3"),
        ((1, 3, 4, 5, 9), "Figures 1, 3 to 5 and 9"),
    ],
)
def test_figures_are_named_by_number(numbers: tuple[int, ...], text: str) -> None:
    assert named([_of_measure(n, "a_measure", "") for n in numbers]) == text


def test_a_summary_is_in_the_largest_letters_that_fit_and_keeps_its_headings_and_marks() -> None:
    sizes = {}
    for rows in (2, 26, 50):
        document = opened(word.write(one_page(rows)))
        sizes[rows] = document.styles["Table Text"].font.size.pt
    assert sizes[2] == 9.5
    assert sizes[26] == sizes[50] == 7.5
    held = word.write(one_page(20))
    assert headings(held) == [(1, "The plan on a page"), (2, "The headline measures")]
    said = [one.text for one in opened(held).paragraphs]
    assert all(said.count(mark) == 1 for mark in one_page(20).marks)
    (first,) = opened(held).tables
    assert first.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_columns_of_the_lowest_table_leave_room_for_long_names() -> None:
    rows = [("Measure", "Target"), *[("A name of many short words " * 2, "Missed")] * 3]
    name, target = lowest.widths(rows, 330, 10)
    assert name + target == pytest.approx(330)
    # One line each: the name has all that "Missed" and "Target" does not take.
    assert width(rows[1][0].strip(), 10, bold=True) < name
    assert width("Target", 10, bold=True) < target
    assert lowest.widths([("Longestword", "Longestword")], 20, 10) == (10, 10)


def test_columns_are_as_wide_as_their_words_and_no_wider_than_the_page() -> None:
    # Letters count 100 and 8% more in bold, capitals 132, spaces 55; each cell keeps 240 free.
    assert widths(["ab", "cde"], [["f", "ghijk"]]) == [2 * 108 + 240, 5 * 100 + 240]
    long = "many words " * 60
    fitted = widths(["Measure", "About"], [["Suspension rate", long]])
    assert sum(fitted) <= PAGE_WIDTH
    assert fitted[0] == int((132 + 13 * 100 + 55) * 1.08 + 240)


def test_a_wide_table_breaks_no_word() -> None:
    heads = ["Measure", "Newest figure", "Promised", "Target", "Direction", "Against England"]
    row = [
        "ILLUSTRATIVE: Permanently excluded children waiting for provision",
        "94 children, August 2026",
        "Example target 12.0 to 18.0 per 10,000 pupils",
        "Missed (example)",
        "No change detectable",
        "Not comparable",
    ]
    fitted = widths(heads, [row])
    assert sum(fitted) <= PAGE_WIDTH
    assert fitted[0] >= len("ILLUSTRATIVE") * 132 * 1.08
    assert fitted[4] >= len("detectable") * 100


def test_bars_that_stand_close_have_smaller_letters_and_more_of_them_are_drawn() -> None:
    long = tuple(f"Verbal abuse or threatening behaviour of kind {n}" for n in range(15))
    stroke = replace(BARS.strokes[0], values=(1.0,) * 15, lower=(), upper=(), quiet=())
    many = replace(BARS, places=long, strokes=(stroke,))
    few, close = frame_of(BARS), frame_of(many)
    assert (few.letters, close.letters) == pytest.approx((0.84 * 0.94, 0.7 * 0.94))
    drawn = [places_drawn(many, one.height, one.width) for one in (few, close)]
    assert drawn[0] < drawn[1]


def test_only_columns_of_numbers_say_that_there_is_no_figure() -> None:
    frame = pd.DataFrame({"Period": ["May", "June"], "Rate": ["", "0.2"], "Shows": ["", "rising"]})
    xml = table(frame, "A table", look=Look(blank="no figure"))
    assert xml.count("no figure") == 1


def test_text_that_no_xml_can_hold_does_not_spoil_the_document() -> None:
    text = Text(paragraphs=("A bell \x07 & a <tag>\nover two lines.",))
    own = replace(pack(), sections=(Section(title='One "quoted"', blocks=(text,)),))
    paragraphs = [one.text for one in opened(word.write(own)).paragraphs]
    assert "A bell  & a <tag> over two lines." in paragraphs


def test_a_table_is_read_back_as_it_was_given(written: bytes) -> None:
    wanted = next(one for one in pack().blocks if isinstance(one, Table))
    assert any(held.equals(wanted.frame) for held in frames(written))
    assert f"Source: {wanted.source}" in told(opened(written).element.body)


def test_a_table_without_rows_says_so() -> None:
    bare = Table(title="A table", frame=pd.DataFrame())
    held = word.write(replace(pack(), sections=(Section(title="One", blocks=(bare,)),)))
    assert NO_ROWS in [one.text for one in opened(held).paragraphs]


def test_columns_of_numbers_stand_to_the_right(written: bytes) -> None:
    xml = parts(written)["word/document.xml"].decode()
    value = re.escape(BARS.printed(72.5))
    assert re.search(rf'w:val="TableRight"/>(?:<w:keepNext/>)?</w:pPr><w:r><w:t[^>]*>{value}<', xml)
