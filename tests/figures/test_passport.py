"""From an id back to its figure, and what a passport says of it."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from figures.copied import sentence, table_html, table_text
from figures.drawing import Drawing, Stroke
from figures.figure import NOT_COMPARED, Figure, labelled
from figures.lookup import Choices, find, selections
from figures.passport import CHANGED, UNCHANGED, compared, passport, query_text, resupplied, unnamed
from figures.selection import Selection, short_id
from metrics.points import Query

SEAL, OTHER = "a" * 64, "b" * 64
SEALS = {OTHER: "2026-02-01", SEAL: "2026-01-01"}
CHOICES = Choices(
    areas=("E10000017", "E07000117"), years=(10, None), neighbour_sets=("May 2025", "April 2021")
)
TREND = Selection(
    form="trend",
    measures=("suspension_rate",),
    area_code="E07000117",
    years=None,
    neighbour_set="April 2021",
)


@pytest.mark.parametrize(
    "asked",
    [
        TREND,
        Selection(
            form="parts",
            measures=("suspension_rate",),
            area_code="E10000017",
            years=10,
            neighbour_set="May 2025",
            topic="District",
        ),
        Selection(
            form="together",
            measures=("neet_percent", "not_known_percent", "neet_not_known_percent"),
            area_code="E10000017",
            neighbour_set="May 2025",
            audience="public",
        ),
    ],
)
def test_an_id_leads_back_to_its_release_and_selection(asked: Selection) -> None:
    assert find(short_id(SEAL, asked), SEALS, CHOICES) == ("2026-01-01", asked)


def test_an_id_is_found_however_it_is_typed() -> None:
    printed = short_id(SEAL, TREND)
    for typed in (printed.lower(), printed.replace("-", ""), printed.replace("-", " ") + " "):
        assert find(typed, SEALS, CHOICES) == ("2026-01-01", TREND)
    as_read = printed.replace("O", "0").replace("I", "1").replace("B", "8")
    assert find(as_read, SEALS, CHOICES) == ("2026-01-01", TREND)


@pytest.mark.parametrize("typed", ["AAAAA-AAAAA", "", "hello", "99999-99999", "ÄÄÄÄÄ-ÄÄÄÄÄ"])
def test_an_id_nobody_printed_is_not_found(typed: str) -> None:
    assert find(typed, SEALS, CHOICES) is None


def test_a_release_sealed_anew_gives_none_of_the_ids_it_gave() -> None:
    assert find(short_id(SEAL, TREND), {OTHER: "2026-01-01"}, CHOICES) is None


def test_no_two_selections_share_an_id() -> None:
    every = list(selections(CHOICES))
    assert len(every) == len(set(every))
    assert len({short_id(SEAL, one) for one in every}) == len(every)


def source(name: str, extract: str, sha256: str = "1" * 64, rows: int = 10) -> dict[str, Any]:
    return {
        "name": name,
        "extract": extract,
        "sha256": sha256,
        "rows_read": rows,
        "rows_kept": rows - 1,
        "rows_set_aside": 1,
    }


def manifest(release: str, *sources: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": release,
        "built_at": "2026-01-01T10:00:00+00:00",
        "authority": {"name": "Lancashire"},
        "sources": list(sources),
        "versions": {"definitions": "d1", "plan": "p1"},
    }


EXCLUSIONS = source("exclusions.csv", "exclusions")
FIRST = manifest(
    "2026-01-01",
    source("series.csv", "published: series"),
    EXCLUSIONS,
    source("pupils.csv", "pupils"),
    source("neet.csv", "neet"),
)


def test_a_figure_whose_files_are_as_they_were_is_unchanged() -> None:
    again = manifest("2026-02-01", EXCLUSIONS)
    found = passport("ABCDE-FGHIJ", TREND, "2026-01-01", FIRST, later=[again])
    assert found.state == UNCHANGED
    assert found.faults == ()


def test_only_the_files_of_the_measure_are_named_with_their_rows() -> None:
    found = passport("ABCDE-FGHIJ", TREND, "2026-01-01", FIRST)
    assert list(found.files["File"]) == ["series.csv", "exclusions.csv", "pupils.csv"]
    row = found.files.iloc[1]
    # 10 read = 9 kept + 1 set aside
    assert (row["Rows read"], row["Kept"], row["Set aside"]) == ("10", "9", "1")
    assert found.digests[1] == ("exclusions.csv", "1" * 64)


def test_a_source_re_supplied_with_other_contents_makes_it_red() -> None:
    later = [
        manifest("2026-03-01", source("exclusions.csv", "exclusions", "3" * 64)),
        manifest("2026-02-01", source("exclusions.csv", "exclusions", "2" * 64)),
    ]
    found = passport("ABCDE-FGHIJ", TREND, "2026-01-01", FIRST, later=later)
    assert found.state == CHANGED
    assert found.faults == (
        "exclusions.csv was re-supplied: release 2026-02-01 holds other contents of it",
    )


@pytest.mark.parametrize(
    "other",
    [
        source("exclusions_2025.csv", "exclusions", "2" * 64),
        source("exclusions.csv", "home_tuition", "2" * 64),
        source("neet.csv", "neet", "2" * 64),
    ],
)
def test_another_file_of_a_later_release_says_nothing_of_this_figure(other) -> None:
    found = passport(
        "ABCDE-FGHIJ", TREND, "2026-01-01", FIRST, later=[manifest("2026-02-01", other)]
    )
    assert found.state == UNCHANGED


def test_an_altered_release_makes_it_red_and_shows_no_numbers() -> None:
    fault = "restricted.duckdb has been altered since the release was built"
    found = passport("ABCDE-FGHIJ", TREND, "2026-01-01", FIRST, faults=[fault])
    assert found.state == CHANGED
    assert found.figure is None
    assert found.newest.empty
    assert found.title == "Suspension rate"
    assert dict(found.meanings[0][1])["What it is"]


def test_definitions_that_changed_since_are_a_caution() -> None:
    now = {"definitions": "d2", "plan": "p1"}
    found = passport("ABCDE-FGHIJ", TREND, "2026-01-01", FIRST, versions=now)
    (caution,) = found.cautions
    assert caution.startswith("The definitions changed after the release was built (d1 then, d2")
    assert found.state not in (CHANGED, UNCHANGED)


def test_a_manifest_that_cannot_be_read_leaves_the_definition() -> None:
    found = passport(
        "ABCDE-FGHIJ", TREND, "2026-01-01", {}, faults=["manifest.json has been altered"]
    )
    assert found.files.empty
    assert dict(found.about)["Built"] == "not known"
    assert found.meanings[0][0] == "Suspension rate"


SOURCES = (("exclusions.csv", "1" * 64), ("book.xlsx/Sheet1", "2" * 64))


@pytest.mark.parametrize(
    ("name", "sha256", "same"),
    [
        ("renamed.csv", "1" * 64, True),
        ("exclusions.csv", "9" * 64, False),
        ("book.xlsx", "2" * 64, True),
        ("book.xlsx", "9" * 64, False),
        ("holiday.csv", "9" * 64, None),
    ],
)
def test_a_file_is_the_same_another_or_unknown(name: str, sha256: str, same: bool | None) -> None:
    assert compared(name, sha256, SOURCES).same is same


def test_a_file_that_differs_is_named() -> None:
    told = compared("exclusions.csv", "9" * 64, SOURCES).text
    assert told == "exclusions.csv differs from the file this figure was made from."


def test_re_supplied_files_are_told_by_the_first_release_that_has_them() -> None:
    later = [manifest(day, source("a.csv", "neet", day)) for day in ("2026-03-01", "2026-02-01")]
    (told,) = resupplied([source("a.csv", "neet")], later)
    assert "release 2026-02-01" in told


def test_the_public_is_told_that_a_source_came_again_and_not_what_the_council_calls_it() -> None:
    later = [manifest("3", source("zebra.csv", "neet", "3" * 64))]
    assert unnamed([source("zebra.csv", "neet")], later) == (
        "a source of it was re-supplied: release 3 holds it",
    )
    assert unnamed([source("zebra.csv", "neet")], []) == ()


def test_a_query_is_shown_with_its_values() -> None:
    query = Query(
        "exclusions", "select $id\n from exclusions", {"to": date(2026, 8, 31), "id": "a"}
    )
    assert query_text(query) == "select $id\n from exclusions\n-- $id = a\n-- $to = 2026-08-31"


def figure(basis: str) -> Figure:
    return Figure(
        id="ABCDE-FGHIJ",
        title=labelled("Suspension rate: 10.55 in 2024/25", basis),
        subtitle="Suspension rate, Lancashire, 2023/24 to 2024/25, per 100 pupils",
        scope="Episodes.",
        basis=basis,
        comparators=(NOT_COMPARED,),
        as_at="DfE's figures up to 2024/25",
        published="by DfE",
        next_due="July",
        source="DfE, Suspensions",
        breaks="None.",
        suppression="None.",
        target="None.",
        sentence=labelled("10.55 per 100 pupils in 2024/25.", basis),
        alternative=labelled("Line chart.", basis),
        table=pd.DataFrame({"Period": ["2024/25", "2023/24"], "A < B": ["10.55", ""]}),
        drawing=Drawing(
            form="lines",
            unit="per 100 pupils",
            over="Period",
            places=("2024/25",),
            strokes=(Stroke(name="Lancashire", part="place", values=(10.55,)),),
        ),
        selection=TREND,
    )


def test_a_copied_sentence_says_what_where_from_and_as_at() -> None:
    assert sentence(figure("published")) == (
        "Suspension rate, Lancashire, 2023/24 to 2024/25, per 100 pupils: 10.55 per 100 pupils in "
        "2024/25. Source: DfE, Suspensions. As at: DfE's figures up to 2024/25. Figure ABCDE-FGHIJ."
    )


@pytest.mark.parametrize("basis", ["sample", "mixed sample"])
def test_what_is_copied_of_made_up_records_says_so(basis: str) -> None:
    made_up = figure(basis)
    for text in (sentence(made_up), table_text(made_up), table_html(made_up)):
        assert "ILLUSTRATIVE" in text
    assert sentence(figure("sample")).startswith("ILLUSTRATIVE: Suspension rate, Lancashire")


def test_a_copied_table_keeps_its_cells_and_escapes_them() -> None:
    shown = figure("published")
    assert table_text(shown).splitlines()[1:4] == ["Period\tA < B", "2024/25\t10.55", "2023/24\t"]
    html = table_html(shown)
    assert '<th scope="col">A &lt; B</th>' in html
    assert '<tr><th scope="row">2024/25</th><td>10.55</td></tr>' in html
    assert html.count("Figure ABCDE-FGHIJ") == 1
