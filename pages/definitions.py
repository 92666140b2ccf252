"""Every measure in words, generated from the definitions themselves."""

import streamlit as st

import session
from metrics.definitions import companions_of, measures_of
from pages.parts import head
from pages.parts.meaning import meaning
from plan.strategy import WORKSTREAMS

view = session.view("definitions")
st.title("Definitions", anchor=False)
st.markdown("What each measure counts, for whom, and how to read it. Search finds any word of it.")
asked = st.text_input("Search", key="find", bind="query-params", placeholder="For example: pupils")

found = session.search(asked)
st.caption(f"{len(found)} of {len(session.search(''))} measures.")
for number, name in enumerate(WORKSTREAMS, start=1):
    own = [measure for measure in measures_of(number) if measure.id in found]
    if own:
        st.header(f"{number}. {name}", anchor=f"workstream-{number}", divider="gray")
    for measure in own:
        with st.expander(measure.title):
            meaning(measure)
            for companion in companions_of(measure.id):
                st.markdown(f"**Read beside it: {companion.title}.** {companion.definition}")

st.header("When figures are due", anchor="due", divider="gray")
st.markdown("How new each source is, and when the next comes. A figure's own dates stand with it.")
head.due(view)
st.header("Words used for missing numbers", anchor="symbols", divider="gray")
head.symbols()
st.header("Codes", anchor="codes", divider="gray")
st.markdown("The code sets that extracts and published files are read with, with their years.")
head.codes(session.code_sets())
