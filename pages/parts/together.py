"""Measures that are shown together and never apart."""

from collections.abc import Sequence

import streamlit as st

import session
from figures import chart, wording
from metrics.definitions import Measure
from pages.parts import measure as one
from session import View


def section(view: View, measures: Sequence[Measure]) -> None:
    """One section for several measures: stacked where they add up, side by side where not."""
    shown = session.together(view, tuple(measure.id for measure in measures))
    st.subheader(wording.together_title(measures), anchor=measures[0].id)
    if shown is None:
        st.info(wording.empty_text(measures[0], session.context(view).area_name))
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
    chosen = st.segmented_control(
        "Look closer at",
        [measure.title for measure in measures],
        key=f"{measures[0].id}_closer",
        bind="query-params",
    )
    for measure in measures:
        if measure.title == chosen:
            one.section(view, measure)
