"""Releases on disk: complete folders that never change, and one pointer to the current one."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from csv import DictReader
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data import seals
from data.textfiles import sha256_of

DEFAULT = Path("releases")
POINTER = "current"
BUILDING = ".building-"
DAY = 86400
UNSEALED, CAUTIONS = seals.UNSEALED, seals.CAUTIONS
# What reading a release whose files were altered or cut short raises.
DAMAGED = (duckdb.Error, LookupError)
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "threads": "2",
}
DATABASES = {"officer": seals.RESTRICTED, "public": seals.PUBLIC}
# The files a reader's figures come from.
READ_BY = {"officer": seals.SEALED, "public": (seals.PUBLIC,)}


@dataclass(frozen=True)
class ReleaseInfo:
    """What a list of releases shows of one."""

    id: str
    built_at: str
    is_current: bool
    draft: bool
    authority: str
    basis: str


def folder(releases: Path, release: str) -> Path:
    """The folder of a release; LookupError names the releases that exist when it does not."""
    path = releases / release
    if not release or Path(release).name != release or not _is_there(path):
        known = ", ".join(info.id for info in all_releases(releases)) or "none yet"
        raise LookupError(f"there is no release {release!r} in {releases}; releases there: {known}")
    return path


def current(releases: Path) -> str | None:
    """The id members see, or None before the first publication."""
    pointer = releases / POINTER
    if not pointer.is_file():
        return None
    release = pointer.read_text(encoding="utf-8").strip()
    return release if release and _is_there(releases / release) else None


def _is_there(path: Path) -> bool:
    """Whether a folder is a release: a manifest is the last thing a build writes.

    A public server is given nothing but the public file of one.
    """
    return (path / seals.MANIFEST).is_file() or seals.is_public_alone(path)


def all_releases(releases: Path) -> list[ReleaseInfo]:
    """Every complete release, newest first; a damaged one is passed over."""
    now = current(releases)
    found = []
    for path in sorted(releases.glob("*/"), reverse=True):
        if path.name.startswith("."):
            continue
        told = _manifest_in(path)
        if told is None:
            continue
        found.append(
            ReleaseInfo(
                id=told["id"],
                built_at=told["built_at"],
                is_current=told["id"] == now,
                draft=told["draft"] and told["id"] != now,
                authority=told["authority"]["name"],
                basis=told["basis"],
            )
        )
    return found


def manifest(releases: Path, release: str) -> dict[str, Any]:
    """What went into a release: sources with hashes and rows, as-at dates, versions."""
    told = _manifest_in(folder(releases, release))
    if told is None:
        raise LookupError(f"release {release} is damaged: its manifest.json cannot be read")
    return told


def _manifest_in(path: Path) -> dict[str, Any] | None:
    try:
        alone = seals.is_public_alone(path)
        told = (
            _told_by_public(path)
            if alone
            else json.loads((path / seals.MANIFEST).read_text(encoding="utf-8"))
        )
    except (OSError, ValueError, duckdb.Error):
        return None
    return told if isinstance(told, dict) and told.get("id") == path.name else None


def _told_by_public(path: Path) -> dict[str, Any]:
    """What a public file says of its release itself, under the names of a manifest."""
    with duckdb.connect(str(path / seals.PUBLIC), read_only=True, config=_CLOSED) as con:
        asked = con.execute(
            "select release_id, built_at, basis, old_code, new_code, name from about"
        )
        release, built_at, basis, old_code, new_code, name = asked.fetchone() or [""] * 6
    return {
        "id": release,
        "built_at": built_at,
        "basis": basis,
        "draft": False,
        "authority": {"old_code": old_code, "new_code": new_code, "name": name},
    }


def problems(releases: Path, release: str) -> list[dict[str, str]]:
    """The problems found while a release was built, as rows."""
    with (folder(releases, release) / "problems.csv").open(encoding="utf-8", newline="") as file:
        return list(DictReader(file))


@contextmanager
def open_cursor(
    releases: Path, release: str, audience: str = "officer"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only cursor on a release, with no way out to other files.

    Raises LookupError when the release, or its file for the audience, does not exist.
    """
    connection = connect(releases, release, audience)
    try:
        yield connection.cursor()
    finally:
        connection.close()


