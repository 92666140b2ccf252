"""A measure in little: value, small line, comparator and target, on a bordered card."""

from collections.abc import Sequence

import streamlit as st

import session
from figures import wording
from figures.figure import ILLUSTRATIVE
from metrics.definitions import Measure
from session import Card, View


def cards(view: View, measures: Sequence[Measure]) -> None:
    """A wall of cards that drops a column when it gets narrow; none without its companions."""
    with st.grid(3, min_column_width=270, gap="small"):
        for together in session.grouped(measures):
            with st.container(border=True, height="stretch", gap="xsmall"):
                if len(together) == 1:
                    single(session.card(view, together[0].id))
                else:
                    several([session.card(view, one.id) for one in together])


def single(shown: Card) -> None:
    """One measure: name, value and unit, small line, comparator, first fact."""
    link(shown, f"**{shown.measure.title}**")
    if not shown.period:
        st.caption("No figure yet in this release.")
        return
    st.markdown(f"### {shown.value}")
    st.caption(wording.unit_and_period(shown.measure, shown.period))
    small_line(shown)
    st.caption(" · ".join(text for text in (shown.counts, shown.against) if text) or shown.basis)
    badges(shown)


def several(shown: Sequence[Card]) -> None:
    """Measures that are never shown apart, on one card: a line of text for each."""
    link(shown[0], f"**{wording.together_title([one.measure for one in shown])}**")
    told = [one for one in shown if one.period]
    if not told:
        st.caption("No figure yet in this release.")
        return
    for one in told:
        st.markdown(wording.beside_text(one.measure, one.value, one.period, one.counts))
    small_line(told[-1])
    st.caption(wording.line_caption(told[-1].measure, told[-1].against))
    badges(told[-1])


def small_line(shown: Card) -> None:
    if shown.picture:
        st.image(shown.picture, alt=shown.alternative, width="stretch")


def link(shown: Card, text: str) -> None:
    """The way to a measure in full; its address can be sent to somebody."""
    st.page_link(
        f"pages/workstream_{shown.measure.workstream}.py",
        label=text,
        query_params={"measure": shown.measure.title},
    )


def badges(shown: Card) -> None:
    """Word and shape of the first fact, and the label of an illustrative figure."""
    badge = shown.fact.badge
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(badge.word, icon=badge.icon, color=badge.colour)
        if shown.illustrative:
            st.badge(ILLUSTRATIVE, icon=":material/science:", color="gray")


def look_first(view: View, shown: Sequence[Card]) -> None:
    """A short list: measures that miss what was promised, each with the way to it."""
    if not shown:
        st.markdown("No measure misses a target in this release.")
        return
    for one in shown:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(one.fact.badge.word, icon=one.fact.badge.icon, color=one.fact.badge.colour)
            link(one, one.measure.title)
            st.markdown(wording.look_first_text(one.measure, one.value, one.period, one.fact))
