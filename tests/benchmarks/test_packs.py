"""The benchmark's own arithmetic, and that each library is given what the pack holds."""

import os
import sys
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from benchmarks import alone
from benchmarks.packs import BESIDE, Measured, report
from benchmarks.watch import Watched, family, memory, watched
from packs import build
from packs.pictures import Pictures
from tests.packs.sample_pack import pack


@pytest.fixture(scope="module")
def held() -> alone.Content:
    return alone.content(pack(), Pictures(), with_png=True)


def test_every_usual_format_stands_beside_a_library():
    assert tuple(BESIDE) == build.USUAL


def test_the_ratio_is_that_of_the_medians():
    whole = [Watched(12.0, 20.0, 800.0), Watched(10.0, 19.0, 900.0), Watched(11.0, 21.0, 850.0)]
    told = report(4, whole, [5.0], {"pptx": Measured("python-pptx", (0.6, 0.8, 3.0), (0.2, 0.4))})
    lines = {line[:28].strip(): line[28:] for line in told.split("\n")}
    assert lines["the pack in 1 formats"] == "11.0 (12.0, 10.0, 11.0) s by the clock"
    assert lines["peak memory"] == "900 MB"
    # 11 / 4 figures = 2.75; the median of 0.6, 0.8 and 3 is 0.8, of 0.2 and 0.4 0.3: 0.8 / 0.3 = 2.7
    assert lines["a figure"] == "2.75 s"
    assert told.split("\n")[-1].split() == ["pptx", "0.80", "0.200", "0.30", "python-pptx", "2.7"]


def test_each_library_is_given_every_figure_and_its_numbers(held):
    made = pptx.Presentation(BytesIO(alone.slides(held)))
    charts = [shape.chart for slide in made.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 4
    assert charts[0].plots[0].series[0].values[0] == 0.134
    assert len(docx.Document(BytesIO(alone.document(held))).inline_shapes) == 4
    book = openpyxl.load_workbook(BytesIO(alone.workbook(held)))
    assert book["Figure 1"]["B5"].value == 0.134
    assert alone.page(held).count(b"<svg") == 4
    assert "0.134" in alone.rows(held)
    values = alone.spec(held.figures[0].figure.drawing)["data"]["values"]
    assert values[0] == {"place": "2019/20", "value": 0.134, "stroke": "Lancashire"}


def test_typst_and_vega_lite_draw_them_too(held):
    assert alone.typeset(held).startswith(b"%PDF")
    assert [one[:4] for one in alone.png(held)] == [b"\x89PNG"] * 4
    assert all(one.startswith("<svg") for one in alone.svg(held))


def test_a_process_is_watched_to_its_end():
    code = "held = bytearray(50_000_000); import time; time.sleep(0.5)"
    run = watched([sys.executable, "-c", code], Path.cwd())
    assert run.seconds >= 0.5
    assert run.processor > 0
    if Path("/proc/self/smaps_rollup").exists():
        assert run.peak_mb is not None
        # 50 MB and Python itself, which takes about 10.
        assert 50 < run.peak_mb < 150
        assert memory(os.getpid()) > 10_000_000
    assert os.getpid() in list(family(os.getpid()))


def test_a_process_that_fails_ends_the_benchmark_with_what_it_said():
    with pytest.raises(SystemExit, match="not today"):
        watched([sys.executable, "-c", "raise SystemExit('not today')"], Path.cwd())
