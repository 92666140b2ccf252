"""The public file of a release: protected points, and no other count."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

from data import seals, store
from data.build import Options, build
from metrics.__main__ import main as metrics
from metrics.definitions import measure
from metrics.disclosure.cube import Protected, protect
from metrics.disclosure.rules import Limits, Rules
from metrics.points import COLUMNS, points, release_facts
from packs.__main__ import main as packs

PROJECT = Path(__file__).resolve().parents[2]
# Boys have three permanent exclusions, girls one.
EXCLUSIONS = "\n".join(
    [
        "exclusion_id,pupil_id,school_urn,category,reason_1,start_date,status,nc_year,sex,"
        "sen_provision,home_district",
        *(
            f"E{nth},ZEBRA{nth},100001,PERM,DB,2024-10-01,upheld,9,{sex},K,E07000117"
            for nth, sex in enumerate("MMMF")
        ),
        *(
            f"S{nth},LION{nth},100001,SUSP,DB,2024-10-01,upheld,9,{sex},K,E07000117"
            for nth, sex in enumerate("MF" * 20)
        ),
    ]
)
SCHOOLS = """\
school_urn,school_name,phase,district,valid_from
100001,Beck High School,SS,E07000117,2010-09-01
"""
PUPILS = """\
time_period,school_urn,nc_year,sex,sen_provision,headcount
202425,100001,9,M,K,400
202425,100001,9,F,K,600
"""
OPTIONS = Options(mappings=PROJECT / "no-mappings", protect=protect)


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    return written(tmp_path / "input")


def written(folder: Path) -> Path:
    folder.mkdir()
    for name, text in (("exclusions", EXCLUSIONS), ("schools", SCHOOLS), ("pupils", PUPILS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_release_can_be_built_while_members_read_the_one_before(
    extracts: Path, tmp_path: Path
) -> None:
    releases = tmp_path / "releases"
    first = build(extracts, releases, OPTIONS)
    # A dashboard keeps the file of its readers open, in the process that builds the draft too.
    with store.open_cursor(releases, first, "public") as reading:
        second = build(extracts, releases, replace(OPTIONS, draft=True))
        assert reading.execute("select count(*) > 0 from points").fetchone() == (True,)
    assert second != first
    assert store.current(releases) == first


def test_a_build_writes_the_public_file_and_keeps_the_audit(extracts: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    release = build(extracts, releases, OPTIONS)
    assert store.current(releases) == release
    told = store.manifest(releases, release)
    assert told["audit"]["safe"] is True
    assert {"protect", "audit"} == set(told["audit"]["seconds"])
    assert "public.duckdb" in told["files"]


def test_the_public_file_holds_points_and_no_marts(extracts: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    release = build(extracts, releases, OPTIONS)
    with store.open_cursor(releases, release, "public") as cursor:
        names = {
            name for (name,) in cursor.execute("select table_name from duckdb_tables()").fetchall()
        }
        columns = tuple(row[0] for row in cursor.execute("describe points").fetchall())
    assert names == {
        "about",
        "authorities",
        "coverage",
        "district_groups",
        "neighbours",
        "periods",
        "points",
        "published",
        "publications",
    }
    assert columns == COLUMNS


def test_the_public_reads_the_same_cells_as_officers_and_small_ones_are_hidden(
    extracts: Path, tmp_path: Path
) -> None:
    releases = tmp_path / "releases"
    release = build(extracts, releases, OPTIONS)
    key = ["time_period", "time_identifier", "area_code", "breakdown_topic", "breakdown"]
    found = {}
    for audience in ("officer", "public"):
        with store.open_cursor(releases, release, audience) as cursor:
            found[audience] = points(
                cursor,
                measure("suspension_rate"),
                topics=("Total", "Sex"),
                levels=("Local authority",),
                kinds=("year",),
            )
    assert found["officer"][key].equals(found["public"][key])
    assert found["public"]["numerator"].tolist() == found["officer"]["numerator"].tolist()
    with store.open_cursor(releases, release, "public") as cursor:
        assert release_facts(cursor).extracts == {"exclusions", "schools", "pupils"}
        excluded = points(cursor, measure("permanent_exclusion_rate"), topics=("Sex",))
    # 3 boys and 1 girl: neither, and a headcount is everybody's to know.
    assert excluded["symbol"].tolist() == ["c", "c"]
    assert excluded["numerator"].isna().all()
    assert excluded["denominator"].tolist() == [600, 400]


def test_no_hidden_number_is_anywhere_in_the_public_file(tmp_path: Path) -> None:
    planted = 7654321
    path = tmp_path / "input"
    path.mkdir()
    (path / "returns.csv").write_text(
        "measure_id,time_period,time_identifier,numerator,denominator\n"
        f"key_stage_4_in_ap_percent,202425,Academic year,{planted},9876543\n"
    )

    def raised(cursor: Any, previous: pd.DataFrame | None) -> Protected:
        limits = Limits(threshold=9_000_000, least_denominator=10_000_000)
        return protect(cursor, previous, replace(Rules(), defaults=limits))

    releases = tmp_path / "releases"
    options = replace(OPTIONS, protect=raised, returns=frozenset({"key_stage_4_in_ap_percent"}))
    release = build(path, releases, options)
    told = store.manifest(releases, release)
    file = releases / release / "public.duckdb"
    assert told["audit"]["safe"] is True
    held = file.read_bytes()
    assert str(planted).encode() not in held
    assert planted.to_bytes(4, "little") not in held
    with duckdb.connect(str(file), read_only=True) as con:
        shown = con.execute("select symbol, numerator, denominator from points").fetchall()
    assert shown == [("c", None, None)]


def test_a_release_that_leaks_is_for_officers_only(extracts: Path, tmp_path: Path) -> None:
    class Leaking(Protected):
        def audit(self, printed: pd.DataFrame) -> dict[str, Any]:
            return {"safe": False, "leaks": [], "measures": []}

    def leaks(cursor: Any, previous: pd.DataFrame | None) -> Protected:
        return Leaking(protect(cursor, previous).points)

    releases = tmp_path / "releases"
    release = build(extracts, releases, replace(OPTIONS, protect=leaks))
    assert store.current(releases) is None
    assert not (releases / release / "public.duckdb").exists()
    assert json.loads((releases / release / "manifest.json").read_text())["audit"]["safe"] is False
    with pytest.raises(LookupError, match="officers only"):
        store.publish(releases, release)
    with store.open_cursor(releases, release, "officer") as cursor:
        assert release_facts(cursor).release_id == release


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(written(folder / "input"), folder / "releases", OPTIONS)
    return folder / "releases"


@pytest.fixture
def handed_over(built: Path, tmp_path: Path) -> tuple[Path, Path, str]:
    """The council's folder of releases, and that of a public server that got one file of it."""
    kept, given = tmp_path / "releases", tmp_path / "given"
    shutil.copytree(built, kept)
    release = store.current(kept) or ""
    (given / release).mkdir(parents=True)
    shutil.copy(kept / release / "public.duckdb", given / release)
    shutil.copy(kept / store.POINTER, given)
    return kept, given, release


