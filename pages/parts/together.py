"""Measures that are shown together and never apart."""

from collections.abc import Sequence

import streamlit as st

import session
from figures import chart, explaining, wording
from metrics.definitions import Measure
from pages.parts import card, copying
from pages.parts import measure as one
from session import View


def section(view: View, measures: Sequence[Measure]) -> None:
    """One section for several measures: stacked where they add up, side by side where not."""
    shown = session.together(view, tuple(measure.id for measure in measures))
    st.header(wording.together_title(measures), anchor=measures[0].id)
    if shown is None:
        st.info(explaining.empty_text(measures[0], session.context(view).area_name))
        return
    one.label(shown.figure)
    for sentence in shown.sentences:
        st.markdown(sentence)
    if shown.stacked:
        one.heading(shown.figure)
        alternative = shown.figure.alternative
        st.plotly_chart(shown.stacked, key=f"{measures[0].id}_all", **chart.config(alternative))
        for note in shown.notes:
            st.caption(note)
    else:
        side_by_side(view, measures)
    copying.under(view, shown.figure)
    for measure in measures:
        st.markdown(f"**{measure.title}**")
        card.badges(session.card(view, measure.id), every_fact=True)
    st.caption(f"**Who is counted.** {shown.figure.scope}  \n**Source.** {shown.figure.source}")
    chosen = st.segmented_control(
        "Look closer at",
        [measure.title for measure in measures],
        key=f"{measures[0].id}_closer",
        bind="query-params",
    )
    for measure in measures:
        if measure.title == chosen:
            one.section(view, measure)


def side_by_side(view: View, measures: Sequence[Measure]) -> None:
    """One small picture for each, on its own scale, because they do not add up."""
    with st.grid(len(measures), min_column_width=220):
        for measure in measures:
            small = session.card(view, measure.id)
            with st.container(gap="xsmall"):
                st.markdown(f"**{measure.title}**")
                card.big(small.value, wording.unit_and_period(measure, small.period))
                card.small_line(small)
