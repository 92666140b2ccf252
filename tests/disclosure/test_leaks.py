"""Nothing that the public gets holds a hidden number; the same search finds them for officers.

Small counts are planted as numbers of seven digits (tests/disclosure/planted.py), and whatever
leaves the product is searched for them: commands, files unpacked, pages as they are sent to the
browser, figures, downloads, error pages, logs and addresses.
"""

import logging
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from csv import DictReader
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

import session
from data import store
from figures import copied
from figures.figure import Figure
from metrics.__main__ import main as metrics_command
from metrics.definitions import definitions
from packs.__main__ import main as packs_command
from pages.parts import address
from plan.seed import seed_plan
from session import who
from session.reading import measure_facts
from tests.disclosure.planted import TIMES, World, world
from tests.disclosure.searching import in_page

APP = str(Path(__file__).resolve().parents[2] / "app.py")
MEMBER = who.Person(audience="public", role="member", name="bob")
OFFICER = who.Person(audience="officer", role="officer", name="ann")
SEEN_BY = {"public": MEMBER, "officer": OFFICER}
COUNTY = "E10000017"
TABS = ("In the year", "Groups and places", "Looking ahead", "The numbers", "How it was worked out")
BY_DISTRICT = {"measure": "Children in alternative provision", "ap_children_by": "District"}
BY_DISTRICT["ap_children_tab"] = "Groups and places"
SUPPRESSED = {"suppressed", "no target agreed", "not comparable", "not yet due", ""}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world(tmp_path_factory.mktemp("planted"))


def view(planted: World, audience: str, area: str = "") -> session.View:
    return session.View(
        folder=str(planted.releases),
        release=planted.release,
        audience=audience,
        plan_version=seed_plan().version,
        area_code=area,
    )


def test_a_number_is_found_however_it_is_written(planted: World) -> None:
    wanted = planted.wanted
    assert {times * TIMES for times in range(1, 5)} <= wanted.counts
    share = next(iter(wanted.shares))
    for text in ("1234577", "1,234,577", "1 234 577", "1\u202f234\u202f577", "1234577.0"):
        assert wanted.in_text(f"<td>{text}</td>"), text
    for text in ("1.234577e+06", repr(share), f"{share:.14f}"):
        assert wanted.in_text(text), text
    for text in ("11234577", "0.1234577", "12345770", "1,234,578"):
        assert not wanted.in_text(text), text


def commanded(planted: World, audience: str, what: str, *more: str) -> str:
    asked = [what, "--audience", audience, "--releases", str(planted.releases), *more]
    done = CliRunner().invoke(metrics_command, asked)
    assert done.exit_code == 0, done.output
    return done.output


def test_commands_print_no_hidden_number(planted: World) -> None:
    for what in ("values", "facts"):
        assert planted.wanted.in_text(commanded(planted, "public", what)) == set()
    told = commanded(planted, "officer", "values", "--measure", "ap_children")
    assert planted.wanted.in_text(told) >= {"1234577"}


def test_the_public_file_holds_none_in_any_table_or_byte(planted: World) -> None:
    folder = planted.releases / planted.release
    for name in ("public.duckdb", "manifest.json", "problems.csv"):
        assert planted.wanted.in_file(name, (folder / name).read_bytes()) == set()
    public = folder / store.DATABASES["public"]
    assert planted.wanted.in_bytes(public.read_bytes()) == set()
    assert planted.wanted.in_anything(tables(public)) == set()
    assert planted.wanted.in_anything(tables(folder / store.DATABASES["officer"], "census"))


def tables(path: Path, only: str = "") -> Iterator[Any]:
    with duckdb.connect(str(path), read_only=True) as con:
        for (name,) in con.execute("select table_name from duckdb_tables()").fetchall():
            if only in name:
                yield con.execute(f"from {name}").df()


ALL_FORMATS = "pptx,pdf,docx,report,xlsx,html,site,svg,csv"
PACKS = {"scrutiny": ALL_FORMATS, "send": "xlsx,html", "education": "xlsx,html"}
PACKS |= {"end_of_strategy": "xlsx,html"}


def packed(
    planted: World, out: Path, audience: str, board: str, formats: str
) -> dict[str, set[str]]:
    """What is found in each file of a pack, by its path."""
    asked = ["build", "--audience", audience, "--board", board, "--formats", formats]
    asked += ["--out", str(out), "--releases", str(planted.releases), "--allow-sample"]
    done = CliRunner().invoke(packs_command, asked)
    assert done.exit_code == 0, done.output
    files = [path for path in out.rglob("*") if path.is_file()]
    return {
        path.relative_to(out).as_posix(): planted.wanted.in_file(path.name, path.read_bytes())
        for path in files
    }


