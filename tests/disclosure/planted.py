"""A release whose small counts stand out: every count of it is times a number of seven digits.

A count of 1 to 4 children becomes 1,234,577 to 4,938,308, and the rules are raised by as much: what
would be hidden is hidden still, and no other number of a page or file looks like it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd

from data import public, sample, store
from data.build import SHIPPED, Options, build
from metrics.definitions import entered_by_officers
from metrics.disclosure import rules as rule_book
from metrics.disclosure.cells import KEY, public_points
from metrics.disclosure.cube import groups_of, protected
from metrics.disclosure.rules import Limits, Rules
from metrics.intervals import cost_limits
from metrics.points import COLUMNS
from tests.disclosure.searching import Wanted

TIMES = 1_234_577
EXTRACTS = ("exclusions", "placements", "pupils", "schools", "providers", "calendar", "returns")
# Tables that count nobody or schools; and weeks, whose curves are drawn child by child.
AS_THEY_ARE = {
    "about",
    "authorities",
    "coverage",
    "district_groups",
    "neighbours",
    "periods",
    "placement_weeks",
    "publications",
    "published",
    "schools",
    "schools_reached",
}
NUMBERS = ("BIGINT", "DOUBLE", "HUGEINT", "INTEGER")
SINCE, FIRST_YEAR = "2023-09-01", 202324
NAME = ["measure_id", *KEY]


@dataclass(frozen=True)
class World:
    """A folder of releases with one, what is hidden in it, and what must not be found."""

    releases: Path
    release: str
    hidden: pd.DataFrame
    wanted: Wanted


def world(folder: Path) -> World:
    """Build it: three years of a thinned county beside DfE's figures, scaled, then protected."""
    extracts(folder / "in")
    releases = folder / "releases"
    options = Options(returns=entered_by_officers(), cost_limits=cost_limits)
    release = build(folder / "in", releases, options)
    path = releases / release
    for file in path.iterdir():
        file.chmod(0o644)
    restricted = path / store.DATABASES["officer"]
    scale(restricted)
    # Not audited: unscaled the same release is safe, but counts of seven digits move further than
    # the solvers' bounds let them (suppress.MOST, attack.FAR), so the scaled one is said to leak.
    rules = raised(rule_book.load())
    with duckdb.connect(str(restricted), read_only=True) as con:
        truth = public_points(con.cursor(), rules)
        cube = protected(truth, groups_of(con.cursor()), None, rules).points
    public.write(path / store.DATABASES["public"], restricted, cube)
    store.seal(path)
    hidden = hidden_points(truth, cube)
    return World(releases, release, hidden, wanted(hidden, cube))


def extracts(folder: Path) -> None:
    """Three years of fewer children, and what DfE has published."""
    sample.write(folder, la="888")
    for file in folder.glob("*.csv"):
        if file.stem not in EXTRACTS:
            file.unlink()
    thin: Mapping[str, tuple[str, int]] = {
        "exclusions": ("start_date", 6),
        "placements": ("start_date", 3),
    }
    for name, (day, nth) in thin.items():
        rows = pd.read_csv(folder / f"{name}.csv", dtype=str)
        rows[rows[day] >= SINCE].iloc[::nth].to_csv(folder / f"{name}.csv", index=False)
    for name in ("pupils", "calendar"):
        rows = pd.read_csv(folder / f"{name}.csv", dtype=str)
        rows[rows["time_period"].astype(int) >= FIRST_YEAR].to_csv(
            folder / f"{name}.csv", index=False
        )
    for file in SHIPPED.glob("*.csv"):
        rows = pd.read_csv(file, dtype=str)
        # What DfE has published of the county is known to all, and so are the same cells of ours.
        ours = (rows["area_code"] == "E10000017") & (rows["time_period"].str[:4] >= "2023")
        rows[~ours].to_csv(folder / file.name, index=False)


def scale(restricted: Path) -> None:
    """Multiply every count of every mart."""
    with duckdb.connect(str(restricted)) as con:
        for (table,) in con.execute("select table_name from duckdb_tables()").fetchall():
            if table not in AS_THEY_ARE:
                told = con.execute(f"describe {table}").fetchall()
                names = [n for n, kind, *_ in told if kind in NUMBERS and is_count(n)]
                con.execute(
                    f"update {table} set " + ", ".join(f"{n} = {n} * {TIMES}" for n in names)
                )


def is_count(column: str) -> bool:
    return column != "time_period" and not column.endswith("_squares")


def raised(rules: Rules) -> Rules:
    """The rules with each threshold as many times as high."""

    def of(limits: Limits) -> Limits:
        return replace(
            limits,
            threshold=limits.threshold * TIMES,
            least_denominator=limits.least_denominator * TIMES,
            least_for_means=limits.least_for_means * TIMES,
        )

    measures = {name: of(limits) for name, limits in rules.measures.items()}
    return replace(rules, defaults=of(rules.defaults), measures=measures)


def hidden_points(truth: pd.DataFrame, cube: pd.DataFrame) -> pd.DataFrame:
    """The restricted points that the cube holds as suppressed, in the columns of points."""
    keys = cube.loc[cube["symbol"] == "c", NAME]
    own = truth[truth["basis"] != "published"]
    return keys.merge(own, on=NAME)[list(COLUMNS)]


def wanted(hidden: pd.DataFrame, cube: pd.DataFrame) -> Wanted:
    """The numbers of the hidden points that no printed point has as well."""
    printed = set(_numbers(cube))
    rest = hidden["denominator"] - hidden["numerator"]
    counts = {int(one) for one in [*hidden["numerator"], *rest] if 1e6 <= one < 1e9}
    least = {times * TIMES for times in range(1, 5)}
    told = (set(counts) | least) - {int(one) for one in printed if one == int(one)}
    shares = {one for name in ("value", "lower_ci", "upper_ci") for one in hidden[name].dropna()}
    near = {round(one, 9) for one in printed}
    return Wanted(
        counts=frozenset(told),
        shares=frozenset(one for one in shares if round(one, 9) not in near and is_long(one)),
    )


def _numbers(cube: pd.DataFrame) -> Iterator[float]:
    for name in ("numerator", "denominator", "value", "lower_ci", "upper_ci"):
        yield from cube[name].dropna()
    yield from (cube["denominator"] - cube["numerator"]).dropna()


def is_long(share: float) -> bool:
    """Whether a number has digits enough that nothing else has them."""
    return len(f"{share:.9g}".replace(".", "").lstrip("0")) >= 8
