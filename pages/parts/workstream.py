"""A workstream: all its measures in little, then in full the headlines or the one asked for."""

import streamlit as st

import session
from figures import wording
from metrics.definitions import Measure, definitions, measures_of
from pages.parts import card, head, measure, reconciliation, together
from plan.strategy import WORKSTREAMS
from session import View

ALL = "All measures"


def page(view: View, number: int) -> None:
    """Title, the choice of a measure, then cards and full sections."""
    head.head(view, f"{number}. {WORKSTREAMS[number - 1]}", wording.workstream_line(number))
    measures = measures_of(number)
    names = {one.title: one for one in measures}
    chosen = st.selectbox("Measure", [ALL, *names], key="measure", bind="query-params")
    if chosen in names:
        full(view, names[chosen])
        return
    st.subheader("At a glance", anchor=False)
    card.cards(view, measures)
    st.subheader("Headline measures in full", anchor=False)
    for group in session.grouped([one for one in measures if one.headline]):
        full(view, group[0])


def full(view: View, one: Measure) -> None:
    """A measure in full, with those it is never shown without."""
    with st.container(border=True):
        if one.shown_with:
            together.section(view, [definitions()[name] for name in one.shown_with])
        else:
            measure.section(view, one)
        if one.id == "permanent_exclusion_rate":
            reconciliation.section(view)