@pytest.mark.parametrize("board", PACKS)
def test_no_file_of_a_public_pack_holds_a_hidden_number(
    board: str, planted: World, tmp_path: Path
) -> None:
    found = packed(planted, tmp_path, "public", board, PACKS[board])
    assert {name: told for name, told in found.items() if told} == {}
    assert len(found) >= len(PACKS[board].split(","))


def test_the_search_finds_them_in_every_format_of_an_officers_pack(
    planted: World, tmp_path: Path
) -> None:
    found = packed(planted, tmp_path, "officer", "education", ALL_FORMATS)
    ends = {name.rsplit(".", 1)[-1] for name, told in found.items() if told}
    assert ends >= {"pptx", "pdf", "docx", "xlsx", "html", "csv"}


def shown(own: session.View, measures: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Everything a page can show of measures, by name, and what can be taken away of them."""
    for one in (definitions()[name] for name in measures):
        yield f"{one.id} card", session.card(own, one.id)
        yield f"{one.id} facts", session.boxes(own, one.id)
        yield f"{one.id} what it takes", session.what_it_takes(own, one.id)
        yield f"{one.id} workings", session.workings(own, one.id)
        yield f"{one.id} trend", session.trend(own, one.id)
        yield f"{one.id} made up", session.trend(own, one.id, True)
        yield f"{one.id} so far", session.year_so_far(own, one.id)
        yield f"{one.id} ahead", session.looking_ahead(own, one.id)
        for kind in session.charted_kinds(one).values():
            yield f"{one.id} control {kind}", session.control_chart(own, one.id, kind)
        for topic in session.topics(own, one):
            yield f"{one.id} by {topic}", session.breakdown(own, one.id, topic)
            yield f"{one.id} gaps by {topic}", session.group_gaps(own, one.id, topic)
        yield f"{one.id} download", session.download(own, one.id)
        yield f"{one.id} file name", session.download_name(own, one.id)
    yield "look first", session.look_first(own)
    yield "not calculated", session.not_calculated(own)
    yield "release", session.release_line(own)
    yield "reconciled", session.reconciled(own) if own.audience == "officer" else ()


def figure_in(told: Any) -> Figure | None:
    return getattr(told, "figure", None)


def leaking(planted: World, own: session.View, measures: Iterable[str]) -> dict[str, set[str]]:
    """What is found in all that is shown and copied of measures, by its name."""
    found = {}
    for name, told in shown(own, measures):
        figure = figure_in(told)
        taken = [told]
        if figure is not None:
            taken += [copied.table_html(figure), copied.table_text(figure)]
            taken += [copied.sentence(figure), address.text(own, figure.selection)]
        if numbers := planted.wanted.in_anything(taken):
            found[name] = numbers
    return found


def hidden_district(planted: World) -> str:
    """The district with most to hide."""
    level = planted.hidden["geographic_level"] == "Local authority district"
    return str(planted.hidden.loc[level, "area_code"].mode().iloc[0])


def hidden_measures(planted: World, level: str) -> list[str]:
    """The measures of which a point is hidden at a level of places."""
    own = planted.hidden["geographic_level"] == level
    return sorted(planted.hidden.loc[own, "measure_id"].unique())


@pytest.mark.parametrize("place", ["county", "district"])
def test_no_figure_sentence_table_or_download_tells_one(place: str, planted: World) -> None:
    area = hidden_district(planted) if place == "district" else ""
    measures = hidden_measures(planted, "Local authority district" if area else "Local authority")
    with who.acting_as(MEMBER):
        assert leaking(planted, view(planted, "public", area), measures) == {}


PRINTING_COUNTS = ("permanent_exclusion_rate", "ap_children")


def test_the_search_finds_them_in_an_officers_figures(planted: World) -> None:
    with who.acting_as(OFFICER):
        found = leaking(planted, view(planted, "officer"), PRINTING_COUNTS)
    kinds = {name.partition(" ")[2] for name in found}
    assert kinds >= {"download", "so far", "control month", "by District", "by Reason"}


@pytest.fixture
def opened(planted: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens a page without a role, or as an officer."""

    def open_page(page: str, releases: Path = planted.releases, **query: str) -> AppTest:
        monkeypatch.setenv("AP_RELEASES", str(releases))
        test = AppTest.from_file(APP, default_timeout=120)
        test.session_state[session.RETURN_TO] = (page, query)
        return test.run()

    return open_page


PAGES = [entry.id for entry in session.PAGES if "public" in entry.audiences]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_sends_one_to_the_browser(
    page: str, planted: World, opened: Callable[..., AppTest]
) -> None:
    for query in ({}, {"period": "Months"}):
        test = opened(page, **query)
        assert not test.exception
        assert planted.wanted.in_text("\n".join(in_page(test))) == set()


@pytest.mark.parametrize("tab", TABS)
def test_no_tab_of_a_measure_sends_one(
    tab: str, planted: World, opened: Callable[..., AppTest]
) -> None:
    one = definitions()["permanent_exclusion_rate"]
    asked = {"measure": one.title, f"{one.id}_tab": tab}
    test = opened(f"workstream_{one.workstream}", **asked)
    assert not test.exception
    assert planted.wanted.in_text("\n".join(in_page(test))) == set()


def test_no_page_of_districts_sends_one_but_an_officers(
    planted: World, opened: Callable[..., AppTest], request: pytest.FixtureRequest
) -> None:
    page = f"workstream_{definitions()['ap_children'].workstream}"
    told = "\n".join(in_page(opened(page, **BY_DISTRICT)))
    assert "Fylde" in told
    assert planted.wanted.in_text(told) == set()
    request.getfixturevalue("at_this_computer")
    assert planted.wanted.in_text("\n".join(in_page(opened(page, **BY_DISTRICT)))) >= {"1,234,577"}


@pytest.mark.parametrize("name", [name for name in session.pack_formats() if "PNG" not in name])
def test_no_file_of_a_single_figure_holds_one_but_an_officers(name: str, planted: World) -> None:
    found = {}
    for audience, person in SEEN_BY.items():
        own = view(planted, audience)
        with who.acting_as(person):
            shown = session.breakdown(own, "ap_children", "District")
            assert shown is not None
            made = session.figure_files(own, shown.figure, name)
        found[audience] = planted.wanted.in_file("file", made)
    assert found["public"] == set()
    assert found["officer"]


def test_an_error_says_none_on_the_page_or_in_the_log(
    planted: World,
    opened: Callable[..., AppTest],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(planted.releases, tmp_path / "broken")
    file = tmp_path / "broken" / planted.release / store.DATABASES["public"]
    file.chmod(0o644)
    with duckdb.connect(str(file)) as con:
        con.execute("alter table points drop column numerator")
    caplog.set_level(logging.DEBUG)
    test = opened("overview", tmp_path / "broken")
    assert test.exception
    printed = capfd.readouterr()
    told = [*in_page(test), caplog.text, printed.out, printed.err]
    assert planted.wanted.in_text("\n".join(told)) == set()


def hidden_now(planted: World) -> Iterator[tuple[str, str]]:
    """Each measure and place whose newest year that facts are told of is hidden from the public."""
    own = planted.hidden[planted.hidden["breakdown_topic"] == "Total"]
    newest = own[(own["time_identifier"] == "Academic year") & (own["time_period"] == 202526)]
    newest = newest[~newest["provisional"].astype(bool)]
    yield from newest[["measure_id", "area_code"]].drop_duplicates().itertuples(index=False)


def test_every_fact_of_a_hidden_point_is_suppressed(planted: World) -> None:
    told = list(hidden_now(planted))
    assert {area for _, area in told} > {COUNTY}
    for measure_id, area in told:
        with who.acting_as(MEMBER):
            own = view(planted, "public", area)
            found = measure_facts(own, measure_id)
            assert session.what_it_takes(own, measure_id) == (), (measure_id, area)
        against = found.position
        words = {found.target.fact, found.direction.fact}
        words |= {one.fact for one in (against.england, against.region, against.neighbours)}
        assert words <= SUPPRESSED, (measure_id, area, words)
        assert found.point is not None
        assert found.point["value"] is None
        assert found.to_target.children is None
        assert found.visible.change is None


def test_the_facts_command_says_suppressed(planted: World) -> None:
    rows = {
        row["measure_id"]: row
        for row in DictReader(StringIO(commanded(planted, "public", "facts")))
    }
    county = [one for one, area in hidden_now(planted) if area == COUNTY and one in rows]
    assert county
    for measure_id in county:
        row = rows[measure_id]
        assert row["value"] == ""
        for name in ("direction_fact", "position_england", "children_to_target"):
            assert row[name] == "suppressed", (measure_id, name)
        assert row["smallest_visible_change"] == "suppressed"


def test_a_gap_to_a_hidden_group_is_suppressed(planted: World) -> None:
    checked = 0
    parts = planted.hidden[planted.hidden["breakdown_topic"] != "Total"]
    for (measure_id, topic), own in parts.groupby(["measure_id", "breakdown_topic"]):
        with who.acting_as(MEMBER):
            found = session.group_gaps(view(planted, "public"), measure_id, topic)
        # The year the gaps are of: the newest that has matured.
        year = re.search(r"\((20\d\d)/(\d\d)\)", found.sentence if found else "")
        if found is None or year is None:
            continue
        groups = set(own.loc[own["time_period"] == int(year[1] + year[2]), "breakdown"])
        for row in found.table[found.table["Group"].isin(groups)].itertuples(index=False):
            assert (row[2], row[3]) == ("", "")
            checked += row[4] == "Suppressed"
    assert checked
