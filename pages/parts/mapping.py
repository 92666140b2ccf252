"""Headings and codes the product does not know yet: a guess for each, to be changed and saved."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

import session

NOTHING = "(leave it out)"


def edit(choices: Sequence[Any], again: Callable[[], None]) -> None:
    """One box for each heading or code; saving checks the same files again."""
    st.header("Headings and codes to settle", anchor=False)
    st.markdown("Say what each means. What you save works on the next file too.")
    chosen = []
    with st.form("mapping"):
        for one in choices:
            options = {NOTHING: "", **session.mapping_options(one)}
            names = list(options)
            guess = next(
                (name for name in names if one.ours and options[name] == one.ours), NOTHING
            )
            where = f"column {one.column}" if one.column else "heading"
            picked = st.selectbox(
                f"{one.extract}: {where} “{one.source}”",
                names,
                index=names.index(guess),
                key=f"map_{one.extract}_{one.column}_{one.source}",
            )
            chosen.append((one, options[picked]))
        saved = st.form_submit_button("Save and check again")
    if saved:
        session.save_mappings(chosen)
        again()
        st.rerun()
