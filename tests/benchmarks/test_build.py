"""The benchmark's own arithmetic, and its yardstick on real files."""

import json
import sys

import pytest

from benchmarks import build


def alone(seconds: float, inside: float) -> build.Run:
    return build.Run(seconds, 80.0, json.dumps({"rows": 1000, "seconds": inside}))


def test_the_ratio_is_the_median_build_over_the_median_of_duckdb_alone():
    yardstick = [alone(1.0, 0.5), alone(9.0, 8.0), alone(2.0, 1.0)]
    builds = [build.Run(4.0, 200.0, ""), build.Run(5.0, 300.0, ""), build.Run(90.0, 250.0, "")]
    lines = {
        line[:26].strip(): line[26:] for line in build.report(yardstick, builds, 1.0).split("\n")
    }
    assert lines["ratio"] == "2.50"  # 5 / 2
    assert lines["rows per second of build"] == "200"  # 1000 / 5
    assert lines["peak memory of build"] == "300 MB"


def test_memory_that_cannot_be_read_is_said_and_not_zero():
    assert build.peak([build.Run(1.0, None, "")]) == "not measured on this system"


def test_only_csv_is_compared(tmp_path):
    with pytest.raises(SystemExit, match="no CSV file here"):
        build.check_only_csv(tmp_path)
    (tmp_path / "a.csv").touch()
    build.check_only_csv(tmp_path)
    (tmp_path / "b.xlsx").touch()
    with pytest.raises(SystemExit, match=r"b\.xlsx: only CSV can be compared"):
        build.check_only_csv(tmp_path)


def test_the_yardstick_counts_the_rows_of_every_file(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n")
    (tmp_path / "b.csv").write_text("z\n2024-09-01\n")
    run = build.read_alone(tmp_path)
    assert json.loads(run.output)["rows"] == 2 + 1
    assert run.seconds > 0


def test_a_command_that_fails_ends_the_benchmark_with_what_it_wrote():
    with pytest.raises(SystemExit, match=r"said this\n(.|\n)*ended with code 3"):
        build.timed([sys.executable, "-c", "print('said this'); raise SystemExit(3)"])
