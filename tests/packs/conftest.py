"""A release built once for all tests of packs, and a reader of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import sample, store
from data.build import SHIPPED, Options, build
from figures.compose import Context
from figures.reader import Reader
from metrics.intervals import cost_limits
from metrics.reading import Reading
from plan.seed import seed_plan


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one release: the shipped figures and illustrative extracts."""
    handed_over = tmp_path_factory.mktemp("extracts")
    sample.write(handed_over, la="888")
    for file in SHIPPED.glob("*.csv"):
        (handed_over / file.name).write_bytes(file.read_bytes())
    folder = tmp_path_factory.mktemp("releases")
    build(handed_over, folder, Options(cost_limits=cost_limits))
    return folder


@pytest.fixture(scope="session")
def reader(releases: Path) -> Iterator[Reader]:
    release = store.current(releases)
    assert release
    with store.open_cursor(releases, release) as cursor:
        reading = Reading(cursor, seed_plan())
        about = Context.of(reading.release, neighbours=reading.neighbours, neighbour_set="May 2025")
        yield Reader(reading, about)
