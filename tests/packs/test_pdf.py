"""The pack as a PDF: read back by two checkers, by its structure tree and by its text."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import outloud
import pandas as pd
import pdfua
import pytest
import typst

from figures.palette import LIGHT
from packs import pdf
from packs.content import Exhibit, Fact, Pack, Section, Table, Text
from packs.pdf.content import content
from packs.pdf.document import TEMPLATE
from packs.pictures import Pictures
from packs.typesetting import bundled_fonts
from tests.packs import read_pdf
from tests.packs.sample_pack import LINES, figure, one_page, pack

NASTY = "#let x = $1$ <a> @b *c* _d_ \"q\" 'r' \\n // /* [x] {y} `raw` ~ -- ... &amp; 100% ^2 £5"
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture(scope="module")
def document(pictures: Pictures) -> bytes:
    return pdf.write(pack(), pictures)


@pytest.fixture(scope="module")
def summary(pictures: Pictures) -> bytes:
    return pdf.write(one_page(20), pictures)


@pytest.fixture(scope="module")
def nasty(pictures: Pictures) -> bytes:
    return pdf.write(with_text(NASTY), pictures)


def with_text(text: str) -> Pack:
    """The sample pack with one text in every place that takes any."""
    whole = pack()
    exhibits = [
        replace(
            one,
            facts=(Fact(question=text, word=text, detail=text, tone="bad"),),
            needed=(text,),
            notes=(text,),
            counts=((text, pd.DataFrame({text: [text]})),),
            figure=replace(
                one.figure,
                title=f"ILLUSTRATIVE: {one.number} {text}",
                subtitle=text,
                sentence=text,
                alternative=f"ILLUSTRATIVE: {text}",
                source=text,
                scope=text,
                table=pd.DataFrame({text: [text], "Other": [text]}),
            ),
        )
        for one in whole.exhibits
    ]
    table = Table(title=text, frame=pd.DataFrame({text: [text], "b": [text]}), source=text)
    listed = Text(paragraphs=(text, text), is_list=True)
    sections = (
        Section(title=text, blocks=(Text(paragraphs=(text,)), table)),
        Section(title=text, blocks=(listed, *exhibits)),
    )
    return replace(
        whole, title=text, meeting=text, authority=text, recipient=text, sections=sections
    )


def head(table: read_pdf.Tag) -> list[read_pdf.Tag]:
    return [cell for part in table.every("THead") for cell in part.every("TH", "TD")]


def rows(table: read_pdf.Tag) -> list[list[read_pdf.Tag]]:
    found = [row for part in table.every("TBody") for row in part.every("TR")]
    return [list(row.every("TH", "TD")) for row in found]


def rows_are_named(table: read_pdf.Tag) -> bool:
    """Whether each row begins with its header and no other cell is one; it is all of them or none.

    A cell that lists its headers lists the column only: that must not stand beside a row header.
    """
    named = {(cell.name, cell.scope) for first, *_ in rows(table) for cell in (first,)}
    others = [cell for _, *rest in rows(table) for cell in rest]
    assert {cell.name for cell in others} == {"TD"}
    assert named in ({("TH", "Row")}, {("TD", "")})
    is_named = named == {("TH", "Row")}
    assert {cell.headers for cell in others} == ({0} if is_named else {1})
    return is_named


def with_figures(*exhibits: Exhibit) -> Pack:
    return replace(pack(), sections=(Section(title="One section", blocks=exhibits),))


def squeezed(text: str) -> str:
    """Text without what the end of a line may add or take."""
    return "".join(text.replace("\u200b", "").split())


def labels(svg: str) -> list[str]:
    """Every line of words in a picture."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return [line for text in texts for line in text.itertext() if line.strip()]


