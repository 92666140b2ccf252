"""Where a figure stands on the screen: its page and the choices that show it."""

from urllib.parse import urlencode

import session
from figures.selection import Selection
from metrics.definitions import definitions
from session import View

TAB_OF = {
    "trend": "Over time",
    "parts": "Groups and places",
    "control": "In the year",
    "so far": "In the year",
    "ahead": "Looking ahead",
}


def of(view: View, selection: Selection) -> tuple[str, dict[str, str]]:
    """The page's name and its choices, as they stand in its address."""
    one = definitions()[selection.measures[0]]
    page_of = definitions()[one.beside] if one.beside else one
    return f"workstream_{page_of.workstream}", {
        "measure": page_of.title,
        **_frame(view, selection),
        **(_choices(selection) if selection.form != "together" else {}),
    }


def text(view: View, selection: Selection) -> str:
    """The address from the page's name on: workstream_6?measure=Suspension+rate&..."""
    page, query = of(view, selection)
    return f"{page}?{urlencode(query)}"


def _frame(view: View, selection: Selection) -> dict[str, str]:
    """The choices of the frame: place, time, span and neighbours."""
    kinds = {kind: name for name, kind in session.KINDS.items()}
    return {
        "place": session.places(view).get(selection.area_code, ""),
        "period": kinds.get(selection.kind, next(iter(session.KINDS))),
        "span": _span(selection.years),
        "neighbours": selection.neighbour_set,
    }


def _span(years: int | None) -> str:
    """The shortest span of the frame that holds these years: a pack has others."""
    limits = {name: limit or 1000 for name, limit in session.SPANS.items()}
    return min(
        (name for name, limit in limits.items() if limit >= (years or 1000)), key=limits.__getitem__
    )


def _choices(selection: Selection) -> dict[str, str]:
    """The choices within a measure: its tab, and what is chosen there."""
    measure = definitions()[selection.measures[0]]
    chosen = {f"{measure.id}_tab": TAB_OF[selection.form]}
    if measure.shown_with:
        chosen[f"{measure.shown_with[0]}_closer"] = measure.title
    if selection.form == "parts":
        chosen[f"{measure.id}_by"] = selection.topic
    if selection.made_up:
        chosen[f"{measure.id}_made_up"] = "true"
    charted: dict[str, str] = {kind: name for name, kind in session.charted_kinds(measure).items()}
    if selection.form == "control" and len(charted) > 1:
        chosen[f"{measure.id}_charted"] = charted[selection.kind]
    return chosen
