"""What a measure means and where a figure comes from, in words."""

import streamlit as st

from figures.explaining import meaning_rows
from figures.figure import Figure
from metrics.definitions import Measure


def meaning(measure: Measure) -> None:
    """The definition, why it matters, who is counted and who owns it."""
    for name, text in meaning_rows(measure):
        st.markdown(f"**{name}.** {text}")


def passport(figure: Figure) -> None:
    """Everything a figure says of itself."""
    st.markdown("**About this figure**")
    for name, text in figure.passport:
        st.caption(f"**{name}.** {text}")
