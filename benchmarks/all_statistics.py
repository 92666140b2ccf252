"""How long all statistics of a release take, beside a plain group-by of the same points.

    python benchmarks/all_statistics.py [--releases DIR] [--release ID] [--runs 5]

Without --releases the shipped default is built first, in a folder that is deleted.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from data import build, store  # noqa: E402
from metrics.definitions import Measure, definitions  # noqa: E402
from metrics.facts import areas_of, facts_of, judged_measures  # noqa: E402
from metrics.gaps import DISTRICT, REFERENCES, gaps  # noqa: E402
from metrics.intervals import cost_limits  # noqa: E402
from metrics.limits import with_limits  # noqa: E402
from metrics.periods import Period  # noqa: E402
from metrics.points import points  # noqa: E402
from metrics.spread import Spread, spread_of  # noqa: E402
from metrics.targets import Areas  # noqa: E402
from metrics.within_year import Kind, control_chart, school_days  # noqa: E402
from plan.seed import seed_plan  # noqa: E402

KINDS: tuple[Kind, ...] = ("month", "term")
WHOLE = "Total"
PARTS = ("intervals", "three facts", "control charts", "gaps between groups")


@dataclass(frozen=True)
class Read:
    """A release read into memory, which both sides of the comparison start from."""

    frames: Mapping[str, pd.DataFrame]
    # By measure and topic, with the totals: a topic is a filter of the query in the product.
    by_topic: Mapping[tuple[str, str], pd.DataFrame]
    spreads: Mapping[str, Spread]
    days: Mapping[Period, int]
    areas: Areas

    @property
    def points(self) -> int:
        return sum(map(len, self.frames.values()))


def read(releases: Path, release: str) -> Read:
    """Every point of every measure, as the product reads them."""
    with store.open_cursor(releases, release, "officer") as cursor:
        frames = {one.id: points(cursor, one) for one in definitions().values()}
        return Read(
            frames,
            {
                (one.id, topic): _of_topic(frames[one.id], topic)
                for one in definitions().values()
                for topic in (WHOLE, *topics(one))
            },
            {one.id: spread_of(cursor, one) for one in definitions().values()},
            school_days(cursor),
            areas_of(cursor),
        )


def intervals(found: Read) -> None:
    for one in definitions().values():
        if len(found.frames[one.id]):
            with_limits(found.frames[one.id], one, found.spreads[one.id])


def three_facts(found: Read) -> None:
    plan, area = seed_plan(), found.areas.authority
    for one in judged_measures():
        facts_of(one, found.by_topic[one.id, WHOLE], plan, found.areas, area, days=found.days)


def control_charts(found: Read) -> None:
    for one in definitions().values():
        for kind in (kind for kind in KINDS if kind in one.periods):
            control_chart(
                one, found.by_topic[one.id, WHOLE], found.areas.authority, kind, found.days
            )


def group_gaps(found: Read) -> None:
    for one in definitions().values():
        for topic in topics(one):
            gaps(one, found.by_topic[one.id, topic], found.areas.authority, topic)


def topics(one: Measure) -> list[str]:
    """The topics of a measure whose groups are set beside one another."""
    return [
        *(topic for topic in one.breakdowns if topic in REFERENCES),
        *([DISTRICT] if one.districts else []),
    ]


def group_by(found: Read) -> None:
    """The yardstick: the sum and mean of each line of each measure."""
    for frame in found.frames.values():
        frame.groupby(["area_code", "breakdown_topic", "breakdown"])["value"].agg(["sum", "mean"])


def _of_topic(frame: pd.DataFrame, topic: str) -> pd.DataFrame:
    return frame[frame["breakdown_topic"].isin([WHOLE, topic])]


def timed(what: Callable[[Read], None], found: Read) -> float:
    began = time.perf_counter()
    what(found)
    return time.perf_counter() - began


def report(number: int, parts: Mapping[str, list[float]], yardstick: list[float]) -> str:
    """Medians over the runs, of each part, of the whole pass, and of the yardstick."""
    medians = {name: statistics.median(runs) for name, runs in parts.items()}
    whole = statistics.median(map(sum, zip(*parts.values(), strict=True)))
    plain = statistics.median(yardstick)
    lines = [f"points                {number:,}"]
    lines += [f"{name:<22}{seconds:.2f} s" for name, seconds in medians.items()]
    lines += [
        f"all statistics        {whole:.2f} s",
        f"plain group-by        {plain:.2f} s",
        f"ratio                 {whole / plain:.1f}",
    ]
    return "\n".join(lines)


def measure(found: Read, runs: int) -> str:
    """Both sides by turns, after one pass that pays for the first imports."""
    passes = dict(zip(PARTS, (intervals, three_facts, control_charts, group_gaps), strict=True))
    for what in passes.values():
        what(found)
    parts: dict[str, list[float]] = {name: [] for name in passes}
    yardstick = []
    for _ in range(max(runs, 1)):
        for name, what in passes.items():
            parts[name].append(timed(what, found))
        yardstick.append(timed(group_by, found))
    return report(found.points, parts, yardstick)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time all statistics beside a group-by.")
    parser.add_argument("--releases", type=Path, help="a folder of releases, in place of a new one")
    parser.add_argument("--release", help="one of them; default: the current one")
    parser.add_argument("--runs", type=int, default=5, help="times each is run (default 5)")
    return parser.parse_args()


def main() -> None:
    options = parse()
    if options.releases:
        release = options.release or store.current(options.releases)
        if release is None:
            sys.exit(f"no release in {options.releases} is current")
        print(measure(read(options.releases, release), options.runs))
        return
    with tempfile.TemporaryDirectory() as folder:
        releases = Path(folder)
        release = build.build(None, releases, build.Options(cost_limits=cost_limits))
        print(measure(read(releases, release), options.runs))


if __name__ == "__main__":
    main()
