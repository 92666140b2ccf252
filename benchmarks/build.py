"""How long a build takes, in multiples of the time DuckDB alone needs to read the same CSV files.

    python benchmarks/build.py [--scale county|england] [--input DIR] [--runs 3]

Both run in processes of their own, by turns, so that a slow minute of the machine hits both.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(tempfile.gettempdir()) / "ap-benchmark"


@dataclass(frozen=True)
class Run:
    """One process: wall-clock seconds, peak memory in MB (None where it cannot be read), stdout."""

    seconds: float
    peak_mb: float | None
    output: str


def timed(command: list[str]) -> Run:
    """Run `command` to its end; its failure ends the benchmark with what it wrote."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as messages,
    ):
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=messages)
        code, peak_mb = wait(process)
        seconds = time.perf_counter() - began
        output.seek(0)
        messages.seek(0)
        text, said = output.read(), messages.read()
    if code:
        sys.exit(f"{text}{said}\n{' '.join(command)}\nended with code {code}; nothing is reported.")
    return Run(seconds, peak_mb, text)


def wait(process: subprocess.Popen[bytes]) -> tuple[int, float | None]:
    """Exit code and the peak memory of this one child (and of children it waited for), in MB."""
    if not hasattr(os, "wait4"):
        return process.wait(), None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # macOS counts bytes, Linux kilobytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return process.returncode, usage.ru_maxrss * unit / 1e6


def sample(scale: str) -> Path:
    """The illustrative extracts at `scale`, made once and kept for the next benchmark."""
    folder = KEPT / scale
    if (folder / "SAMPLE.toml").exists():
        print(f"Input: {folder} (from an earlier benchmark; delete it to make it anew)")
        return folder
    print(f"Making the {scale} sample in {folder}")
    unfinished = KEPT / f"{scale}.part"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    timed([sys.executable, "-m", "data", "sample", "--out", str(unfinished), "--scale", scale])
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return folder


def check_only_csv(folder: Path) -> None:
    """DuckDB alone reads only CSV, so a ratio over other files would compare different work."""
    if not any(folder.rglob("*.csv")):
        sys.exit(f"{folder}: no CSV file here. Give a folder of CSV extracts with --input.")
    others = [p for p in folder.rglob("*") if p.suffix.lower() in {".xlsx", ".gz", ".zip"}]
    if others:
        sys.exit(f"{others[0]}: only CSV can be compared. Move it away, or save it as CSV.")


def warm(folder: Path) -> int:
    """Read every file once, so that the first run does not pay for the disk; bytes read."""
    return sum(len(path.read_bytes()) for path in folder.rglob("*.csv"))


def read_alone(folder: Path) -> Run:
    with tempfile.TemporaryDirectory() as scratch:
        script = str(ROOT / "benchmarks" / "read_alone.py")
        return timed([sys.executable, script, str(folder), str(Path(scratch) / "alone.duckdb")])


def build(folder: Path) -> Run:
    with tempfile.TemporaryDirectory() as releases:
        command = [sys.executable, "-m", "data", "build"]
        return timed([*command, "--input", str(folder), "--releases", releases])


def median(runs: list[Run]) -> float:
    return statistics.median(run.seconds for run in runs)


def spread(runs: list[Run]) -> str:
    return ", ".join(f"{run.seconds:.2f}" for run in runs)


def peak(runs: list[Run]) -> str:
    known = [run.peak_mb for run in runs if run.peak_mb is not None]
    return f"{max(known):,.0f} MB" if known else "not measured on this system"


def report(alone: list[Run], builds: list[Run], megabytes: float) -> str:
    inside = [json.loads(run.output) for run in alone]
    rows = inside[0]["rows"]
    reading = statistics.median(run["seconds"] for run in inside)
    return "\n".join(
        [
            f"rows                      {rows:,} in {megabytes:,.0f} MB of CSV",
            f"DuckDB alone              {median(alone):.2f} s (runs: {spread(alone)})",
            f"  without Python's start  {reading:.2f} s",
            f"data build                {median(builds):.2f} s (runs: {spread(builds)})",
            f"ratio                     {median(builds) / median(alone):.2f}",
            f"  without Python's start  {median(builds) / reading:.2f} (whole build over reading only)",
            f"rows per second of build  {rows / median(builds):,.0f}",
            f"peak memory of build      {peak(builds)}",
            f"peak memory of DuckDB     {peak(alone)}",
        ]
    )


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time a build against DuckDB alone.")
    parser.add_argument("--scale", choices=["county", "england"], default="county")
    parser.add_argument("--input", type=Path, help="a folder of CSV extracts, in place of a sample")
    parser.add_argument("--runs", type=int, default=3, help="times each is run (default 3)")
    return parser.parse_args()


def main() -> None:
    options = parse()
    folder = options.input.resolve() if options.input else sample(options.scale)
    check_only_csv(folder)
    megabytes = warm(folder) / 1e6
    alone, builds = [], []
    for number in range(1, max(options.runs, 1) + 1):
        print(f"run {number}", flush=True)
        alone.append(read_alone(folder))
        builds.append(build(folder))
    print(report(alone, builds, megabytes))


if __name__ == "__main__":
    main()
