"""A release built once for all tests of packs, and a reader of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import store
from figures.compose import Context
from figures.reader import Reader
from metrics.reading import Reading
from plan.seed import seed_plan
from tests import built


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one release: the shipped figures and illustrative extracts."""
    return built.county(tmp_path_factory)


@pytest.fixture(scope="session")
def reader(releases: Path) -> Iterator[Reader]:
    release = store.current(releases)
    assert release
    with store.open_cursor(releases, release) as cursor:
        reading = Reading(cursor, seed_plan())
        about = Context.of(reading.release, neighbours=reading.neighbours, neighbour_set="May 2025")
        yield Reader(reading, about)
