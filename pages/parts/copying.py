"""Under each figure: its id with the way to its passport, what can be copied of it, its files."""

from base64 import b64encode
from functools import partial
from pathlib import Path

import streamlit as st

import session
from figures import copied
from figures.figure import Figure, file_stem
from pages.parts import address
from session import View

STATIC = Path(__file__).parent / "static"
_buttons = st.components.v2.component(
    "copying",
    html=(STATIC / "copying.html").read_text(encoding="utf-8"),
    css=(STATIC / "copying.css").read_text(encoding="utf-8"),
    js=(STATIC / "copying.js").read_text(encoding="utf-8"),
)


@st.fragment
def under(view: View, figure: Figure) -> None:
    """The figure's id as a link, Copy and Export, which cost nothing until they are opened."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "pages/passport.py",
            label=f"Figure {figure.id}",
            icon=":material/fingerprint:",
            query_params={"figure": figure.id},
        )
        holder = st.popover(
            "Copy",
            icon=":material/content_copy:",
            key=f"copy_{figure.id}",
            on_change="rerun",
        )
        export = st.popover(
            "Export",
            icon=":material/download:",
            key=f"export_{figure.id}",
            on_change="rerun",
        )
    if holder.open:
        with holder:
            buttons(view, figure)
    if export.open:
        with export:
            files(view, figure)


def files(view: View, figure: Figure) -> None:
    """One button for each format; the file is made on the click."""
    if view.audience == "public" and figure.is_illustrative:
        st.markdown("A figure of made-up records is not made into files for the public.")
        return
    for name, one in session.pack_formats().items():
        if one.id not in ("report", "site"):
            st.download_button(
                f"{name}: {one.use}",
                data=session.at_click(view, partial(session.figure_files, view, figure, name)),
                file_name=session.figure_file_name(figure, name),
                icon=":material/download:",
                on_click="ignore",
                type="tertiary",
                key=f"export_{figure.id}_{one.id}",
            )


def buttons(view: View, figure: Figure) -> None:
    """Four buttons: the picture, the table, the sentence with its source, the link."""
    _buttons(
        key=f"copying_{figure.id}",
        data={
            "picture": b64encode(session.picture(view, figure)).decode("ascii"),
            "file": f"{file_stem(figure.id, figure.basis)}.png",
            "html": copied.table_html(figure),
            "text": copied.table_text(figure),
            "sentence": copied.sentence(figure),
            "address": address.text(view, figure.selection),
        },
    )
