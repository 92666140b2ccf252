"""The pack as a folder of pages: every link leads somewhere, from any place it is put."""

import csv
import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from figures.figure import EXEMPT
from packs.content import MADE_UP, Pack, Section, Text
from packs.pictures import Pictures
from packs.web import site
from tests.packs.read_page import (
    Element,
    every,
    ids,
    levels,
    named_within,
    one,
    read,
    words,
)
from tests.packs.sample_pack import pack

SECTION = "workstream-6-impact-and-effectiveness.html"
OUTSIDE = re.compile(rb"(?:src|href)=\"(?:[a-z]+:)?//|url\(|@import")


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture(scope="module")
def folder(pictures: Pictures) -> dict[str, bytes]:
    return site.write(pack(), pictures)


def pages_of(folder: dict[str, bytes]) -> dict[str, Element]:
    return {name: read(held) for name, held in folder.items() if name.endswith(".html")}


def faults(folder: dict[str, bytes]) -> list[str]:
    """Links that name no file of the folder, or no place in the page they lead to."""
    pages = pages_of(folder)
    found = []
    for name, page in pages.items():
        for link in page.xpath("//@href"):
            file, _, place = link.partition("#")
            if link == "data:,":
                continue
            there = file or name
            if there not in folder or (place and place not in ids(pages[there])):
                found.append(f"{name}: {link}")
    return found


def rows(held: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(held.decode("utf-8-sig"))))


def test_a_section_with_figures_has_a_page_and_what_comes_before_is_on_the_first(
    folder: dict[str, bytes],
) -> None:
    assert set(pages_of(folder)) == {"index.html", SECTION}
    first = read(folder["index.html"])
    assert "A first paragraph." in words(first)
    assert "The headline measures" in words(first)
    assert "One thing." in words(read(folder[SECTION]))


def test_every_link_leads_to_a_file_and_a_place_of_the_folder(folder: dict[str, bytes]) -> None:
    assert faults(folder) == []


def test_a_planted_dead_link_is_found(folder: dict[str, bytes]) -> None:
    page = folder["index.html"].replace(b'href="style.css"', b'href="/style.css"')
    assert faults({**folder, "index.html": page}) == ["index.html: /style.css"]


def test_all_files_lie_in_one_folder_and_none_asks_for_anything_outside(
    folder: dict[str, bytes],
) -> None:
    assert [name for name in folder if "/" in name] == []
    assert [name for name, held in folder.items() if OUTSIDE.search(held)] == []
    assert [name for name, held in folder.items() if b"<script" in held] == []


def test_every_page_says_what_pack_it_is_of_and_bears_its_marks(folder: dict[str, bytes]) -> None:
    for page in pages_of(folder).values():
        text = words(one(page, "body"))
        for wanted in (*pack().marks, pack().title, pack().meeting, pack().colophon):
            assert wanted in text


def test_headings_never_jump_and_no_id_is_given_twice(folder: dict[str, bytes]) -> None:
    for page in pages_of(folder).values():
        found = levels(page)
        assert found.count(1) == 1
        assert found[0] == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(found))
        given = ids(page)
        assert len(given) == len(set(given))
        assert named_within(page) <= set(given)


def test_the_first_picture_is_one_beside_england_and_stands_before_all_else(
    folder: dict[str, bytes],
) -> None:
    page = read(folder["index.html"])
    first, second = every(page, "figure")
    assert pack().exhibits[0].figure.title in words(first)
    assert every(page, "svg")
    assert one(first, "a").get("href") == f"{SECTION}#figure-{pack().exhibits[0].figure.id}"
    assert pack().exhibits[1].figure.title in words(second)
    # Nothing but the header, the contents and its own words comes before it.
    assert one(page, "main").getchildren()[0] is first


def test_the_first_page_lists_every_figure(folder: dict[str, bytes]) -> None:
    text = words(one(read(folder["index.html"]), "main"))
    for exhibit in pack().exhibits:
        assert f"{exhibit.name}: {exhibit.figure.title}" in text


def test_the_numbers_of_a_figure_can_be_had_as_csv(folder: dict[str, bytes]) -> None:
    drawn = pack().exhibits[0].figure
    found = rows(folder[f"figure-{drawn.id}.csv"])
    assert [row["Period"] for row in found] == list(drawn.drawing.places)
    for stroke in drawn.drawing.strokes:
        printed = [
            drawn.drawing.printed(float(row[stroke.name]) if row[stroke.name] else None)
            for row in found
        ]
        assert printed == [drawn.drawing.printed(value) for value in stroke.values]
    assert {(row["label"], row["unit"], row["figure"]) for row in found} == {
        ("", "per 100 pupils", drawn.id)
    }


def test_the_files_of_an_illustrative_figure_say_so_in_name_and_row(
    folder: dict[str, bytes],
) -> None:
    made_up = pack().exhibits[1].figure
    held = folder[f"ILLUSTRATIVE_figure-{made_up.id}.csv"]
    assert {row["label"] for row in rows(held)} == {"ILLUSTRATIVE"}
    picture = folder[f"ILLUSTRATIVE_figure-{made_up.id}.svg"].decode("utf-8")
    assert "ILLUSTRATIVE" in picture
    assert made_up.id in picture


def test_downloads_stand_under_their_figure(folder: dict[str, bytes]) -> None:
    page = read(folder[SECTION])
    for exhibit in pack().exhibits:
        under = page.get_element_by_id(f"figure-{exhibit.figure.id}")
        links = [link.get("href") for link in every(under, "a") if link.get("download") is not None]
        assert [link.rsplit(".", 1)[1] for link in links] == ["csv", "svg"]
        assert all(exhibit.figure.id in link for link in links)


def with_sections(*titles: str) -> Pack:
    """The sample pack with its figures once under each of these titles."""
    whole = pack()
    exhibits = whole.exhibits
    return replace(
        whole, sections=tuple(Section(title=title, blocks=exhibits[:1]) for title in titles)
    )


def test_sections_of_one_title_have_pages_of_their_own(pictures: Pictures) -> None:
    folder = site.write(with_sections("Index", "Style", "The same!", "the same"), pictures)
    assert set(pages_of(folder)) == {
        "index.html",
        "index-2.html",
        "style.html",
        "the-same.html",
        "the-same-2.html",
    }
    assert faults(folder) == []
    found = read(folder["the-same.html"])
    # The third page between the second and the last.
    assert [link.get("href") for link in every(one(found, "p", of="turn"), "a")] == [
        "style.html",
        "the-same-2.html",
    ]


def test_a_pack_without_figures_is_one_page(pictures: Pictures) -> None:
    words_only = Section(title="Nothing yet", blocks=(Text(paragraphs=("No figure.",)),))
    folder = site.write(replace(pack(), sections=(words_only,)), pictures)
    assert set(folder) == {"index.html", "style.css"}
    assert "No figure." in words(read(folder["index.html"]))


def test_a_public_site_bears_no_stamp(pictures: Pictures) -> None:
    folder = site.write(pack("public"), pictures)
    for page in pages_of(folder).values():
        assert EXEMPT not in words(page)
        assert MADE_UP in words(page)
    assert b"Schedule" not in folder["style.css"]


def test_the_same_pack_is_the_same_folder(folder: dict[str, bytes]) -> None:
    assert site.write(pack(), Pictures()) == folder
