"""The yardstick: DuckDB alone reading a folder's CSV files, each into a table of a fresh database.

    python benchmarks/read_alone.py INPUT DATABASE

Prints {"rows": rows of all tables, "seconds": time from opening the database to closing it}.
"""

import json
import sys
import time
from pathlib import Path

import duckdb


def read(folder: Path, database: Path) -> int:
    """Rows read. Types are DuckDB's own guess: the least anyone could do with the files."""
    rows = 0
    with duckdb.connect(str(database)) as connection:
        for number, path in enumerate(sorted(folder.rglob("*.csv"))):
            table = f"file_{number}"
            connection.execute(f"create table {table} as select * from read_csv(?)", [str(path)])
            counted = connection.execute(f"select count(*) from {table}").fetchone()
            rows += counted[0] if counted else 0
    return rows


def main(folder: str, database: str) -> None:
    began = time.perf_counter()
    rows = read(Path(folder), Path(database))
    print(json.dumps({"rows": rows, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(*sys.argv[1:])
