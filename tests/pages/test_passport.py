"""Every figure on the screen leads to its passport, which turns red when what it is from changed."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import session
from data import store
from figures.figure import Figure
from figures.lookup import selections
from figures.selection import short_id
from metrics import points
from metrics.definitions import definitions, measure
from pages.parts import address
from pages.parts.measure import TABS
from plan.seed import seed_plan

pytestmark = pytest.mark.usefixtures("officer")
LANCASHIRE, BURNLEY = "E10000017", "E07000117"


def view_of(releases: Path, **chosen) -> session.View:
    return session.View(
        folder=str(releases),
        release=store.current(releases) or "",
        audience="officer",
        plan_version=seed_plan().version,
        **{"area_code": LANCASHIRE} | chosen,
    )


def words(test: AppTest) -> str:
    kinds = (test.title, test.header, test.subheader, test.markdown, test.caption, test.error,
             test.success, test.warning, test.info)  # fmt: skip
    return " ".join(element.value for kind in kinds for element in kind)


def linked(test: AppTest) -> list[str]:
    """The labels of the links to a passport."""
    return [one.proto.label for one in test.get("page_link") if "Figure " in one.proto.label]


@pytest.fixture
def copied(releases: Path, tmp_path: Path) -> tuple[Path, str]:
    """A folder with a copy of the release, to be altered, and the id of one of its figures."""
    release = store.current(releases) or ""
    shutil.copytree(releases / release, tmp_path / release)
    for file in (tmp_path / release).iterdir():
        file.chmod(0o644)
    (tmp_path / store.POINTER).write_text(release, encoding="utf-8")
    shown = session.trend(view_of(releases), "permanent_exclusion_rate")
    assert shown is not None
    return tmp_path, shown.figure.id


def figures(view: session.View) -> Iterator[Figure]:
    """Every figure of every measure that a page can show in a view."""
    found: list = []
    for one in definitions().values():
        found.append(session.trend(view, one.id))
        found.append(session.trend(view, one.id, True))
        found += [session.breakdown(view, one.id, name) for name in session.topics(view, one)]
        found += [
            session.control_chart(view, one.id, kind)
            for kind in session.charted_kinds(one).values()
        ]
        found.append(session.year_so_far(view, one.id))
        if one.id == "one_plus_suspension_rate":
            # The one whose projection has held; trying the others takes long.
            found.append(session.looking_ahead(view, one.id))
        if one.shown_with:
            found.append(session.together(view, one.shown_with))
    yield from (shown.figure for shown in found if shown is not None and shown.figure is not None)


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"area_code": BURNLEY, "kind": "month", "years": 5, "neighbour_set": "2021-04"},
    ],
)
def test_every_figure_of_a_release_is_found_by_the_id_it_prints(chosen, releases: Path) -> None:
    view = view_of(releases, **chosen)
    known = set(selections(session.choices_of("888")))
    seal = store.seal_of(releases, view.release)
    shown = {figure.id: figure.selection for figure in figures(view)}
    assert len({selection.form for selection in shown.values()}) >= 5
    for printed, selection in shown.items():
        assert selection in known, selection
        assert short_id(seal, selection) == printed


def test_the_figure_an_id_leads_to_is_the_one_it_was_printed_on(releases: Path) -> None:
    view = view_of(releases, kind="term", neighbour_set="2021-04", years=8)
    by_form = {figure.selection.form: figure for figure in figures(view)}
    assert set(by_form) == {"trend", "parts", "control", "so far", "ahead", "together"}
    for figure in by_form.values():
        found = session.passport(view_of(releases), figure.id)
        assert found is not None
        assert found.figure is not None
        assert found.selection == figure.selection
        assert found.figure.sentence == figure.sentence
        assert found.figure.table.equals(figure.table)
        assert not found.newest.empty
        assert found.queries


def test_a_passport_shows_what_a_published_figure_was_made_from(opened, releases: Path) -> None:
    shown = session.trend(view_of(releases), "permanent_exclusion_rate")
    assert shown is not None
    test = opened("passport", releases, figure=shown.figure.id.lower())
    assert not test.exception
    told = words(test)
    assert "Checked: nothing has changed" in told
    assert shown.figure.title in told
    counts = test.table[0].value.iloc[0]
    # 458 of 175,184 is 0.26 per 100
    assert (counts["Counted"], counts["Out of"]) == ("458", "175,184")
    assert counts["95% interval"] == "0.24 to 0.29"
    assert counts["Method"] == "Byar"
    told_of = store.manifest(releases, store.current(releases) or "")
    digests = {one["name"]: one["sha256"] for one in told_of["sources"]}
    assert digests["published_series.csv"] in told
    assert digests["exclusions.csv"] not in told
    assert "DfE's published rows in this figure: " in told
    assert "small numbers are shown as they are" in told
    assert "from published" in test.code[0].value


def test_the_query_shown_reads_the_rows_of_the_points(releases: Path) -> None:
    one = measure("permanent_exclusion_rate")
    with store.open_cursor(releases, store.current(releases) or "") as cursor:
        frame = points.points(cursor, one, topics=("Total",))
        published, local = points.queries(cursor, one, topics=("Total",))
        rows = cursor.execute(published.text, published.values).fetchall()
        assert len(rows) == (frame.basis == "published").sum()
        # Points leave out the periods that an extract does not reach.
        assert (
            len(cursor.execute(local.text, local.values).fetchall())
            >= (frame.basis == "sample").sum()
        )


def test_one_altered_byte_turns_it_red_and_no_number_is_shown(opened, copied) -> None:
    folder, printed = copied
    release = store.current(folder) or ""
    file = folder / release / "restricted.duckdb"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    test = opened("passport", folder, figure=printed)
    assert not test.exception
    assert "Do not rely on this figure" in test.error[-1].value
    assert "restricted.duckdb has been altered since the release was built" in test.error[-1].value
    assert "0.26" not in words(test)
    assert "nothing has changed" not in words(test)


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sha256", "problems.csv"])
def test_one_altered_byte_of_what_stands_beside_turns_it_red(opened, copied, name: str) -> None:
    folder, printed = copied
    file = folder / (store.current(folder) or "") / name
    content = file.read_bytes()
    # The first digit of the year it was built: still a manifest, but not this one.
    at = content.index(b'"built_at": "2') + 13 if name == "manifest.json" else 0
    file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    test = opened("passport", folder, figure=printed)
    assert not test.exception
    assert name in test.error[-1].value
    assert "altered since the release was built" in test.error[-1].value


def test_a_database_that_cannot_be_read_is_named_on_every_page(opened, copied) -> None:
    folder, printed = copied
    file = folder / (store.current(folder) or "") / "restricted.duckdb"
    file.write_bytes(file.read_bytes()[:5000])
    for page in ("overview", "workstream_6", "extracts"):
        test = opened(page, folder)
        assert not test.exception
        assert "restricted.duckdb has been altered" in test.error[0].value
    assert "Do not rely" in opened("passport", folder, figure=printed).error[-1].value


def test_a_source_re_supplied_in_a_later_release_turns_it_red(opened, copied) -> None:
    folder, printed = copied
    release = store.current(folder) or ""
    later = folder / "2999-01-01T000000-0000"
    shutil.copytree(folder / release, later)
    told = json.loads((later / "manifest.json").read_text(encoding="utf-8"))
    told["id"] = later.name
    for one in told["sources"]:
        one["sha256"] = "0" * 64
    (later / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    test = opened("passport", folder, figure=printed)
    (found,) = test.error
    assert "published_series.csv was re-supplied: release 2999" in found.value
    assert "exclusions.csv" not in found.value
    assert "0.26" in words(test)


def test_a_file_is_held_against_those_of_the_figure(releases: Path) -> None:
    shown = session.trend(view_of(releases), "permanent_exclusion_rate")
    assert shown is not None
    found = session.passport(view_of(releases), shown.figure.id)
    assert found is not None
    original = (session.ROOT / "data" / "published" / "published_series.csv").read_bytes()
    for content, same in ((original, True), (original + b"\n", False)):
        upload = BytesIO(content)
        upload.name = "published_series.csv"
        assert session.compare_source(upload, found).same is same


def test_a_file_that_differs_turns_the_whole_passport_red(opened, releases: Path) -> None:
    shown = session.trend(view_of(releases), "permanent_exclusion_rate")
    assert shown is not None
    test = opened("passport", releases, figure=shown.figure.id)
    test.file_uploader[0].set_value(("published_series.csv", b"another", "text/csv")).run()
    assert not test.exception
    assert [one.value.split(".")[0] for one in test.error] == [
        "**Do not rely on this figure",
        "**Not the same",
    ]
    assert not test.success


def test_a_release_from_before_seals_is_shown_with_a_caution(opened, copied) -> None:
    folder, _ = copied
    path = folder / (store.current(folder) or "")
    (path / "manifest.sha256").unlink()
    told = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    del told["files"]
    (path / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    shown = session.trend(view_of(folder), "permanent_exclusion_rate")
    assert shown is not None
    test = opened("passport", folder, figure=shown.figure.id)
    assert not test.exception
    assert "its files cannot be checked" in test.warning[0].value
    assert not test.success
    assert not test.error
    assert shown.figure.title in words(test)


def test_an_id_nobody_knows_says_what_to_check(opened, releases: Path) -> None:
    test = opened("passport", releases, figure="AAAAA-AAAAA")
    assert not test.exception
    (found,) = test.error
    assert "Check each letter against the paper" in found.value
    assert "gives none of its ids" in found.value


@pytest.mark.parametrize("tab", ["Over time", "In the year", "Groups and places"])
def test_each_figure_on_a_page_prints_its_id_and_links_to_its_passport(
    tab: str, opened, releases: Path
) -> None:
    query = {"measure": "Permanent exclusion rate", "permanent_exclusion_rate_tab": tab}
    test = opened("workstream_6", releases, **query)
    charts = len(test.get("plotly_chart"))
    labels = linked(test)
    assert len(labels) == charts >= 1
    for label in labels:
        assert session.passport(view_of(releases), label.removeprefix("Figure "))


def test_copy_draws_nothing_until_it_is_opened(opened, releases: Path) -> None:
    test = opened("workstream_6", releases, measure="Permanent exclusion rate")
    assert not test.get("bidi_component")
    assert "Copy" in [one.proto.popover.label for one in test.get("popover")]


def test_a_figures_address_shows_the_same_figure(opened, releases: Path) -> None:
    view = view_of(releases, area_code=BURNLEY, kind="month", years=5, neighbour_set="2021-04")
    control = session.control_chart(view, "permanent_exclusion_rate", "term")
    parts = session.breakdown(view_of(releases), "permanent_exclusion_rate", "District")
    made_up = session.trend(view_of(releases), "permanent_exclusion_rate", True)
    together = session.together(view_of(releases), measure("neet_percent").shown_with)
    for shown in (control, parts, made_up, together):
        assert shown is not None
        page, query = address.of(view_of(releases), shown.figure.selection)
        test = opened(page, releases, **query)
        assert not test.exception
        assert f"Figure {shown.figure.id}" in linked(test)


def test_a_span_of_a_pack_leads_to_the_next_longer_one_of_the_screen(releases: Path) -> None:
    shown = session.trend(view_of(releases, years=8), "permanent_exclusion_rate")
    assert shown is not None
    for years, span in ((5, "5 years"), (8, "10 years"), (None, "All years")):
        asked = replace(shown.figure.selection, years=years)
        assert address.of(view_of(releases), asked)[1]["span"] == span


def test_addresses_name_tabs_that_exist() -> None:
    assert set(address.TAB_OF.values()) <= set(TABS)
