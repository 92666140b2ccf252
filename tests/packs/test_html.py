"""The pack as one web page: what it says, how it is built, and what no text in it can break."""

import re
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from lxml.html import tostring

from figures.drawing import Drawing
from figures.figure import EXEMPT
from packs.content import MADE_UP, Pack, Section, Table
from packs.pictures import Pictures
from packs.web import html
from packs.web.view import LONG, Cell, Grid, inlined, numbers
from tests.packs.read_page import Element, every, ids, levels, named_within, one, read, words
from tests.packs.sample_pack import BARS, CONTROL, LINES, STACK, figure, pack

NASTY = "</title></style><script>alert(1)</script> \"double\" 'single' & <b>bold</b> \\"


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture(scope="module")
def page(pictures: Pictures) -> Element:
    return read(html.write(pack(), pictures))


def shown(page: Element, figure_id: str) -> Element:
    return page.get_element_by_id(f"figure-{figure_id}")


def with_text(text: str) -> Pack:
    """The sample pack with one text in every place that takes any."""
    whole = pack()
    section = whole.sections[1]
    exhibits = [
        replace(
            exhibit,
            needed=(text,),
            notes=(text,),
            facts=tuple(replace(fact, word=text, detail=text) for fact in exhibit.facts),
            figure=replace(
                exhibit.figure,
                title=f"ILLUSTRATIVE {text}",
                subtitle=text,
                sentence=text,
                alternative=f"ILLUSTRATIVE {text}",
                source=text,
                scope=text,
            ),
        )
        for exhibit in whole.exhibits
    ]
    table = Table(title=text, frame=pd.DataFrame({text: [text], "Other": [text]}), source=text)
    told = Section(title=text, blocks=(section.blocks[0], *exhibits, table))
    return replace(whole, title=text, meeting=text, recipient=text, as_at=text, sections=(told,))


def test_the_page_needs_nothing_but_itself(page: Element) -> None:
    assert not every(page, "script", "iframe", "object", "embed", "img", "form")
    assert {link.get("href") for link in every(page, "link")} == {"data:,"}
    assert all(link.get("href").startswith("#") for link in every(page, "a"))
    style = one(page, "style").text
    assert "url(" not in style
    assert "@import" not in style
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_the_head_of_the_page_says_what_it_is(page: Element) -> None:
    whole = pack()
    assert page.get("lang") == "en-GB"
    assert (
        words(one(one(page, "head"), "title"))
        == "Delivery plan performance, Education Scrutiny Committee"
    )
    head = words(one(page, "header"))
    for text in (whole.title, whole.meeting, whole.authority, whole.release, whole.as_at):
        assert text in head
    for mark in whole.marks:
        assert mark in head
        assert mark in words(one(page, "footer"))


def test_a_stamp_on_paper_does_not_need_a_printed_background(page: Element) -> None:
    # Browsers leave backgrounds out: white letters on black would be all but gone.
    style = one(page, "style").text or ""
    on_paper = style[style.index("@media print") :]
    assert ".mark { background: none; color: var(--ink);" in on_paper


def test_what_stands_on_every_page_in_print_is_in_the_style(page: Element) -> None:
    style = one(page, "style").text
    top = re.search(r'@top-left \{ content: "([^"]*)"', style)
    assert top
    printed = re.sub(r"\\([0-9a-f]+) ", lambda sign: chr(int(sign[1], 16)), top[1])
    assert printed == " • ".join(pack().marks)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_figure_is_shown_with_all_that_belongs_to_it(page: Element, number: int) -> None:
    exhibit = pack().exhibits[number - 1]
    told = exhibit.figure
    text = words(shown(page, told.id))
    passport = [text for row in told.passport for text in row]
    facts = [text for fact in exhibit.facts for text in (fact.question, fact.word, fact.detail)]
    for wanted in (
        exhibit.name,
        told.title,
        told.subtitle,
        told.sentence,
        told.source,
        f"Figure id {told.id}",
        EXEMPT,
        *facts,
        *exhibit.needed,
        *exhibit.notes,
        *passport,
    ):
        assert wanted in text


def test_a_picture_has_a_name_and_a_text_alternative(page: Element) -> None:
    for exhibit in pack().exhibits:
        picture = one(one(shown(page, exhibit.figure.id), "div", of="picture"), "svg")
        assert picture.get("role") == "img"
        named = [page.get_element_by_id(one) for one in picture.get("aria-labelledby").split()]
        assert [words(part) for part in named] == [
            exhibit.figure.title,
            exhibit.figure.alternative,
        ]


def test_a_picture_carries_values_and_names_as_text_and_colours_of_the_page(
    page: Element,
) -> None:
    for exhibit in pack().exhibits:
        drawing = exhibit.figure.drawing
        picture = one(one(shown(page, exhibit.figure.id), "div", of="picture"), "svg")
        own = [drawing.printed(value) for value in drawing.strokes[0].values if value is not None]
        assert any(value in words(picture) for value in own)
        assert drawing.places[0].split()[0] in words(picture)
        assert "var(--first" in tostring(picture, encoding="unicode")


def test_an_illustrative_figure_carries_its_label(page: Element) -> None:
    labelled = shown(page, pack().exhibits[1].figure.id)
    assert words(one(one(labelled, "h3"), "span", of="label")) == "ILLUSTRATIVE:"
    assert not every(shown(page, pack().exhibits[0].figure.id), "span", of="label")


def test_a_public_pack_bears_no_stamp_and_may_be_found(pictures: Pictures) -> None:
    page = read(html.write(pack("public"), pictures))
    assert EXEMPT not in words(page)
    assert MADE_UP in words(page)
    assert page.xpath("//meta[@name='robots']") == []
    exempt = read(html.write(pack(), pictures))
    assert exempt.xpath("//meta[@name='robots']/@content") == ["noindex"]


