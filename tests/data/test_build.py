"""A build makes one complete release, or changes nothing."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from data import store
from data.build import Blocked, Options, build, check

PROJECT = Path(__file__).resolve().parents[2]
EXCLUSIONS = """\
exclusion_id,pupil_id,school_urn,category,reason_1,start_date,status,nc_year,sex,sen_provision,home_district
E1,ZEBRA1,100001,PERM,DB,2024-10-01,upheld,9,M,K,E07000117
E2,ZEBRA1,100001,SUSP,DB,2024-09-10,upheld,9,M,K,E07000117
E3,ZEBRA2,100001,SUSP,VA,2024-09-10,upheld,8,F,N,Burnley
"""
SCHOOLS = """\
school_urn,school_name,phase,district,valid_from
100001,Beck High School,SS,E07000117,2010-09-01
"""
PUPILS = """\
time_period,school_urn,nc_year,sex,sen_provision,headcount
202425,100001,9,M,K,40
202425,100001,8,F,N,60
"""
OPTIONS = Options(mappings=PROJECT / "no-mappings")


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    folder = tmp_path / "input"
    folder.mkdir()
    for name, text in (("exclusions", EXCLUSIONS), ("schools", SCHOOLS), ("pupils", PUPILS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_build_is_complete_current_and_read_only(extracts: Path, tmp_path: Path) -> None:
    releases = tmp_path / "this year's [new] releases"
    release = build(extracts, releases, OPTIONS)
    assert store.current(releases) == release
    inside = {path.name for path in (releases / release).iterdir()}
    assert inside == {"restricted.duckdb", "manifest.json", "manifest.sha256", "problems.csv"}
    modes = [path.stat().st_mode for path in (releases / release).iterdir()]
    assert not any(mode & stat.S_IWUSR for mode in modes)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_other_accounts_of_the_machine_may_read_the_public_file_alone(
    extracts: Path, tmp_path: Path
) -> None:
    releases, rights = tmp_path / "releases", []

    def look(_: str, __: float) -> None:
        rights.extend(stat.S_IMODE(one.stat().st_mode) for one in releases.glob(".building-*"))

    release = build(extracts, releases, OPTIONS, look)
    assert set(rights) == {0o700}
    held = {one.name: one.stat().st_mode & stat.S_IRWXO for one in (releases / release).iterdir()}
    assert {name for name, others in held.items() if others} <= {"public.duckdb"}


def test_the_manifest_accounts_for_every_row(extracts: Path, tmp_path: Path) -> None:
    with (extracts / "exclusions.csv").open("a", encoding="utf-8") as file:
        file.write("E3,ZEBRA2,100001,SUSP,VA,2024-09-10,upheld,8,F,N,Burnley\n")
    options = Options(mappings=OPTIONS.mappings, accept_set_aside="a repeated row")
    release = build(extracts, tmp_path / "r", options)
    told = store.manifest(tmp_path / "r", release)
    rows = {s["name"]: s for s in told["sources"]}["exclusions.csv"]
    assert (rows["rows_read"], rows["rows_kept"], rows["rows_set_aside"]) == (4, 3, 1)
    assert len(rows["sha256"]) == 64
    assert told["accepted_set_aside"] == "a repeated row"
    assert told["authority"]["new_code"] == "E10000017"
    assert told["basis"] == "local"


def test_school_urns_of_900000_and_over_are_illustrative(extracts: Path, tmp_path: Path) -> None:
    for path in extracts.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("100001", "900001"))
    release = build(extracts, tmp_path / "r", OPTIONS)
    assert store.manifest(tmp_path / "r", release)["basis"] == "sample"


def test_a_draft_leaves_the_current_release(extracts: Path, tmp_path: Path) -> None:
    first = build(extracts, tmp_path / "r", OPTIONS)
    draft = build(extracts, tmp_path / "r", Options(mappings=OPTIONS.mappings, draft=True))
    assert store.current(tmp_path / "r") == first
    assert {r.id: r.draft for r in store.all_releases(tmp_path / "r")} == {
        first: False,
        draft: True,
    }


def test_a_blocked_build_changes_nothing(extracts: Path, tmp_path: Path) -> None:
    first = build(extracts, tmp_path / "r", OPTIONS)
    text = (extracts / "exclusions.csv").read_text(encoding="utf-8")
    (extracts / "exclusions.csv").write_text(text.replace("pupil_id", "child"), encoding="utf-8")
    with pytest.raises(Blocked, match="pupil_id"):
        build(extracts, tmp_path / "r", OPTIONS)
    assert store.current(tmp_path / "r") == first
    assert [path.name for path in (tmp_path / "r").iterdir() if path.is_dir()] == [first]


def test_an_empty_folder_is_blocked_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    with pytest.raises(Blocked, match="Nothing to load"):
        build(tmp_path / "input", tmp_path / "r", OPTIONS)
    assert store.current(tmp_path / "r") is None


def test_no_child_is_left_in_a_release(extracts: Path, tmp_path: Path) -> None:
    release = build(extracts, tmp_path / "r", OPTIONS)
    raw = (tmp_path / "r" / release / "restricted.duckdb").read_bytes()
    assert b"ZEBRA" not in raw
    with store.open_cursor(tmp_path / "r", release) as cursor:
        columns = cursor.execute(
            "select column_name, data_type from information_schema.columns"
        ).fetchall()
    named = {name for name, _ in columns}
    assert not named & {"pupil_id", "young_person_id", "child", "placement_id", "exclusion_id"}
    # Hashed identifiers are unsigned; no count is.
    assert not [name for name, kind in columns if kind == "UBIGINT"]


def test_the_whole_way_from_rows_to_counts(extracts: Path, tmp_path: Path) -> None:
    release = build(extracts, tmp_path / "r", OPTIONS)
    with store.open_cursor(tmp_path / "r", release) as cursor:
        row = cursor.execute(
            "select permanent_exclusions, suspensions, suspensions_children, one_plus_enrolments,"
            " headcount from exclusions where area_code = 'E07000117' and breakdown = 'Total'"
            " and time_identifier = 'Academic year'"
        ).fetchone()
    # One permanent exclusion; two suspensions of two children; 40 + 60 pupils.
    assert row == (1, 2, 2, 2, 100)


def test_exclusions_at_a_school_nobody_knows_are_told(extracts: Path, tmp_path: Path) -> None:
    text = SCHOOLS.replace("100001", "100002")
    (extracts / "schools.csv").write_text(text, encoding="utf-8")
    release = build(extracts, tmp_path / "r", OPTIONS)
    told = [row["problem"] for row in store.problems(tmp_path / "r", release)]
    assert any("3 exclusions are at 1 schools" in problem for problem in told)


def test_a_return_for_no_measure_is_told(extracts: Path, tmp_path: Path) -> None:
    rows = (
        "measure_id,time_period,time_identifier,numerator\nschools_traind,202425,Academic year,5\n"
    )
    (extracts / "returns.csv").write_text(rows, encoding="utf-8")
    options = Options(mappings=OPTIONS.mappings, returns=frozenset({"schools_trained_percent"}))
    release = build(extracts, tmp_path / "r", options)
    told = [row["problem"] for row in store.problems(tmp_path / "r", release)]
    assert any("schools_traind" in p and "schools_trained_percent" in p for p in told)


def test_checking_builds_nothing(extracts: Path, tmp_path: Path) -> None:
    problems = check([extracts], tmp_path / "work", OPTIONS)
    assert {problem.severity for problem in problems} == {"warn"}


@pytest.mark.parametrize("wait", [1.0, 2.5])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_build_leaves_the_current_release(
    extracts: Path, tmp_path: Path, wait: float
) -> None:
    releases = tmp_path / "r"
    first = build(extracts, releases, OPTIONS)
    command = [sys.executable, "-m", "data", "build", "--input", extracts, "--releases", releases]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
    now = store.current(releases)
    assert now is not None
    assert json.loads((releases / now / "manifest.json").read_text())["id"] == now
    assert duckdb.connect(str(releases / first / "restricted.duckdb"), read_only=True)
    again = build(extracts, releases, OPTIONS)
    assert not list(releases.glob(f"{store.BUILDING}*"))
    assert store.current(releases) == again