def connect(releases: Path, release: str, audience: str = "officer") -> duckdb.DuckDBPyConnection:
    """A read-only connection on a release. Take one cursor from it for each call."""
    path = folder(releases, release) / DATABASES[audience]
    if not path.is_file():
        raise LookupError(
            f"release {release} has no figures for the {audience} audience: {path.name} is missing"
        )
    try:
        return duckdb.connect(str(path), read_only=True, config=_CLOSED)
    except duckdb.IOException as fault:
        raise LookupError(f"release {release} is damaged: {path.name} cannot be read") from fault


def publish(releases: Path, release: str) -> None:
    """Make a complete release the current one, in one step; an older one goes back to it.

    Raises LookupError for a release that is not there, damaged, or altered since it was built.
    """
    manifest(releases, release)
    alone = seals.is_public_alone(releases / release)
    connect(releases, release, "public" if alone else "officer").close()
    faults = [fault for fault in verify(releases, release) if fault not in CAUTIONS]
    if faults:
        raise LookupError(
            f"release {release} is not published: {'; '.join(faults)}. Build it again."
        )
    if not is_safe(releases, release):
        raise LookupError(
            f"release {release} is not published: small numbers could be worked out from its "
            "public figures. It is for officers only; run python -m data audit to see which."
        )
    make_current(releases, release)


def is_safe(releases: Path, release: str) -> bool:
    """Whether the audit of a release found no leak; one that was never audited has none to fail."""
    return bool(manifest(releases, release).get("audit", {"safe": True})["safe"])


def make_current(releases: Path, release: str) -> None:
    """Point to a release that is known to be as it was built."""
    written = releases / f".{POINTER}-{os.getpid()}"
    with written.open("w", encoding="utf-8") as file:
        file.write(release + "\n")
        file.flush()
        os.fsync(file.fileno())
    written.replace(releases / POINTER)


def prune(releases: Path, keep: int) -> list[str]:
    """Delete all but the newest `keep` releases and the current one; the ids deleted.

    Raises ValueError when asked to keep none.
    """
    if keep < 1:
        raise ValueError(f"--keep is {keep}; at least one release has to stay")
    clear_unfinished(releases)
    old = [info.id for info in all_releases(releases)[keep:] if not info.is_current]
    for release in old:
        remove(releases / release)
    return old


def seal(path: Path) -> None:
    """Record the digests of a finished release's files, and make them read-only.

    Other accounts of the machine may read the public file and no other.
    """
    seals.write(path)
    for file in path.iterdir():
        file.chmod(0o444 if file.name == seals.PUBLIC else 0o440)
    path.chmod(0o755)


def seal_of(releases: Path, release: str) -> str:
    """A digest of all files of a release as it was built: ids of figures are made from it."""
    return seals.read(folder(releases, release))


def verify(
    releases: Path,
    release: str,
    digest: seals.Digest = sha256_of,
    audience: str = "officer",
) -> list[str]:
    """What is wrong with the files an audience's figures come from; empty when none has changed.

    `digest` may remember what it has read. LookupError for a release that is not there.
    """
    path = releases / release
    if not release or Path(release).name != release or not path.is_dir():
        raise LookupError(f"there is no release {release!r} in {releases}")
    return seals.faults(path, digest, READ_BY[audience])


def ever_sealed(releases: Path) -> dict[str, tuple[str, ...]]:
    """Each release, newest first and damaged ones too, with the seals its ids may come from."""
    return {
        path.name: seals.every(path)
        for path in sorted(releases.glob("*/"), reverse=True)
        if not path.name.startswith(".") and seals.every(path)
    }


def remove(path: Path) -> None:
    """Delete a release or what a build left, read-only files included."""
    for file in path.rglob("*"):
        if file.is_file():
            # Windows will not delete a read-only file.
            file.chmod(0o644)
    shutil.rmtree(path)


def clear_unfinished(releases: Path) -> None:
    """Delete what builds that were killed left behind: it holds child-level rows."""
    for path in releases.glob(f"{BUILDING}*"):
        if not _alive(path):
            remove(path)


def _alive(path: Path) -> bool:
    if os.name == "nt":
        # There a signal 0 would end the process instead of asking after it.
        return time.time() - path.stat().st_mtime < DAY
    try:
        os.kill(int((path / "pid").read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return False
    return True