@pytest.mark.parametrize("drawing", [LINES, BARS, STACK, CONTROL])
def test_every_cell_is_printed_as_the_drawing_prints_it(page: Element, drawing: Drawing) -> None:
    exhibit = next(one for one in pack().exhibits if one.figure.drawing is drawing)
    caption = page.get_element_by_id(f"figure-{exhibit.figure.id}-numbers")
    table = caption.getparent()
    numeric = drawing.numbers()
    wanted = [
        [str(row[0]), *(drawing.printed(None if pd.isna(value) else value) for value in row[1:])]
        for row in numeric.itertuples(index=False, name=None)
    ]
    if drawing.form != "bars":
        wanted.reverse()
    assert [words(head) for head in every(one(table, "thead"), "th")] == list(numeric.columns)
    assert [
        [words(one(row, "th")), *((cell.text or "").strip() for cell in every(row, "td"))]
        for row in every(one(table, "tbody"), "tr")
    ] == wanted


def test_every_table_has_a_caption_and_names_its_rows_and_columns(page: Element) -> None:
    tables = every(page, "table")
    # One of the plan on a page, one of numbers a figure, one of counts.
    assert len(tables) == 1 + 4 + 1
    for table in tables:
        assert words(one(table, "caption"))
        assert {head.get("scope") for head in every(one(table, "thead"), "th")} == {"col"}
        assert {head.get("scope") for head in every(one(table, "tbody"), "th")} == {"row"}
        assert len(every(one(table, "tbody"), "th")) == len(every(one(table, "tbody"), "tr"))


def test_a_provisional_value_says_so_beside_it() -> None:
    grid = numbers(figure("trend", LINES, "A rate"), "Numbers")
    (row,) = [row for row in grid.rows if row[0].text == "2024/25"]
    assert row[1] == Cell("0.26", "(provisional)")


def test_a_missing_value_says_why_and_is_never_0() -> None:
    told = figure("trend", LINES, "A rate")
    table = told.table.replace({"Lancashire": {"": "hidden to protect children"}})
    grid = numbers(replace(told, table=table), "Numbers")
    (row,) = [row for row in grid.rows if row[0].text == "2020/21"]
    assert row[1] == Cell("", "hidden to protect children")


def test_the_reason_is_found_where_the_table_names_the_period_in_full() -> None:
    told = figure("trend", LINES, "A rate")
    table = pd.DataFrame(
        {"Period": ["Autumn and spring term 2020/21"], "Lancashire": ["not available"]}
    )
    grid = numbers(replace(told, table=table), "Numbers")
    (row,) = [row for row in grid.rows if row[0].text == "2020/21"]
    assert row[1] == Cell("", "not available")


def test_a_table_that_tells_more_than_is_drawn_is_shown_too(pictures: Pictures) -> None:
    whole = pack()
    exhibit = whole.exhibits[1]
    counted = exhibit.figure.table.assign(Counted=["29", "61", "48", "not published"])
    told = replace(exhibit, figure=replace(exhibit.figure, table=counted))
    section = replace(whole.sections[1], blocks=(told,))
    page = read(html.write(replace(whole, sections=(section,)), pictures))
    counts = page.get_element_by_id(f"figure-{told.figure.id}-counts-1").getparent()
    assert "not published" in words(counts)


def test_a_long_table_is_folded_and_a_short_one_is_not(pictures: Pictures) -> None:
    frame = pd.DataFrame({"Month": [str(number) for number in range(LONG + 1)], "Value": "1"})
    assert Grid.of(frame, "Months").is_long
    assert not Grid.of(frame.iloc[:LONG], "Months").is_long


def test_headings_begin_with_one_h1_and_never_jump(page: Element) -> None:
    found = levels(page)
    assert found.count(1) == 1
    assert found[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(found))


def repeated() -> Pack:
    """The sample pack with its second section twice."""
    whole = pack()
    return replace(whole, sections=(*whole.sections, whole.sections[1]))


@pytest.mark.parametrize("whole", [pack(), repeated()])
def test_no_id_is_given_twice_and_every_reference_is_met(whole: Pack, pictures: Pictures) -> None:
    page = read(html.write(whole, pictures))
    given = ids(page)
    assert len(given) == len(set(given))
    assert named_within(page) <= set(given)


def test_the_ids_of_an_inlined_picture_and_what_refers_to_them_change_together() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" aria-labelledby="t d"><title id="t">id="t"</title>'
        '<clipPath id="c"/><g clip-path="url(#c)" fill="var(--first, #12436D)"/></svg>'
    )
    found = inlined(svg, "figure-a")
    assert 'aria-labelledby="figure-a-t figure-a-d"' in found
    assert '<title id="figure-a-t">id="t"</title>' in found
    assert 'clip-path="url(#figure-a-c)" fill="var(--first, #12436D)"' in found


def test_no_text_gets_out_of_its_place(pictures: Pictures) -> None:
    page = read(html.write(with_text(NASTY), pictures))
    assert not every(page, "script", "b")
    assert words(one(page, "h1")) == NASTY
    assert words(one(one(page, "section"), "h2")) == NASTY
    assert len(every(page, "style")) == 1
    assert every(page, "footer")
    cells = [words(cell) for cell in every(one(page, "div", of="table"), "td", "th")]
    assert cells == [NASTY, "Other", NASTY, NASTY]


def test_a_text_in_a_style_is_letters_spaces_and_numbers() -> None:
    assert html.quoted('a "b"</style>') == r"a \22 b\22 \3c \2f style\3e "


def test_the_same_pack_is_the_same_bytes(pictures: Pictures) -> None:
    assert html.write(pack(), pictures) == html.write(pack(), Pictures())
