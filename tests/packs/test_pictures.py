"""Pictures that stand alone or in a page: one image each, with its words, drawn once and the same."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import fields, replace
from itertools import pairwise

import pytest
from PIL import Image

from figures.figure import EXEMPT
from figures.palette import LIGHT
from packs.pictures import Pictures
from tests.figures.read_picture import printed
from tests.packs.sample_pack import BARS, CONTROL, LINES, STACK, figure

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = {
    "lines": figure("trend", LINES, "Permanent exclusion rate: 0.26 in 2024/25"),
    "bars": figure("parts", BARS, "Returned to school by district, 2024/25", "sample"),
    "stack": figure("together", STACK, "NEET or not known: 4.8% in 2025"),
    "control": figure("control", CONTROL, "Suspensions: a signal in March 2024"),
}
every_figure = pytest.mark.parametrize("name", FIGURES)
both_ways = pytest.mark.parametrize("dressed", [True, False])


def said(svg: str) -> str:
    """All words of a picture, line after line."""
    return " ".join(one.text for one in printed(ET.fromstring(svg)))


def ids(svg: str) -> list[str]:
    return [element.attrib["id"] for element in ET.fromstring(svg).iter() if "id" in element.attrib]


def named(svg: str) -> list[str]:
    """What a screen reader is given as the name of a picture."""
    root = ET.fromstring(svg)
    texts = {one.attrib["id"]: one.text or "" for one in root.iter() if "id" in one.attrib}
    return [texts[name] for name in root.attrib["aria-labelledby"].split()]


@both_ways
@every_figure
def test_a_picture_is_one_image_with_a_title_and_a_text_alternative(name: str, dressed: bool):
    svg = Pictures().svg(FIGURES[name], dressed=dressed)
    assert ET.fromstring(svg).attrib["role"] == "img"
    assert named(svg) == [FIGURES[name].title, FIGURES[name].alternative]


@both_ways
@every_figure
def test_nothing_inside_a_picture_has_a_name_or_role_of_its_own(name: str, dressed: bool):
    root = ET.fromstring(Pictures().svg(FIGURES[name], dressed=dressed))
    inside = [one.attrib for child in root for one in child.iter()]
    assert not [
        held for held in inside if {"role", "aria-label", "aria-roledescription"} & set(held)
    ]
    assert root[-1].attrib["aria-hidden"] == "true"


def test_two_pictures_in_one_page_share_no_id():
    pictures = Pictures()
    svgs = [pictures.svg(one, dressed=way) for one in FIGURES.values() for way in (True, False)]
    held = [name for svg in svgs for name in ids(svg)]
    assert len(held) == len(set(held)) == 2 * len(svgs)


@every_figure
def test_words_stay_words_in_a_font_that_every_reader_has_in_the_end(name: str):
    root = ET.fromstring(Pictures().svg(FIGURES[name]))
    assert root.attrib["font-family"].endswith("sans-serif")
    assert len(list(root.iter(f"{SVG}text"))) > 5


@both_ways
@every_figure
def test_no_word_runs_beyond_the_picture(name: str, dressed: bool):
    root = ET.fromstring(Pictures().svg(FIGURES[name], dressed=dressed))
    right, bottom = (float(part) for part in root.attrib["viewBox"].split()[2:])
    for one in printed(root):
        assert one.left >= 0
        assert one.right <= right
        assert one.top >= 0
        assert one.bottom <= bottom


@every_figure
def test_a_dressed_picture_says_what_it_needs_away_from_its_page(name: str):
    one = FIGURES[name]
    text = said(Pictures().svg(one, dressed=True))
    for needed in (one.title, one.subtitle, one.scope, one.source, f"Figure {one.id}"):
        assert needed in text
    assert one.source not in said(Pictures().svg(one))


def test_lines_of_a_dressed_picture_do_not_cover_one_another():
    long = replace(FIGURES["bars"], title=f"ILLUSTRATIVE: {'A long title ' * 20}")
    lines = list(printed(ET.fromstring(Pictures().svg(long, dressed=True))))
    title = [line for line in lines if "long title" in line.text]
    assert len(title) > 2
    assert all(below.top >= above.bottom for above, below in pairwise(title))


def test_an_illustrative_figure_says_so_in_its_picture():
    text = said(Pictures().svg(FIGURES["bars"], dressed=True))
    assert "ILLUSTRATIVE: made-up records, for showing the product only" in text
    assert "ILLUSTRATIVE" not in said(Pictures().svg(FIGURES["lines"], dressed=True))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        # First and newest of the place; 0.257 is printed with two decimals.
        ("lines", ["0.13", "Lancashire 0.26", "England 0.13"]),
        ("bars", ["72.5%", "61.0%", "48.3%", "40.0%", "Lancashire 58.8%"]),
        ("stack", ["2.4%", "4.1%", "NEET 3.3%", "Activity not known 1.5%", "England, both 5.6%"]),
        ("control", ["0.900", "Average 1.000", "Upper limit 1.400", "1.050 in May 2024"]),
    ],
)
def test_values_are_printed_as_in_every_other_format(name: str, values: list[str]):
    text = said(Pictures().svg(FIGURES[name]))
    assert [value for value in values if value not in text] == []


@every_figure
def test_a_picture_for_a_page_takes_its_colours_from_the_page(name: str):
    plain, themed = Pictures().svg(FIGURES[name]), Pictures().themed_svg(FIGURES[name])
    held = set(re.findall(r'(?:fill|stroke)="([^"]*)"', themed))
    variables = {f"var(--{one.name}, {getattr(LIGHT, one.name)})" for one in fields(LIGHT)}
    variables |= {"var(--band, rgba(18,67,109,0.14))"}
    # Black stands on the two light colours of a stack, which are the same on a dark page.
    assert held - variables <= {"none", "#000000"}
    assert said(plain) == said(themed)


def test_a_picture_for_a_page_has_no_paper_of_its_own():
    plain, themed = Pictures().svg(FIGURES["lines"]), Pictures().themed_svg(FIGURES["lines"])
    assert f'fill="{LIGHT.paper}"/><g' in plain
    assert f'{LIGHT.paper})"/><g' not in themed


@both_ways
def test_the_same_figure_gives_the_same_bytes(dressed: bool):
    first, second = Pictures(), Pictures()
    one = FIGURES["control"]
    assert first.svg(one, dressed=dressed) == second.svg(one, dressed=dressed)
    assert first.png(one, dressed=dressed) == second.png(one, dressed=dressed)


def test_a_figure_is_drawn_once():
    pictures, one = Pictures(), FIGURES["lines"]
    assert pictures.png(one) is pictures.png(one)
    # Another drawing under the same id is not looked at any more.
    assert pictures.svg(replace(one, drawing=BARS)) == pictures.svg(one)


def test_a_png_has_two_pixels_for_each_of_the_svg_and_no_see_through():
    pictures, one = Pictures(), FIGURES["lines"]
    image = Image.open(io.BytesIO(pictures.png(one)))
    width, height = pictures.size(one, dressed=True)
    assert image.size == (2 * width, -(-2 * height // 1))
    assert image.convert("RGBA").getchannel("A").getextrema() == (255, 255)


def test_an_officers_picture_of_own_records_is_exempt_and_no_other():
    own, published = FIGURES["bars"], FIGURES["lines"]
    for audience, one, is_exempt in (
        ("officer", own, True),
        ("public", own, False),
        ("officer", published, False),
    ):
        seen_by = replace(one, selection=replace(one.selection, audience=audience))
        assert (EXEMPT in said(Pictures().svg(seen_by, dressed=True))) is is_exempt
