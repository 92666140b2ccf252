"""Limits of each mean cost, worked out before the children's own costs are deleted with the build."""

from collections.abc import Callable, Sequence
from typing import cast

import duckdb
import numpy as np
import pandas as pd

from data.roll_up import MISSING, TIME, TOPICS, WHOLE_AUTHORITY

# Children and costs of the placements of one cell -> the limits of their mean, None where too few.
CostLimits = Callable[[Sequence[object], Sequence[float]], tuple[float, float] | None]
# Each sum of costs and the number of placements it is over.
MEANS = {"cost": "with_cost", "real_cost": "with_real_cost"}
CELL = (*TIME, "district", "breakdown_topic", "breakdown")


def add_limits(
    con: duckdb.DuckDBPyConnection, rows: str, cube: str, limits: CostLimits | None
) -> None:
    """Add `cost_lower`, `cost_upper` and those in real terms to the cube made from the rows.

    Empty where there is no function to work them out, or too few children.
    """
    found = _limits_of_cells(con, rows, limits) if limits else []
    ends = [f"{cost}_{end}" for cost in MEANS for end in ("lower", "upper")]
    frame = pd.DataFrame(found, columns=[*CELL, *ends]).astype(dict.fromkeys(ends, float))
    con.register("cost_limits_frame", frame)
    same = " and ".join(f"cube.{n} = cast(found.{n} as varchar)" for n in CELL[1:])
    told = ", ".join(f"nullif(found.{end}, 'nan') as {end}" for end in ends)
    con.execute(
        f"create temp table {cube}_limited as select cube.*, {told} from {cube} as cube"
        f" left join cost_limits_frame as found on cube.time_period = found.time_period and {same}"
    )
    con.unregister("cost_limits_frame")
    con.execute(f"drop table {cube}")
    con.execute(f"alter table {cube}_limited rename to {cube}")


def _limits_of_cells(
    con: duckdb.DuckDBPyConnection, rows: str, limits: CostLimits
) -> list[tuple[object, ...]]:
    frame, topics = _placements(con, rows)
    columns = {name: frame[name].to_numpy() for name in ("child", *MEANS, *MEANS.values())}
    found = []
    for topic in (None, *topics):
        for by_district in (False, True):
            keys = [*TIME, *(["district"] if by_district else []), *([topic] if topic else [])]
            # A reporting group's rows stand beside those of its districts.
            own = frame if by_district else frame[~frame["in_group"]]
            for key, places in own.groupby(keys, sort=False).indices.items():
                told = dict(zip(keys, cast("tuple[object, ...]", key), strict=True))
                positions = own.index.to_numpy()[places]
                cell = (
                    *(told[name] for name in TIME),
                    told.get("district", WHOLE_AUTHORITY),
                    TOPICS[topic] if topic else "Total",
                    told[topic] if topic else "Total",
                )
                found.append((*cell, *_both(columns, positions, limits)))
    return found


def _both(
    columns: dict[str, "np.ndarray"], positions: "np.ndarray", limits: CostLimits
) -> list[float | None]:
    ends: list[float | None] = []
    for cost, counted in MEANS.items():
        own = positions[columns[counted][positions] == 1]
        ends += limits(columns["child"][own], columns[cost][own]) or (None, None)
    return ends


def _placements(con: duckdb.DuckDBPyConnection, rows: str) -> tuple[pd.DataFrame, list[str]]:
    """The placements with a cost, children as numbers, parts as the roll-up states them."""
    names = [row[0] for row in con.execute(f"describe {rows}").fetchall()]
    topics = [name for name in TOPICS if name in names]
    stated = ", ".join(
        f"coalesce(cast({name} as varchar), '{MISSING.get(name, 'Not known')}') as {name}"
        for name in topics
    )
    told = (
        f"time_period, cast(time_identifier as varchar) as time_identifier, {stated},"
        f" child, {', '.join([*MEANS, *MEANS.values()])}"
    )
    # Sorted, so that sums and draws repeat to the last digit.
    frame = con.execute(
        f"select *, cast(coalesce(dense_rank() over (order by child), 0) as bigint) as number from ("
        f"select {told}, cast(district as varchar) as district, false as in_group from {rows}"
        f" union all by name select {told}, district_groups.area_code as district,"
        f" true as in_group from {rows} as r"
        " inner join district_groups on district_groups.code = r.district"
        ") where with_cost = 1 order by time_period, number, cost, district"
    ).df()
    # Advice to a school has no child: each such episode stands for itself.
    nobody = frame["child"].isna().to_numpy()
    numbers = frame["number"].to_numpy(copy=True)
    numbers[nobody] = -1 - np.arange(nobody.sum())
    frame["child"] = numbers
    return frame, topics