@pytest.mark.parametrize("made", ["document", "nasty", "summary"])
def test_two_checkers_find_no_error(
    made: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(request.getfixturevalue(made))
    heard = outloud.check(str(path))
    assert heard.error is None
    assert [one for one in heard.findings if one.severity == "error"] == []
    assert list(pdfua.validate(str(path)).findings) == []


def test_it_declares_the_standards_for_screen_readers_and_for_keeping(document: bytes) -> None:
    with read_pdf.opened(document) as held, held.open_metadata() as said:
        assert said["pdfuaid:part"] == "1"
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("2", "A")
        assert said["dc:title"] == "Delivery plan performance"
        assert said["dc:creator"] == ["Lancashire"]
        assert said["dc:language"] == {"en-GB"}


def test_language_and_title_are_shown_by_the_reader(document: bytes) -> None:
    with read_pdf.opened(document) as held:
        assert str(held.Root.Lang) == "en-GB"
        assert bool(held.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(held.Root.MarkInfo.Marked)
        assert str(held.docinfo.Author) == "Lancashire"


def test_its_only_time_is_that_of_the_release(document: bytes) -> None:
    with read_pdf.opened(document) as held:
        assert str(held.docinfo.CreationDate).startswith("D:20261124000000")
    # Of a time in the file there is no other than 24 November 2026, midnight.
    assert set(re.findall(rb"20\d\d-\d\d-\d\dT[\d:]+", document)) == {b"2026-11-24T00:00:00"}


def test_the_same_pack_makes_the_same_bytes(document: bytes) -> None:
    assert pdf.write(pack(), Pictures()) == document


def test_headings_go_down_one_level_at_a_time_and_are_the_bookmarks(document: bytes) -> None:
    found = [int(one.name[1]) for one in read_pdf.tags(document).every(*read_pdf.HEADINGS)]
    marked = read_pdf.bookmarks(document)
    whole = pack()
    assert found == [level for level, _ in marked]
    assert all(after <= before + 1 for before, after in zip([0, *found], found, strict=False))
    assert [title for level, title in marked if level == 1] == [
        "Contents",
        *(section.title for section in whole.sections),
    ]
    assert [title for level, title in marked if level == 2] == [
        "The headline measures",
        *(one.figure.title for one in whole.exhibits),
    ]


def test_the_contents_list_links_to_every_section_and_figure(document: bytes) -> None:
    listed = list(read_pdf.tags(document).every("TOCI"))
    assert len(listed) == 2 + 4
    assert all(next(one.every("Link"), None) for one in listed)


def test_every_picture_has_its_text_alternative(document: bytes) -> None:
    found = [one.alternative for one in read_pdf.tags(document).every("Figure")]
    assert found == [one.figure.alternative for one in pack().exhibits]


def test_every_table_names_its_columns(document: bytes) -> None:
    found = list(read_pdf.tags(document).every("Table"))
    # The headline table, four tables of figures, one of counts.
    assert len(found) == 1 + 4 + 1
    for table in found:
        assert {(cell.name, cell.scope) for cell in head(table)} == {("TH", "Column")}


def test_a_table_names_its_rows_where_it_has_more_data_than_headers(document: bytes) -> None:
    found = list(read_pdf.tags(document).every("Table"))
    named = {(len(head(one)), len(rows(one))): rows_are_named(one) for one in found}
    assert named == {
        (3, 2): False,  # The headline table: 3 + 2 headers would stand against 2 * 2 cells.
        (6, 7): True,  # Figure 1: 6 + 7 against 7 * 5.
        (2, 1): False,  # Its counts.
        (3, 4): True,  # Figure 2: 3 + 4 against 4 * 2.
        (5, 3): True,  # Figure 3: 5 + 3 against 3 * 4.
        (5, 6): True,  # Figure 4: 5 + 6 against 6 * 4.
    }


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_figure_prints_all_that_belongs_to_it(
    document: bytes, pictures: Pictures, number: int
) -> None:
    exhibit = pack().exhibits[number - 1]
    told = exhibit.figure
    text = squeezed(" ".join(read_pdf.pages(document)))
    wanted = [
        told.title,
        told.subtitle,
        told.sentence,
        f"{exhibit.name}. Source: {told.source}. Figure id {told.id}",
        *exhibit.needed,
        *exhibit.notes,
        *(part for fact in exhibit.facts for part in (fact.question, fact.word, fact.detail)),
        *(f"{name}: {said}" for name, said in told.passport),
        *(" ".join(row) for row in told.table.itertuples(index=False)),
        *labels(pictures.svg(told)),
    ]
    assert [one for one in wanted if squeezed(one) not in text] == []


def test_words_and_pictures_are_set_in_the_bundled_font(document: bytes) -> None:
    assert read_pdf.fonts(document) == {"SourceSansPro-Regular", "SourceSansPro-Bold"}


@pytest.mark.parametrize("audience", ["officer", "public"])
def test_every_page_has_the_marks_and_says_whose_figures_these_are(
    audience: str, pictures: Pictures
) -> None:
    whole = pack(audience)
    found = read_pdf.pages(pdf.write(whole, pictures))
    for number, text in enumerate(found, start=1):
        for part in (*whole.marks, whole.colophon, f"Page {number} of {len(found)}"):
            assert squeezed(part) in squeezed(text)


def test_a_figure_stands_on_one_page_with_its_heading_and_its_table(document: bytes) -> None:
    found = read_pdf.pages(document)
    for exhibit in pack().exhibits:
        own = [text for text in found if f"{exhibit.name}. Source" in text]
        assert len(own) == 1
        assert exhibit.figure.title in own[0]
        assert f"{exhibit.name} in numbers" in own[0]


def test_a_figure_stands_under_tables_that_had_no_room_beside_their_own_figure(
    pictures: Pictures,
) -> None:
    long, short = pack().exhibits[:2]
    wordy = replace(long, needed=("A line of what the target takes.",) * 20)
    first, second = read_pdf.pages(pdf.write(with_figures(wordy, short), pictures))
    assert "Figure 1 in numbers" not in first
    assert second.index("Figure 1 in numbers") < second.index("Figure 2 in numbers")


def test_a_long_table_goes_on_with_its_heading_repeated_to_the_eye_only(
    pictures: Pictures,
) -> None:
    rows = [f"Month {number}" for number in range(120)]
    long = replace(
        figure("trend", LINES, "Long"),
        table=pd.DataFrame({"Period": rows, "Lancashire": ["1.5"] * 120}),
    )
    made = pdf.write(with_figures(Exhibit(number=1, figure=long)), pictures)
    found = [text for text in read_pdf.pages(made) if "Period Lancashire" in text]
    assert len(found) == 3
    tree = read_pdf.tags(made)
    assert len(list(tree.every("THead"))) == 1
    assert len([one for part in tree.every("TBody") for one in part.every("TR")]) == 120


def test_a_pack_of_one_section_has_no_contents_list(pictures: Pictures) -> None:
    made = pdf.write(with_figures(pack().exhibits[1]), pictures)
    assert len(read_pdf.pages(made)) == 1
    assert list(read_pdf.tags(made).every("TOC")) == []


@pytest.mark.parametrize("rows", [2, 20, 26])
def test_a_summary_is_one_page_with_all_its_rows_its_marks_and_headings(
    rows: int, pictures: Pictures
) -> None:
    whole = one_page(rows)
    made = pdf.write(whole, pictures)
    (text,) = read_pdf.pages(made)
    assert text.count("Not yet due (example)") == rows
    for mark in whole.marks:
        assert text.count(mark) == 1
    assert read_pdf.bookmarks(made) == [(1, "The plan on a page"), (2, "The headline measures")]
    (table,) = read_pdf.tags(made).every("Table")
    assert {cell.name for cell in head(table)} == {"TH"}


def test_a_summary_is_in_the_largest_letters_that_fit_and_goes_on_below_the_smallest(
    pictures: Pictures,
) -> None:
    sizes = {}
    for rows in (2, 34, 60):
        made = pdf.write(one_page(rows), pictures)
        sizes[rows] = (read_pdf.smallest_letter(made), len(read_pdf.pages(made)))
    # The small print of the foot has 8.5 points.
    assert sizes[2] == (8.5, 1)
    assert 7.5 <= sizes[34][0] < 8.5
    assert sizes[34][1] == 1
    assert sizes[60] == (7.5, 2)


def test_text_is_never_read_as_markup(nasty: bytes) -> None:
    whole = with_text(NASTY)
    text = squeezed(" ".join(read_pdf.pages(nasty)))
    # Twice in the front matter, in five places of words, and in fourteen of each of four figures.
    assert text.count(squeezed(NASTY)) > 2 + 5 + 4 * 14
    titles = [title for _, title in read_pdf.bookmarks(nasty)]
    assert titles == [
        "Contents", NASTY, NASTY, NASTY, *(one.figure.title for one in whole.exhibits)
    ]  # fmt: skip
    found = [one.alternative for one in read_pdf.tags(nasty).every("Figure")]
    assert found == [f"ILLUSTRATIVE: {NASTY}"] * 4


def test_a_sign_that_no_font_has_is_replaced_and_the_rest_is_printed(pictures: Pictures) -> None:
    whole = replace(pack(), title="Plan \u65e5\u672c \U0001f600\x07 → Łódź")
    made = pdf.write(whole, pictures)
    gone = "\N{REPLACEMENT CHARACTER}"
    assert f"Plan {gone}{gone} {gone}{gone} → Łódź" in read_pdf.pages(made)[0]


def test_a_word_wider_than_its_column_is_broken(pictures: Pictures) -> None:
    wide = Table(
        title="Wide", frame=pd.DataFrame({name: [LONG_WORD] for name in ("a", "b", "c", "d")})
    )
    whole = replace(pack(), sections=(Section(title="One", blocks=(wide,)),))
    made = pdf.write(whole, pictures)
    assert squeezed(read_pdf.pages(made)[0]).count(LONG_WORD) == 4
    # A4 is 595 points wide, of which 51 are margin. A longer word would run on to the right.
    assert 500 < read_pdf.right_edge(made) < 595 - 51 + 1


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda told: told["sections"][1]["blocks"][1].update(alternative=None), "alt"),
        (lambda told: told.update(title=""), "title"),
    ],
)
def test_without_title_or_text_alternative_there_is_no_document(
    spoil: Callable[[dict[str, object]], None], reason: str, pictures: Pictures
) -> None:
    told = content(pack(), pictures)
    spoil(told)
    with pytest.raises(typst.TypstError, match=reason):
        pdf.compiled(told, bundled_fonts())


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_words_stand_out_from_the_paper() -> None:
    used = set(re.findall(r"fill: colour\.(\w+)", TEMPLATE.read_text(encoding="utf-8")))
    assert used == {"ink", "text", "first", "third"}
    for name in used:
        assert 1.05 / (luminance(getattr(LIGHT, name)) + 0.05) >= 4.5
