"""For officers: load extracts, check them, build a draft, look at it, publish it, go back."""

import streamlit as st

import session
from pages.parts import choose, draft, releases

view = session.view("extracts")
st.title("Extracts and releases", anchor=False)
st.markdown(
    "Load what the council's systems export, look at what the checks say, build a draft, compare "
    "it, and publish it. Until you publish, members see no change."
)
releases.told()
now, load, look, older = st.tabs(
    ["In view now", "1. Load and check", "2. Look and publish", "All releases"],
    key="step",
    on_change="rerun",
    bind="query-params",
)
for tab, fill in (
    (now, releases.in_view),
    (load, choose.page),
    (look, draft.page),
    (older, releases.every),
):
    if tab.open:
        with tab:
            fill(view)
