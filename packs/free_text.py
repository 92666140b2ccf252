"""What people typed that a pack prints, and whether a public pack may print it."""

from collections.abc import Iterator

from metrics.disclosure.free_text import risky
from packs.content import Pack
from plan.types import Plan

# The columns of points that name a place or a group.
NAMING = ("area_name", "breakdown")
EVERYTHING = "Total"


def typed_in(plan: Plan) -> tuple[str, ...]:
    """Every text of a plan that a person typed and a pack may print."""
    return tuple(dict.fromkeys(text for text in _fields(plan) if text.strip()))


def _fields(plan: Plan) -> Iterator[str]:
    for target in plan.targets:
        yield from (target.agreed_by, target.minute_reference, target.note_on_breaks)
        if target.comparator:
            yield from (target.comparator.name, target.comparator.method)


def names_in(pack: Pack) -> set[str]:
    """The places and groups that a pack's figures tell of."""
    found = {pack.authority}
    for one in pack.exhibits:
        for column in NAMING:
            if column in one.points:
                found |= set(one.points[column].dropna().unique())
    return found - {EVERYTHING}


def blocked(pack: Pack) -> tuple[str, ...]:
    """The typed sentences an officer has to accept by name before the public gets a pack."""
    if pack.audience != "public" or pack.accepted_by.strip():
        return ()
    return risky(pack.typed, names_in(pack))
