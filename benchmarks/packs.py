"""How long a pack takes in every format, beside each writer's library alone with the same content.

    python benchmarks/packs.py [--releases DIR] [--release ID] [--board scrutiny] [--runs 3]

Without --releases the shipped default is built first, in a folder that is deleted.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from benchmarks import alone  # noqa: E402
from benchmarks.watch import Watched, watched  # noqa: E402
from data import build as releases_build  # noqa: E402
from data import store  # noqa: E402
from figures.compose import Context  # noqa: E402
from figures.reader import Reader  # noqa: E402
from metrics.intervals import cost_limits  # noqa: E402
from metrics.reading import Reading  # noqa: E402
from packs import boards, build  # noqa: E402
from packs.content import Pack  # noqa: E402
from packs.pictures import Pictures  # noqa: E402
from plan.seed import seed_plan  # noqa: E402

# What stands alone beside each format: its writer's library with the same content.
BESIDE: Mapping[str, tuple[str, Callable[[alone.Content], object]]] = {
    "pptx": ("python-pptx", alone.slides),
    "docx": ("python-docx", alone.document),
    "xlsx": ("XlsxWriter", alone.workbook),
    "pdf": ("Typst", alone.typeset),
    "html": ("joined strings", alone.page),
    "png": ("vl-convert", alone.png),
    "svg": ("vl-convert", alone.svg),
    "csv": ("csv.writer", alone.rows),
}
assert tuple(BESIDE) == build.USUAL
# From so many programs on at a time the wall clock tells of the others.
BUSY = 1.5


@dataclass(frozen=True)
class Measured:
    """Processor seconds of every run: of a format, and of its library alone."""

    library: str
    own: tuple[float, ...]
    alone: tuple[float, ...]

    @property
    def seconds(self) -> float:
        return statistics.median(self.own)

    @property
    def beside(self) -> float:
        return statistics.median(self.alone)


def processor() -> float:
    """Processor seconds of this process and of those it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def timed(what: Callable[[], object]) -> float:
    began = processor()
    what()
    return processor() - began


def formats(pack: Pack, runs: int) -> dict[str, Measured]:
    """Each format and its library by turns, after one pass of both that pays for first calls."""
    charts = drawn(pack)
    return {name: _measured(pack, name, runs, charts) for name in BESIDE}


def _measured(pack: Pack, name: str, runs: int, charts: Pictures) -> Measured:
    library, bare = BESIDE[name]
    own, beside = [], []
    for _ in range(runs + 1):
        pictures = Pictures() if name == "svg" else replace(charts, _png={})
        own.append(timed(partial(build.FORMATS[name].files, pack, pictures)))
        content = alone.content(pack, replace(charts, _png={}), with_png=name == "docx")
        beside.append(timed(partial(bare, content)))
    return Measured(library, tuple(own[1:]), tuple(beside[1:]))


def drawn(pack: Pack) -> Pictures:
    """Pictures that have been drawn: a format is not charged for what all of them share."""
    pictures = Pictures()
    for one in pack.exhibits:
        pictures.svg(one.figure)
        pictures.svg(one.figure, dressed=True)
    return pictures


def report(
    figures: int, whole: list[Watched], gathering: list[float], told: Mapping[str, Measured]
) -> str:
    """The whole pack as a process of its own, then each format beside its library."""
    seconds = [run.seconds for run in whole]
    spent = [run.processor for run in whole]
    lines = [
        f"figures                     {figures}",
        f"the pack in {len(told)} formats       {_of(seconds)} s by the clock",
        f"  of the processors         {_of(spent)} s",
        f"  a figure                  {statistics.median(seconds) / figures:.2f} s",
        f"  peak memory               {_peak(whole)}",
        f"gathering                   {_of(gathering)} s of a processor",
        "",
        "Processor seconds   pack   a figure  library alone          ratio",
    ]
    for name, one in told.items():
        lines.append(
            f"{name:<16}{one.seconds:>8.2f}{one.seconds / figures:>11.3f}"
            f"{one.beside:>9.2f} {one.library:<15}{_ratio(one):>5}"
        )
    return "\n".join(lines)


def _of(runs: list[float]) -> str:
    listed = ", ".join(f"{run:.1f}" for run in runs)
    return f"{statistics.median(runs):.1f}" + (f" ({listed})" if len(runs) > 1 else "")


def _peak(whole: list[Watched]) -> str:
    known = [run.peak_mb for run in whole if run.peak_mb is not None]
    return f"{max(known):,.0f} MB" if known else "not measured on this system"


def _ratio(one: Measured) -> str:
    return f"{one.seconds / one.beside:.1f}" if one.beside else "-"


def gathered(releases: Path, release: str, board: str) -> Pack:
    """The pack of a board as an officer is given it."""
    plan = seed_plan()
    with store.open_cursor(releases, release, "officer") as cursor:
        reading = Reading(cursor, plan)
        about = Context.of(
            reading.release,
            neighbours=reading.neighbours,
            neighbour_set="May 2025",
            publications=reading.publications,
        )
        reader = Reader(reading, about)
        return boards.pack(boards.board_of(board), reader, reading.release, plan.version)


def measure(releases: Path, release: str, board: str, runs: int) -> str:
    command = [sys.executable, "-m", "packs", "build", "--audience", "officer", "--board", board]
    command += ["--releases", str(releases), "--release", release]
    whole = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as out:
            # What a benchmark makes is nothing that anybody has taken away.
            whole.append(watched([*command, "--out", out], ROOT, {"AP_LOG": out}))
    packs: list[Pack] = []

    def gather() -> None:
        packs.append(gathered(releases, release, board))

    gathering = [timed(gather) for _ in range(runs)]
    return report(len(packs[0].exhibits), whole, gathering, formats(packs[0], runs))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time a pack beside its writers' libraries.")
    parser.add_argument("--releases", type=Path, help="a folder of releases, in place of a new one")
    parser.add_argument("--release", help="one of them; default: the current one")
    parser.add_argument("--board", default="scrutiny", choices=list(boards.BOARDS))
    parser.add_argument("--runs", type=int, default=3, help="times each is run (default 3)")
    return parser.parse_args()


def main() -> None:
    options = parse()
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > BUSY:
        print("Other programs are running: go by the seconds of the processors.")
    runs = max(options.runs, 1)
    if options.releases:
        release = options.release or store.current(options.releases)
        if release is None:
            sys.exit(f"no release in {options.releases} is current")
        print(measure(options.releases, release, options.board, runs))
        return
    with tempfile.TemporaryDirectory() as folder:
        releases = Path(folder)
        release = releases_build.build(
            None, releases, releases_build.Options(cost_limits=cost_limits)
        )
        print(measure(releases, release, options.board, runs))


if __name__ == "__main__":
    main()
