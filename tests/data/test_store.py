"""Releases: complete or not there, never changed, and one pointer."""

import json
from pathlib import Path

import duckdb
import pytest

from data import store


def a_release(releases: Path, name: str) -> Path:
    path = releases / name
    path.mkdir(parents=True)
    with duckdb.connect(str(path / "restricted.duckdb")) as con:
        con.execute("create table about as select 1 as one")
    told = {
        "id": name,
        "built_at": name,
        "authority": {"name": "Lancashire"},
        "basis": "local",
        "draft": True,
    }
    (path / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    store.seal(path)
    return path


def test_nothing_is_current_before_the_first_publication(tmp_path: Path) -> None:
    a_release(tmp_path, "2026-01-01")
    assert store.current(tmp_path) is None


def test_publishing_an_older_release_goes_back_to_it(tmp_path: Path) -> None:
    a_release(tmp_path, "2026-01-01")
    a_release(tmp_path, "2026-02-01")
    store.publish(tmp_path, "2026-02-01")
    store.publish(tmp_path, "2026-01-01")
    assert store.current(tmp_path) == "2026-01-01"
    assert [r.id for r in store.all_releases(tmp_path)] == ["2026-02-01", "2026-01-01"]


def test_a_release_that_is_not_there_is_not_published(tmp_path: Path) -> None:
    a_release(tmp_path, "2026-01-01")
    store.publish(tmp_path, "2026-01-01")
    with pytest.raises(LookupError, match=r"there is no release 'x'.*2026-01-01"):
        store.publish(tmp_path, "x")
    assert store.current(tmp_path) == "2026-01-01"


@pytest.mark.parametrize("name", ["../elsewhere", "", ".", "a/b"])
def test_a_release_id_never_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(LookupError):
        store.folder(tmp_path, name)


def test_a_release_cannot_be_written_through_a_cursor(tmp_path: Path) -> None:
    a_release(tmp_path, "2026-01-01")
    with (
        store.open_cursor(tmp_path, "2026-01-01") as cursor,
        pytest.raises(duckdb.Error, match="read-only"),
    ):
        cursor.execute("create table more as select 1")


def test_a_cursor_reads_no_other_file(tmp_path: Path) -> None:
    a_release(tmp_path, "2026-01-01")
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    with (
        store.open_cursor(tmp_path, "2026-01-01") as cursor,
        pytest.raises(duckdb.Error, match="disabled"),
    ):
        cursor.execute(f"select * from read_csv('{secret.as_posix()}')")


def test_only_the_officer_audience_has_figures_yet(tmp_path: Path) -> None:
    a_release(tmp_path, "2026-01-01")
    with (
        pytest.raises(LookupError, match="public audience"),
        store.open_cursor(tmp_path, "2026-01-01", "public"),
    ):
        pass


def test_pruning_keeps_the_newest_and_the_current_release(tmp_path: Path) -> None:
    for name in ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"):
        a_release(tmp_path, name)
    store.publish(tmp_path, "2026-01-01")
    assert store.prune(tmp_path, 2) == ["2026-02-01"]
    assert {r.id for r in store.all_releases(tmp_path)} == {
        "2026-01-01",
        "2026-03-01",
        "2026-04-01",
    }


def test_pruning_keeps_at_least_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one"):
        store.prune(tmp_path, 0)


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / f"{store.BUILDING}2026"
    (left / "work").mkdir(parents=True)
    # No process has this number: the highest there can be is 4194304.
    (left / "pid").write_text("4999999", encoding="ascii")
    (left / "work" / "staging.duckdb").write_text("children", encoding="ascii")
    store.clear_unfinished(tmp_path)
    assert not left.exists()


def test_a_damaged_release_is_passed_over_and_never_made_current(tmp_path: Path) -> None:
    a_release(tmp_path, "2026-01-01")
    a_release(tmp_path, "2026-02-01")
    store.publish(tmp_path, "2026-01-01")
    manifest = tmp_path / "2026-02-01" / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{broken", encoding="utf-8")
    (tmp_path / "no manifest").mkdir()
    assert [r.id for r in store.all_releases(tmp_path)] == ["2026-01-01"]
    with pytest.raises(LookupError, match="2026-02-01 is damaged"):
        store.publish(tmp_path, "2026-02-01")
    assert store.prune(tmp_path, 1) == []
    assert store.current(tmp_path) == "2026-01-01"


def test_a_release_whose_figures_are_damaged_is_not_made_current(tmp_path: Path) -> None:
    path = a_release(tmp_path, "2026-01-01") / "restricted.duckdb"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(LookupError, match="cannot be read"):
        store.publish(tmp_path, "2026-01-01")
    assert store.current(tmp_path) is None
