"""Three districts and two years of made-up extracts, built, and attacked from outside."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data import sample, store
from data.build import Options, build
from metrics.disclosure import rules as rule_book
from metrics.disclosure.cells import is_small, public_points
from metrics.disclosure.cube import protect
from metrics.intervals import cost_limits
from tests.metrics.disclosure.reduced_county import CELL_NAMES, NEET, PLACEMENTS, Attack

ATTACKED = list(PLACEMENTS | NEET)
DISTRICTS = (
    ("E07000119", "E07000122", "E07000123"),
    ("E07000117", "E07000118", "E07000125"),
    ("E07000118", "E07000120", "E07000126"),
)
FIRST, LAST, YEARS = "2023-09-01", "2025-08-31", (202324, 202425)
KEPT = {
    "schools": "list_contains($districts, district)",
    "pupils": "list_contains($years, time_period::int)"
    " and school_urn in (select school_urn from schools where list_contains($districts, district))",
    "exclusions": "start_date between $first and $last"
    " and school_urn in (select school_urn from schools where list_contains($districts, district))",
    "placements": "list_contains($districts, home_district) and start_date <= $last"
    " and (end_date is null or end_date >= $first)",
    "home_tuition": "list_contains($districts, home_district) and start_date <= $last"
    " and (end_date is null or end_date >= $first)",
    "neet": "list_contains($districts, home_district) and month between $first[:7] and $last[:7]",
    "calendar": "list_contains($years, time_period::int)",
    "providers": "true",
}


def reduced(made: Path, out: Path, districts: tuple[str, ...]) -> None:
    """What a sample holds of some districts and two years."""
    told = {"districts": list(districts), "years": list(YEARS), "first": FIRST, "last": LAST}
    out.mkdir()
    with duckdb.connect() as con:
        for name in KEPT:
            con.execute(
                f"create view {name} as"
                f" from read_csv('{made / name}.csv', all_varchar = true, header = true)"
            )
        for name, kept in KEPT.items():
            bound = {key: value for key, value in told.items() if f"${key}" in kept}
            found = con.execute(f"from {name} where {kept}", bound).df()
            found.to_csv(out / f"{name}.csv", index=False)


@pytest.mark.parametrize("seed", range(len(DISTRICTS)))
def test_a_reduced_county_is_published_and_gives_nothing_away(seed: int, tmp_path: Path) -> None:
    sample.write(tmp_path / "made", la="888", seed=seed)
    reduced(tmp_path / "made", tmp_path / "in", DISTRICTS[seed])
    options = Options(protect=protect, cost_limits=cost_limits)
    release = build(tmp_path / "in", tmp_path / "releases", options)
    assert store.current(tmp_path / "releases") == release
    with store.open_cursor(tmp_path / "releases", release, "public") as cursor:
        printed = cursor.execute("from points").df()
    with store.open_cursor(tmp_path / "releases", release, "officer") as cursor:
        truth = public_points(cursor, rule_book.load())
    small = is_small(truth, rule_book.load())
    key = ["measure_id", *CELL_NAMES]
    flags = pd.concat([truth[key], small], axis=1).set_index(key)
    numbers = truth.set_index(key)["numerator"]
    own = printed[printed["measure_id"].isin(ATTACKED) & (printed["basis"] != "published")]
    years = own["time_identifier"].isin(["Academic year", "Calendar year"])
    terms = own["time_identifier"].str.endswith("term")
    attack = Attack(own[years | terms])
    hidden = own[(own["symbol"] == "c") & (years | terms)]
    assert len(hidden) > 20
    for point in hidden[key].itertuples(index=False, name=None):
        columns = (PLACEMENTS | NEET)[point[0]]
        flag = flags.loc[point]
        for column, name in zip(columns, ("numerator", "complement"), strict=False):
            low, high = attack.interval(column, tuple(point[1:]))
            if flag[name]:
                assert low <= 1, (point, column, low, high)
                assert high >= 5, (point, column, low, high)
            elif name == "numerator" and numbers.loc[point] > 0:
                assert low < high, (point, column, low, high)
