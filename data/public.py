"""The public file of a release: protected points, and the tables needed to read them.

Nothing else is in it: no marts, no rows of extracts, no counts beside those of the points.
"""

from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd

from data.cells import literal

# Copied as they are: what DfE published, dates, names and addresses.
COPIED = ("about", "authorities", "neighbours", "periods", "publications", "district_groups")
# How many rows an extract has counts children too: only whether it has any is told.
COVERAGE = """
create table coverage as
select extract, first_date, as_at, cast(rows_kept > 0 as integer) as rows_kept
from restricted.coverage
"""
PUBLISHED = "create table published as select * exclude (file) from restricted.published"


def write(path: Path, restricted: Path, points: pd.DataFrame) -> None:
    """Write the public file beside the restricted one of the same release."""
    with closing(duckdb.connect(str(path))) as con:
        con.register("points_frame", points)
        con.execute("create table points as from points_frame")
        con.unregister("points_frame")
        con.execute(f"attach {literal(restricted.as_posix())} as restricted (read_only)")
        for name in COPIED:
            con.execute(f"create table {name} as from restricted.{name}")
        con.execute(COVERAGE)
        con.execute(PUBLISHED)
        con.execute("detach restricted")
        con.execute("checkpoint")


def points_in(path: Path) -> pd.DataFrame:
    """The points of a public file."""
    with closing(duckdb.connect(str(path), read_only=True)) as con:
        return con.execute("from points").df()
