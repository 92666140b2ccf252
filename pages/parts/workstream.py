"""A workstream: its headline measures in full and the others in little, or the one asked for."""

import streamlit as st

import session
from figures import explaining
from metrics.definitions import Measure, definitions, measures_of
from pages.parts import card, head, measure, reconciliation, together
from plan.strategy import WORKSTREAMS
from session import View

ALL = "All measures"


def page(view: View, number: int) -> None:
    """Title, the choice of a measure, the headline measures in full, then the others in little."""
    head.head(view, f"{number}. {WORKSTREAMS[number - 1]}", explaining.workstream_line(number))
    measures = measures_of(number)
    names = {one.title: one for one in measures}
    asked = st.query_params.get("measure", ALL)
    chosen = st.selectbox("Measure", [ALL, *names], key="measure", bind="query-params")
    if chosen in names:
        full(view, names[chosen])
        return
    if asked not in (ALL, *names):
        st.info("This workstream has no measure of the name in the address: here are all of them.")
    sets = session.grouped(measures)
    for group in sets:
        if any(one.headline for one in group):
            full(view, group[0])
    others = [group for group in sets if not any(one.headline for one in group)]
    if others:
        st.header("More measures", anchor="more", divider="gray")
        card.cards(view, others, every_fact=True)


def full(view: View, one: Measure) -> None:
    """A measure in full, with those it is never shown without."""
    with st.container(border=True):
        if one.shown_with:
            together.section(view, [definitions()[name] for name in one.shown_with])
        else:
            measure.section(view, one)
        if one.id == "permanent_exclusion_rate":
            reconciliation.section(view)
