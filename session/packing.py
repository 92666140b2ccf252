"""Figures and packs as files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from data import store
from figures.figure import Figure, file_stem
from packs import boards, build, points_csv, preview
from packs.content import Pack
from packs.free_text import blocked, typed_in
from packs.pictures import Pictures
from packs.preview import Preview
from plan.seed import seed_plan
from session import audit, who
from session.drawing import reader
from session.kept import kept
from session.reading import measure_points, release_facts
from session.views import View, of_release


def at_click(view: View, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What a download button calls: it makes the file as whoever saw the button.

    The button's file is made outside of the run that drew it, maybe after a sign-out: the role is
    asked then.
    """
    person = who.current()

    def click() -> bytes:
        with who.acting_as(person):
            who.must_read(view.audience)
            made = make()
        if view.audience == "public":
            who.let_all_have(made)
        return made

    return click


def log_file(kinds: list[str], words: str) -> Callable[[], bytes]:
    """What the button of the log calls."""
    person = who.current()

    def click() -> bytes:
        with who.acting_as(person):
            return audit.log_csv(kinds, words)

    return click


def download(view: View, measure_id: str) -> bytes:
    """A measure's points as CSV, made when the button is pressed."""
    made = points_csv.to_csv(measure_points(view, measure_id))
    audit.export_done(view, figure=measure_id, formats=("CSV",))
    return made


def download_name(view: View, measure_id: str) -> str:
    """The file's name, which says ILLUSTRATIVE when a row of it is."""
    return points_csv.file_name(measure_id, measure_points(view, measure_id), view.release)


def picture(view: View, figure: Figure) -> bytes:
    """A figure as a PNG that stands alone, drawn once."""
    who.must_read(view.audience)
    return _picture(view.plan_version, figure.id, figure)


@st.cache_data(max_entries=64, show_spinner=False)
def _picture(plan_version: str, figure_id: str, _figure: Figure) -> bytes:
    # The id stands for the release and all that was asked of it; only the plan is not in it.
    return Pictures().png(_figure, dressed=True)


def pack_choices() -> dict[str, str]:
    """What a pack can be made for, in words -> board id."""
    return boards.choices()


def pack_formats() -> dict[str, build.Format]:
    """What a pack can be made as, by name."""
    return {one.name: one for one in build.FORMATS.values()}


@kept(max_entries=8, show_spinner="Gathering the figures")
def _pack(view: View, board: str) -> Pack:
    """A board's pack of the whole authority, for nobody yet."""
    return boards.pack(
        boards.board_of(board),
        reader(view),
        release_facts(view),
        view.plan_version,
        typed=typed_in(seed_plan()),
    )


def _of_authority(view: View) -> View:
    """The view of a pack: years of the whole authority, in the colours of paper."""
    return replace(of_release(view), neighbour_set=view.neighbour_set)


@kept(max_entries=8, show_spinner="Drawing the first pages")
def pack_preview(view: View, board: str) -> Preview:
    """The first pages and the contents of a pack."""
    return preview.of(_pack(_of_authority(view), board))


def public_view(view: View) -> View | None:
    """The same view as the public sees it; None where a release has nothing for the public."""
    path = Path(view.folder) / view.release / store.DATABASES["public"]
    return replace(view, audience="public") if path.is_file() else None


def pack_is_made_up(view: View, board: str) -> bool:
    """Whether a pack holds made-up records."""
    return _pack(_of_authority(view), board).is_illustrative


def figure_files(view: View, figure: Figure, name: str) -> bytes:
    """One figure in a format by its name; several files of one format come as one archive."""
    board = boards.one_figure(figure, figure.selection.years)
    pack = boards.pack(
        board,
        reader(view),
        release_facts(view),
        view.plan_version,
        typed=typed_in(seed_plan()),
    )
    files = dict(build.files_of(pack, [pack_formats()[name]], allow_sample=True))
    audit.export_done(view, figure=figure.id, formats=(name,))
    return next(iter(files.values())) if len(files) == 1 else build.zipped(files.items())


def figure_file_name(figure: Figure, name: str) -> str:
    """The name of such a file, which says ILLUSTRATIVE when the figure is."""
    chosen = pack_formats()[name].id
    ending = chosen if chosen in ("png", "svg") else build.SINGLE.get(chosen, "zip")
    label = "_csv" if ending == "zip" else ""
    return (
        f"{file_stem(f'{figure.selection.measures[0]}_{figure.id}', figure.basis)}{label}.{ending}"
    )


def text_to_accept(view: View, board: str) -> tuple[str, ...]:
    """The typed sentences that keep a pack from the public until an officer accepts them."""
    return blocked(_pack(_of_authority(view), board))


def make_pack(
    view: View,
    board: str,
    formats: Sequence[str],
    recipient: str,
    progress: build.Progress,
    accepts_text: bool = False,
) -> dict[str, bytes]:
    """The files of a pack by name; those of a format with many files as one archive.

    `accepts_text` says that whoever asks has read text_to_accept: their name stands in the pack.
    ValueError for an officer's pack for nobody. Unwritable where it cannot be recorded: then
    there is no pack.
    """
    who.must_read(view.audience)
    if view.audience == "officer" and not recipient.strip():
        raise ValueError("Say for whom the pack is: it is exempt from publication.")
    accepted_by = who.current().name if accepts_text else ""
    gathered = _pack(_of_authority(view), board)
    pack = replace(gathered, recipient=recipient, accepted_by=accepted_by)
    # Made-up records are labelled on each page; the page asks before they go to the public.
    made = build.files_of(pack, build.formats_of(formats), allow_sample=True, progress=progress)
    files = build.bundled(made)
    told = {"board": board, "formats": tuple(formats), "recipient": recipient}
    audit.export_done(view, **told, accepted_by=accepted_by)
    return files


def size_text(size: int) -> str:
    """How large a file is: 840 KB, 2.1 MB."""
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} KB"
