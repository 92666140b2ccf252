"""Figures drawn in a process of their own are those drawn here, and a fault there is told."""

from collections.abc import Iterator

import pytest

from figures.figure import Figure
from packs import drawing
from packs.pictures import Pictures
from tests.packs.sample_pack import pack


@pytest.fixture(scope="module")
def figures() -> list[Figure]:
    return [one.figure for one in pack().exhibits][:3]


@pytest.fixture
def beside() -> Iterator[Pictures]:
    pictures = Pictures()
    pictures.begin(png=True)
    yield pictures
    pictures.close()


def test_a_figure_drawn_beside_is_the_one_drawn_here(
    figures: list[Figure], beside: Pictures
) -> None:
    for figure in (*figures, figures[0]):
        beside.send(figure)
    here = Pictures()
    for figure in reversed(figures):
        assert beside.svg(figure) == here.svg(figure)
        assert beside.svg(figure, dressed=True) == here.svg(figure, dressed=True)
        assert beside.png(figure) == here.png(figure)


def test_a_figure_that_was_not_sent_is_drawn_here(figures: list[Figure], beside: Pictures) -> None:
    assert beside.svg(figures[0]) == Pictures().svg(figures[0])


def test_what_cannot_be_drawn_is_told_and_not_waited_for(figures: list[Figure]) -> None:
    started = drawing.begin(png=False)
    try:
        started.send(figures[0])
        started._process.kill()
        started._process.wait()
        with pytest.raises(drawing.NotDrawn, match="could not be drawn"):
            started.send(figures[1])
    finally:
        started.close()
