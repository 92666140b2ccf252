"""The seal of a release: a digest of each of its files, so that one altered byte is found.

The manifest holds the digests of the other files, and `manifest.sha256` beside it that of the
manifest.
"""

import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from data.textfiles import sha256_of

MANIFEST, SEAL = "manifest.json", "manifest.sha256"
RESTRICTED, PUBLIC = "restricted.duckdb", "public.duckdb"
SEALED = (RESTRICTED, PUBLIC, "problems.csv")
UNSEALED = "this release was built before releases were sealed: its files cannot be checked"
ALONE = "only the public file of this release is here: it cannot be checked against its seal"
# What is no fault, but has to be said.
CAUTIONS = (UNSEALED, ALONE)
Digest = Callable[[Path], str]


def write(path: Path) -> None:
    """Put the digests of a finished release into its manifest, and the manifest's beside it."""
    manifest = path / MANIFEST
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["files"] = {name: sha256_of(path / name) for name in SEALED if (path / name).is_file()}
    manifest.write_text(json.dumps(told, indent=2), encoding="utf-8")
    (path / SEAL).write_text(f"{sha256_of(manifest)}\n", encoding="ascii")


def is_public_alone(path: Path) -> bool:
    """Whether a folder holds a release as it is handed to a public server: its public file only."""
    kept_back = (path / MANIFEST).exists() or (path / RESTRICTED).exists()
    return (path / PUBLIC).is_file() and not kept_back


def read(path: Path) -> str:
    """The seal of a release; without one, the digest of its manifest, or of its public file."""
    alone = PUBLIC if is_public_alone(path) else MANIFEST
    return _written(path).strip() or sha256_of(path / alone)


def every(path: Path) -> tuple[str, ...]:
    """Each seal that ids may have been printed with: as written, and as the manifest is now.

    They differ only where one of the two was altered. A server that has the public file alone
    prints ids with the digest of that.
    """
    found = [_written(path).strip()]
    if (path / MANIFEST).is_file():
        found.append(sha256_of(path / MANIFEST))
        recorded = (_manifest(path) or {}).get("files")
        found.append(str(recorded.get(PUBLIC, "")) if isinstance(recorded, dict) else "")
    elif is_public_alone(path):
        found.append(sha256_of(path / PUBLIC))
    return tuple(dict.fromkeys(seal for seal in found if seal))


def faults(path: Path, digest: Digest = sha256_of, names: Collection[str] = SEALED) -> list[str]:
    """What is not as it was built, in words; empty when all is well. `names` are looked at."""
    if is_public_alone(path):
        return [ALONE]
    told = _manifest(path)
    if not (path / SEAL).is_file() and told is not None and "files" not in told:
        return [UNSEALED]
    return [*_of_manifest(path, digest), *_of_files(path, told or {}, digest, names)]


def _of_manifest(path: Path, digest: Digest) -> Iterator[str]:
    missing = [name for name in (MANIFEST, SEAL) if not (path / name).is_file()]
    yield from (f"{name} is missing" for name in missing)
    if not missing and _written(path) != f"{digest(path / MANIFEST)}\n":
        yield f"{MANIFEST} has been altered since the release was built (or its seal, {SEAL})"


def _of_files(
    path: Path, told: dict[str, Any], digest: Digest, names: Collection[str]
) -> Iterator[str]:
    recorded = told.get("files")
    if not isinstance(recorded, dict):
        return
    for name, sealed in recorded.items():
        if name not in names:
            continue
        if not (path / name).is_file():
            yield f"{name} is missing"
        elif digest(path / name) != sealed:
            yield f"{name} has been altered since the release was built"
    # A log of changes beside a database is read with it.
    for file in sorted(path.iterdir()):
        if file.name not in (MANIFEST, SEAL, *recorded) and file.name.startswith(tuple(names)):
            yield f"{file.name} was put into the release after it was built"


def _written(path: Path) -> str:
    try:
        return (path / SEAL).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _manifest(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
