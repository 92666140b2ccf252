"""The passport of a figure: type the id printed on it, and see what it was made from."""

import streamlit as st

import session
from figures.passport import UNKNOWN
from pages.parts import passport as parts

view = session.view("passport")
st.title("Figure passport", anchor=False)
st.markdown(
    "Every figure prints a short id, on the screen and in packs. Type it to see what the figure "
    "means, what it was made from, and whether anything has changed since."
)
typed = st.text_input(
    "Figure id", key="figure", bind="query-params", placeholder="For example: QZ7KD-M2W4X"
).strip()
found = session.passport(view, typed) if typed else None
if found:
    found = parts.with_upload(found)
    parts.state(view, found)
    parts.numbers(found)
    parts.files(view, found)
    parts.about(found)
    parts.meanings(found)
    parts.queries(found)
elif typed:
    st.error(f"**Not found.** {UNKNOWN}", icon=":material/help:")
