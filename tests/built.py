"""Releases that many tests read: each is built once, however many processes test at a time."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from data import sample
from data.build import SHIPPED, Options, build
from metrics.disclosure.cube import protect
from metrics.intervals import cost_limits

Factory = pytest.TempPathFactory


def county(factory: Factory) -> Path:
    """A folder with one release: the shipped figures and illustrative extracts."""
    return _once(factory, "county", _county)


def published(factory: Factory) -> Path:
    """A folder with one release: the shipped figures alone."""
    return _once(factory, "published", lambda folder: build(SHIPPED, folder, Options()))


def public(factory: Factory) -> Path:
    """The same with the file for the public."""
    return _once(factory, "public", lambda folder: build(SHIPPED, folder, Options(protect=protect)))


def _county(folder: Path) -> None:
    handed_over = folder.with_name("county_extracts")
    sample.write(handed_over, la="888")
    for file in SHIPPED.glob("*.csv"):
        shutil.copy(file, handed_over)
    build(handed_over, folder, Options(cost_limits=cost_limits))


def _once(factory: Factory, name: str, make: Callable[[Path], object]) -> Path:
    """A copy of what was made: tests publish, log and break what they are given."""
    base = factory.getbasetemp()
    kept = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"built_{name}"
    with FileLock(f"{kept}.lock"):
        if not kept.is_dir():
            making = kept.with_name(f"{kept.name}_part")
            make(making)
            making.rename(kept)
    return Path(shutil.copytree(kept, factory.mktemp(name), dirs_exist_ok=True))
