"""A release is sealed: one altered byte in any of its files is found, and it is not published."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from data import store
from data.__main__ import main
from tests import built

FILES = ("restricted.duckdb", "problems.csv", "manifest.json", "manifest.sha256")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = built.published(tmp_path_factory)
    return folder, store.current(folder) or ""


@pytest.fixture
def sealed(whole: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    """A copy of a built release, to be altered."""
    folder, release = whole
    (tmp_path / release).mkdir()
    for file in (folder / release).iterdir():
        (tmp_path / release / file.name).write_bytes(file.read_bytes())
    return tmp_path, release


def alter(file: Path, place: int) -> None:
    """Flip one bit of one byte, and nothing else."""
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


def test_a_manifest_holds_the_digest_of_each_file_and_the_seal_that_of_the_manifest(whole) -> None:
    folder, release = whole
    told = store.manifest(folder, release)
    assert set(told["files"]) == {"restricted.duckdb", "problems.csv"}
    for name, digest in told["files"].items():
        assert digest == hashlib.sha256((folder / release / name).read_bytes()).hexdigest()
    manifest = (folder / release / "manifest.json").read_bytes()
    assert store.seal_of(folder, release) == hashlib.sha256(manifest).hexdigest()
    assert store.verify(folder, release) == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_one_altered_byte_in_any_file_is_found(sealed, name: str, share: float) -> None:
    folder, release = sealed
    file = folder / release / name
    alter(file, int(share * (file.stat().st_size - 1)))
    found = store.verify(folder, release)
    assert any("altered since the release was built" in fault for fault in found)
    assert any(name in fault for fault in found)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found(sealed, name: str) -> None:
    folder, release = sealed
    (folder / release / name).unlink()
    assert f"{name} is missing" in store.verify(folder, release)


def test_a_file_that_was_added_is_found(sealed) -> None:
    folder, release = sealed
    # DuckDB reads a log beside a database as part of it.
    (folder / release / "restricted.duckdb.wal").write_bytes(b"")
    (found,) = store.verify(folder, release)
    assert found == "restricted.duckdb.wal was put into the release after it was built"


def test_a_release_from_before_seals_says_that_it_cannot_be_checked(sealed) -> None:
    folder, release = sealed
    unseal(folder / release)
    assert store.verify(folder, release) == [store.UNSEALED]
    manifest = (folder / release / "manifest.json").read_bytes()
    assert store.seal_of(folder, release) == hashlib.sha256(manifest).hexdigest()
    store.publish(folder, release)
    assert store.current(folder) == release


def unseal(path: Path) -> None:
    (path / "manifest.sha256").unlink()
    told = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    del told["files"]
    (path / "manifest.json").write_text(json.dumps(told, indent=2), encoding="utf-8")


def test_an_altered_release_is_not_published(sealed) -> None:
    folder, release = sealed
    alter(folder / release / "problems.csv", 0)
    result = CliRunner().invoke(main, ["publish", release, "--releases", str(folder)])
    assert result.exit_code == 1
    assert f"release {release} is not published: problems.csv has been altered" in result.output
    assert store.current(folder) is None


def test_a_damaged_release_keeps_the_seals_its_ids_were_printed_with(sealed) -> None:
    folder, release = sealed
    printed = store.seal_of(folder, release)
    assert store.ever_sealed(folder) == {release: (printed,)}
    (folder / release / "manifest.json").write_text("{broken", encoding="utf-8")
    assert printed in store.ever_sealed(folder)[release]
    assert store.all_releases(folder) == []


def test_a_digest_that_remembers_is_asked_for_each_file_once(sealed) -> None:
    folder, release = sealed
    asked: list[str] = []

    def digest(file: Path) -> str:
        asked.append(file.name)
        return hashlib.sha256(file.read_bytes()).hexdigest()

    assert store.verify(folder, release, digest) == []
    assert sorted(asked) == ["manifest.json", "problems.csv", "restricted.duckdb"]
