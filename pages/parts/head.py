"""The top of a page, and what it says when there is nothing to show."""

import pandas as pd
import streamlit as st

import session
from figures.format import SYMBOLS


def head(view: session.View, title: str, intro: str) -> None:
    """Title, one sentence, and what made-up figures are; stops where nothing is published."""
    st.title(title, anchor=False)
    st.markdown(intro)
    if not view.release:
        nothing_published()
    if session.release_facts(view).basis == "sample":
        st.caption(
            "All figures are DfE's own, but those marked **ILLUSTRATIVE**: they are made up, to "
            "show what the council's records will tell."
        )


def nothing_published() -> None:
    """Says how the first release comes about, and stops the page."""
    st.info("There are no figures yet: no release has been published.")
    st.markdown("An officer loads extracts, or the shipped figures, and publishes a release.")
    st.page_link("pages/extracts.py", label="Go to Extracts and releases")
    st.stop()


def symbols() -> None:
    """What stands where a number is missing, and DfE's sign for it."""
    rows = [{"Words": words, "DfE's symbol": symbol} for symbol, words in SYMBOLS.items()]
    st.table(pd.DataFrame(rows), hide_index=True, border="horizontal", alt="Missing numbers")


def due(view: session.View) -> None:
    """When each source was published and the next is due; nothing before the first release."""
    if view.release:
        rows = [
            {
                "Source, and what it moves": f"**{name}**  \n{moves}",
                "Newest here, published": f"{newest}  \n{published}",
                "Next due": next_due,
            }
            for name, newest, published, next_due, moves in session.calendar(view).itertuples(
                index=False
            )
        ]
        st.table(
            pd.DataFrame(rows), hide_index=True, border="horizontal", alt="When figures are due"
        )


def codes(sets: dict[str, pd.DataFrame]) -> None:
    """Each code set with its codes and the years they are valid for, opened on request."""
    for name, frame in sets.items():
        holder = st.expander(f"{name} ({len(frame)} codes)", on_change="rerun", key=f"codes_{name}")
        if holder.open:
            holder.table(frame, hide_index=True, border="horizontal", alt=f"Codes of {name}")