def test_a_public_server_needs_the_public_file_and_no_other(
    handed_over: tuple[Path, Path, str], tmp_path: Path
) -> None:
    kept, given, release = handed_over
    assert store.current(given) == release
    (info,) = store.all_releases(given)
    assert (info.authority, info.is_current, info.draft) == ("Lancashire", True, False)
    public, pack = ["--audience", "public"], ["--board", "summary", "--formats", "csv"]
    for command, asked in (
        (metrics, ["values", *public]),
        (metrics, ["facts", *public]),
        (packs, ["build", *public, *pack, "--out", str(tmp_path / "packs")]),
    ):
        there, here = (
            CliRunner().invoke(command, [*asked, "--releases", str(folder)])
            for folder in (kept, given)
        )
        assert here.exit_code == 0, here.output
        assert here.stdout == there.stdout
    with pytest.raises(LookupError, match="no figures for the officer"):
        store.connect(given, release, "officer")


def test_the_one_file_says_that_it_cannot_be_checked_and_the_council_knows_its_ids(
    handed_over: tuple[Path, Path, str],
) -> None:
    kept, given, release = handed_over
    assert store.verify(given, release) == [seals.ALONE]
    assert store.seal_of(given, release) in store.ever_sealed(kept)[release]


def test_a_release_that_has_lost_its_manifest_is_no_public_one(
    handed_over: tuple[Path, Path, str],
) -> None:
    kept, _, release = handed_over
    (kept / release / "manifest.json").unlink()
    assert store.current(kept) is None
    assert "manifest.json is missing" in store.verify(kept, release)


def test_what_the_public_reads_is_not_doubted_for_files_it_never_sees(
    handed_over: tuple[Path, Path, str],
) -> None:
    kept, _, release = handed_over
    (kept / release / "restricted.duckdb").chmod(0o644)
    (kept / release / "restricted.duckdb").unlink()
    assert store.verify(kept, release) == ["restricted.duckdb is missing"]
    assert store.verify(kept, release, audience="public") == []
    (kept / release / "public.duckdb.wal").write_bytes(b"later")
    (found,) = store.verify(kept, release, audience="public")
    assert found.startswith("public.duckdb.wal was put into the release")
