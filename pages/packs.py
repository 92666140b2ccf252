"""For officers: choose a meeting, look at its pack, and take it away in the formats wanted."""

import streamlit as st

import session
from pages.parts import head, packing

view = session.view("packs")
head.head(
    view,
    "Packs for meetings",
    "Each pack is made from the release in view and the plan as it stands, for the whole council. "
    "Every figure in it carries its source, its id and its text alternative.",
)
names = session.pack_choices()
chosen = st.selectbox("Pack", list(names), key="pack", bind="query-params")
view = packing.edition(view)
shown, taken = st.columns(2, gap="large")
# The preview is drawn for some seconds: the way to make the pack does not wait for it.
with taken:
    packing.make(view, names[chosen])
with shown:
    packing.preview(view, names[chosen])
