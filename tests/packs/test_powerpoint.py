"""Slides of a pack: charts to edit, facts, notes, marks, and a council's own template."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pptx
import pytest
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from figures.drawing import Stroke
from packs.content import Exhibit, Fact, Pack, Section, Table, Text
from packs.powerpoint.council import council
from packs.powerpoint.layouts import NAMES
from packs.powerpoint.presentation import COUNCIL, write
from packs.powerpoint.text import Words, fitted, height
from tests.packs.sample_pack import BARS, FACTS, LINES, figure, one_page, pack

LONG = (
    "ILLUSTRATIVE: Tier 3 placements that ended in a new school or post-16 place: "
    "67.8% in 2025/26, 65.9% the year before"
)


def opened(held: bytes) -> Presentation:
    return pptx.Presentation(BytesIO(held))


@pytest.fixture(scope="module")
def written() -> bytes:
    return write(pack())


@pytest.fixture(scope="module")
def deck(written) -> Presentation:
    return opened(written)


def titled(deck: Presentation, words: str) -> Slide:
    return next(slide for slide in deck.slides if words in title(slide))


def title(slide: Slide) -> str:
    shape = slide.shapes.title
    assert shape is not None
    return shape.text_frame.text


def chart_frame(slide: Slide):
    return next(shape for shape in slide.shapes if shape.has_chart)


def names(slide: Slide) -> list[str]:
    """The parts of a slide in the order in which they are read out."""
    return [shape.name for shape in slide.shapes]


def text(slide: Slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def notes(slide: Slide) -> str:
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    return frame.text


def with_exhibits(*exhibits: Exhibit) -> Pack:
    return replace(pack(), sections=(Section(title="Figures", blocks=exhibits),))


def test_numbers_of_charts_and_of_their_workbooks_are_those_of_the_drawing(deck):
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    exhibits = pack().exhibits
    assert len(charts) == len(exhibits)
    for chart, exhibit in zip(charts, exhibits, strict=True):
        drawing = exhibit.figure.drawing
        told = {one.name: list(one.values) for plot in chart.plots for one in plot.series}
        book = openpyxl.load_workbook(
            BytesIO(chart.part.chart_workbook.xlsx_part.blob), data_only=True
        )
        rows = list(book["Numbers"].values)
        for stroke in drawing.strokes:
            column = rows[0].index(stroke.name)
            for n, value in enumerate(stroke.values):
                assert drawing.printed(told[stroke.name][n]) == drawing.printed(value)
                assert drawing.printed(rows[n + 1][column]) == drawing.printed(value)


def test_every_chart_and_table_has_a_text_alternative(deck):
    told = {
        exhibit.name: (exhibit.figure.alternative, exhibit.figure.title)
        for exhibit in pack().exhibits
    }
    for slide in deck.slides:
        for shape in slide.shapes:
            described = shape._element.xpath("./p:nvGraphicFramePr/p:cNvPr/@descr")
            if shape.has_chart:
                assert described == [told[shape.name][0]]
            elif shape.has_table:
                assert described[0].startswith("Table: ")


def test_a_figure_is_read_title_first_then_chart_facts_and_source(deck):
    assert names(titled(deck, "Permanent exclusion rate")) == [
        "Title",
        "Subtitle",
        "Figure 1",
        "Reading the chart",
        "Facts and sentence",
        "Source",
        "Marks of the pack",
        "Slide number",
    ]


def test_the_three_facts_stand_apart_with_a_sign_beside_each_word(deck):
    slide = titled(deck, "Permanent exclusion rate")
    facts = next(shape for shape in slide.shapes if shape.name == "Facts and sentence")
    told = [paragraph.text for paragraph in facts.text_frame.paragraphs]
    assert told == [
        "Target: is it met?",
        "✗ Missed (example)",
        "Direction: is it changing?",
        "– No change detectable",
        "Position: against others?",
        "– Worse than England, worse than neighbours",
        pack().exhibits[0].figure.sentence,
    ]


def test_every_slide_has_a_title_of_its_own_its_marks_and_a_field_with_its_number(deck):
    titles = [title(slide) for slide in deck.slides]
    assert len(set(titles)) == len(titles)
    for slide in deck.slides:
        assert slide.shapes.title.placeholder_format.type == PP_PLACEHOLDER.TITLE
        for mark in pack().marks:
            assert mark in text(slide)
        assert len(slide._element.xpath(".//a:fld[@type='slidenum']")) == 1
        assert names(slide)[0] == "Title"


def test_figures_of_one_title_are_told_apart_by_their_number():
    one = pack().exhibits[0]
    deck = opened(write(with_exhibits(one, replace(one, number=2))))
    titles = [title(slide) for slide in deck.slides]
    assert one.figure.title in titles
    assert f"Figure 2. {one.figure.title}" in titles


def test_the_notes_hold_the_passport_what_the_target_takes_and_the_text_alternative(deck):
    for exhibit in pack().exhibits:
        told = notes(titled(deck, exhibit.figure.title))
        for name, words in exhibit.figure.passport:
            assert f"{name}: {words}" in told
        assert exhibit.needed[0] in told
        assert f"Figure id {exhibit.figure.id}" in told
        assert f"Text alternative: {exhibit.figure.alternative}" in told
    assert "2024/25: Lancashire 0.26; England 0.13" in notes(titled(deck, "Permanent exclusion"))
    assert FACTS[0].detail in notes(titled(deck, "Permanent exclusion"))


def test_source_day_and_figure_id_stand_under_a_figure(deck):
    for exhibit in pack().exhibits:
        told = text(titled(deck, exhibit.figure.title))
        assert f"Source: {exhibit.figure.source}" in told
        assert exhibit.figure.as_at in told
        assert f"Figure id {exhibit.figure.id}" in told


def test_the_first_slide_says_what_for_whom_and_of_which_day(deck):
    told = text(deck.slides[0])
    assert "Delivery plan performance" in told
    assert "Education Scrutiny Committee" in told
    assert "Lancashire, 24 November 2026" in told


def test_a_pack_of_more_than_three_sections_has_contents_that_lead_to_them():
    sections = tuple(Section(title=f"Part {n}", blocks=(table(3),)) for n in range(1, 5))
    deck = opened(write(replace(pack(), sections=sections)))
    contents = titled(deck, "Contents")
    assert "Part 2, slide 5" in text(contents)
    links = contents._element.xpath(".//a:hlinkClick")
    targets = [contents.part.related_part(link.rId).slide for link in links]
    assert [title(slide) for slide in targets] == ["Part 1", "Part 2", "Part 3", "Part 4"]
    assert "Contents" not in [title(slide) for slide in opened(write(pack())).slides]


def table(rows: int, words: str = "A few words") -> Table:
    frame = pd.DataFrame({"Measure": [f"Measure {n}" for n in range(rows)], "Says": [words] * rows})
    frame["Third"] = "x"
    return Table(title="A table", frame=frame, source="Figures 1 and 3")


def test_a_long_table_goes_on_over_slides_with_its_header_row_again():
    deck = opened(write(replace(pack(), sections=(Section(title="One", blocks=(table(40),)),))))
    found = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert len(found) > 1
    told = []
    for one in found:
        assert one.first_row
        assert [cell.text for cell in one.rows[0].cells] == ["Measure", "Says", "Third"]
        told += [row.cells[0].text for row in list(one.rows)[1:]]
    assert told == [f"Measure {n}" for n in range(40)]
    assert "Source: Figures 1 and 3" in text(titled(deck, "A table"))


def test_two_small_tables_share_a_slide_and_nothing_of_them_is_cut():
    words = "Each child once, however many placements: districts are where the child lives. " * 2
    frame = pd.DataFrame({"About": ["What it is", "Source"] * 3, "Definition": [words] * 6})
    tables = tuple(Table(title=f"Measure {n}: definition", frame=frame) for n in range(3))
    deck = opened(write(replace(pack(), sections=(Section(title="Annex", blocks=tables),))))
    first = titled(deck, "Measure 0: definition; Measure 1: definition")
    assert [shape.has_table for shape in first.shapes].count(True) == 2
    assert text(first).count("Measure 1: definition") == 2
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.top + sum(row.height for row in shape.table.rows) < Inches(7)
                assert shape.table.cell(6, 1).text == words


def test_letters_are_never_smaller_than_twelve_points(deck):
    for slide in deck.slides:
        sizes = [int(size) for size in slide._element.xpath(".//a:rPr/@sz")]
        assert sizes
        assert min(sizes) >= 1200
        for shape in slide.shapes:
            if shape.has_chart:
                letters = shape.chart.part._element.xpath(".//a:defRPr/@sz")
                assert min(int(size) for size in letters) >= 1200


@pytest.mark.parametrize("rows", [2, 20, 26])
def test_a_summary_is_one_slide_with_its_title_its_words_its_table_and_its_marks(rows):
    whole = one_page(rows)
    (slide,) = opened(write(whole)).slides
    assert title(slide) == whole.title
    assert names(slide)[:2] == ["Title", "In short"]
    told = text(slide)
    for said in (*whole.marks, whole.colophon, "of 32 targets that are due", "would give fewer"):
        assert told.count(said) == 1
    (frame,) = (shape for shape in slide.shapes if shape.has_table)
    assert frame.table.first_row
    assert len(frame.table.rows) == rows + 1
    assert frame._element.xpath(".//p:cNvPr/@descr") == [
        f"Table: The headline measures. {rows} rows; columns: "
        "Measure, Newest figure, Promised, Target, Direction, Against England."
    ]
    foot = next(shape for shape in slide.shapes if shape.name == "Marks of the pack")
    assert frame.top + sum(row.height for row in frame.table.rows) <= foot.top
    above = next(shape for shape in slide.shapes if shape.name == "In short")
    assert above.top + above.height <= frame.top


def test_a_summary_is_in_the_largest_letters_that_fit_and_goes_on_below_the_smallest():
    made = {rows: opened(write(one_page(rows))).slides for rows in (2, 26, 40)}
    assert [len(slides) for slides in made.values()] == [1, 1, 2]
    assert [letters_of_table(slides[0]) for slides in made.values()] == [14, 9, 9]
    found = [shape.table for slide in made[40] for shape in slide.shapes if shape.has_table]
    assert sum(len(one.rows) - 1 for one in found) == 40


def letters_of_table(slide: Slide) -> float:
    return min(int(size) for size in slide._element.xpath(".//a:tbl//a:rPr/@sz")) / 100


def test_a_long_title_is_set_in_letters_that_fit():
    made = fitted([Words(text=LONG, size=28, bold=True)], 12.333, 0.95)
    assert 18 <= made[0].size < 28
    assert height(made, 12.333) <= 0.95
    one = replace(pack().exhibits[0], figure=replace(pack().exhibits[0].figure, title=LONG))
    deck = opened(write(with_exhibits(one)))
    run = titled(deck, LONG).shapes.title.text_frame.paragraphs[0].runs[0]
    assert run.font.size.pt == made[0].size


def test_long_facts_and_sentences_stay_in_their_place():
    facts = tuple(
        Fact(
            question="Position: against others?",
            word="Worse than England, worse than the North West, better than neighbours",
        )
        for _ in range(3)
    )
    figure_of = replace(pack().exhibits[0].figure, sentence="A sentence of words. " * 18)
    deck = opened(write(with_exhibits(replace(pack().exhibits[0], facts=facts, figure=figure_of))))
    shape = next(shape for shape in deck.slides[1].shapes if shape.name == "Facts and sentence")
    told = [
        Words(text=one.text, size=one.runs[-1].font.size.pt, bold=bool(one.runs[-1].font.bold))
        for one in shape.text_frame.paragraphs
    ]
    assert height(told, shape.width / 914400) <= shape.height / 914400


def test_a_list_longer_than_a_slide_goes_on_whole():
    lines = tuple(f"Line {n} of a list that is longer than one slide can hold" for n in range(40))
    block = Text(paragraphs=lines, is_list=True)
    deck = opened(write(replace(pack(), sections=(Section(title="List", blocks=(block,)),))))
    told = "\n".join(text(slide) for slide in deck.slides)
    assert all(f"{line}\n" in f"{told}\n" for line in lines)
    assert "List (continued)" in [title(slide) for slide in deck.slides]


def test_a_list_that_fits_one_slide_in_smaller_letters_has_one():
    lines = tuple(f"Line {n} of a list that is as long as one slide can hold" for n in range(13))
    block = Text(paragraphs=lines, is_list=True)
    deck = opened(write(replace(pack(), sections=(Section(title="List", blocks=(block,)),))))
    (slide,) = (one for one in deck.slides if "Line 12" in text(one))
    assert "Line 0 " in text(slide)


def test_notes_under_bars_count_those_that_the_chart_has():
    places = tuple(f"A reason of several words, number {n}" for n in range(30))
    stroke = Stroke(name="2024/25", part="part", values=tuple(range(30, 0, -1)))
    bars = replace(BARS, places=places, strokes=(stroke,))
    scope = "Who is counted takes lines, for which the chart gives up height. " * 6
    one = replace(
        pack().exhibits[1], figure=replace(figure("parts", bars, "By reason"), scope=scope)
    )
    slide = titled(opened(write(with_exhibits(one))), "By reason")
    drawn = len(list(chart_frame(slide).chart.plots[0].categories))
    assert f"The {drawn} greatest of 30 are drawn" in text(slide)


def test_text_is_marked_as_english_and_the_file_says_what_it_is(deck, written):
    for slide in deck.slides:
        for letters in slide._element.xpath(".//a:r/a:rPr"):
            assert letters.get("lang") == "en-GB"
    about = deck.core_properties
    assert (about.title, about.subject) == (pack().title, pack().meeting)
    assert about.language == "en-GB"
    assert about.created.isoformat() == about.modified.isoformat() == "2026-11-24T00:00:00"


def test_the_same_pack_is_the_same_bytes(written):
    assert write(pack()) == written
    with ZipFile(BytesIO(written)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_council_template_is_the_one_that_is_made():
    assert COUNCIL.read_bytes() == council()
    assert [layout.name for layout in opened(council()).slide_layouts] == [
        names[0] for names in NAMES.values()
    ]


def test_another_template_is_filled_where_it_has_room(tmp_path):
    plain = pptx.Presentation()
    plain.slides.add_slide(plain.slide_layouts[0])
    plain.save(str(tmp_path / "plain.pptx"))
    deck = opened(write(pack(), template=tmp_path / "plain.pptx"))
    assert deck.slide_width == plain.slide_width
    assert len(deck.slides) == len(opened(write(pack())).slides)
    assert title(deck.slides[0]) == pack().title
    for slide in deck.slides:
        assert title(slide)
        assert all(mark in text(slide) for mark in pack().marks)
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_a_template_without_title_or_named_layouts_does_not_stop_a_pack(tmp_path):
    bare = pptx.Presentation()
    for layout in list(bare.slide_layouts)[:-5]:
        bare.slide_layouts.remove(layout)
    for layout in bare.slide_layouts:
        for shape in list(layout.shapes):
            shape._element.getparent().remove(shape._element)
    bare.save(str(tmp_path / "bare.pptx"))
    deck = opened(write(pack(), template=tmp_path / "bare.pptx"))
    assert all(title(slide) for slide in deck.slides)
    assert sum(shape.has_chart for slide in deck.slides for shape in slide.shapes) == 4


def test_parts_stand_where_a_councils_template_names_them(tmp_path):
    own = opened(council())
    layout = next(one for one in own.slide_layouts if one.name == "Figure")
    chart = next(shape for shape in layout.shapes if shape.name == "Chart")
    chart.left, chart.width = Inches(1), Inches(6)
    own.save(str(tmp_path / "own.pptx"))
    deck = opened(write(pack(), template=tmp_path / "own.pptx"))
    frame = chart_frame(titled(deck, "Permanent exclusion rate"))
    assert (frame.left, frame.width) == (Inches(1), Inches(6))


def test_an_illustrative_figure_says_so_on_its_slide():
    shown = Exhibit(number=1, figure=figure("trend", LINES, "A rate", "sample"))
    deck = opened(write(with_exhibits(shown)))
    assert "ILLUSTRATIVE" in title(titled(deck, "A rate"))
