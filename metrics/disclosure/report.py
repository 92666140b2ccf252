"""An audit in words: what is protected, how narrowly, and what it cost."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from metrics.disclosure import rules as rule_book
from metrics.disclosure.audit import Audit, Judged, Leak, audit
from metrics.disclosure.cube import groups_of, judged_by
from metrics.points import COLUMNS, Cursor

HEADINGS = ("measure_id", "cells", "small", "besides", "narrowest", "leaks")


def told_of(restricted: Cursor, public: Cursor) -> tuple[list[str], bool]:
    """The lines of an audit of a public file, and whether it is safe.

    The attack has the public file alone; the restricted one only says which cells are small.
    """
    judged = judged_by(restricted, rule_book.load())
    printed = public.execute(f"select {', '.join(COLUMNS)} from points").df()
    found = audit(printed, judged, groups_of(public))
    return [*lines(found, judged)], found.is_safe


def kept(audit: Mapping[str, Any]) -> list[str]:
    """What the manifest of a release says of the audit that it failed, one line a leak."""
    leaks = [_told_leak(leak["measure_id"], leak["count"], leak["cell"]) for leak in audit["leaks"]]
    exposed = [
        f"LEAK {row['measure_id']}: {row['exposed']} counts that nothing could be hidden beside"
        for row in audit["measures"]
        if row["exposed"]
    ]
    return [*leaks, *exposed]


def lines(found: Audit, judged: Judged) -> Iterator[str]:
    """One line a measure as CSV, the totals, then each leak."""
    small: dict[str, int] = {}
    for point in judged.small:
        small[point[0]] = small.get(point[0], 0) + 1
    yield ",".join(HEADINGS)
    totals = dict.fromkeys(HEADINGS[1:4], 0)
    for row in found.rows:
        own = min(small.get(row["measure_id"], 0), row["hidden"])
        counted = {"cells": row["cells"], "small": own, "besides": row["hidden"] - own}
        for name, number in counted.items():
            totals[name] += number
        ends = _ends(row["narrowest"])
        yield ",".join([row["measure_id"], *map(str, counted.values()), ends, str(row["leaks"])])
    yield ",".join(
        ["all", *map(str, totals.values()), _ends(found.narrowest), str(len(found.leaks))]
    )
    yield from (_leak(leak) for leak in found.leaks)


def _ends(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"{ends[0]:g} to {ends[1]:g}"


def _leak(leak: Leak) -> str:
    return _told_leak(leak.measure_id, leak.column, leak.cell)


def _told_leak(measure_id: str, count: str, cell: Iterable[Any]) -> str:
    where = " ".join(str(one) for one in cell)
    return f"LEAK {measure_id}: {count} of {where} can be worked out"
