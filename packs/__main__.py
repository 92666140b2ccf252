"""python -m packs: build."""

import sys
from pathlib import Path

import click
from tqdm import tqdm

from data import audit_log, store
from figures.compose import Context
from figures.reader import Reader
from metrics.reading import Reading
from packs import boards, build
from packs.content import Pack
from packs.free_text import typed_in
from packs.pictures import Pictures
from plan.seed import seed_plan

FOLDER = click.Path(path_type=Path, file_okay=False)
NEIGHBOUR_SET, NEIGHBOURS_NAMED = "2025-05", "May 2025"


@click.group()
def main() -> None:
    """Make packs of figures for meetings."""


@main.command("build")
@click.option("--audience", type=click.Choice(["officer", "public"]), required=True)
@click.option("--board", type=click.Choice(list(boards.BOARDS)))
@click.option("--workstream", type=click.IntRange(1, 6), help="One workstream in place of a board.")
@click.option("--formats", default=",".join(build.USUAL), show_default=True)
@click.option("--out", type=FOLDER, required=True)
@click.option("--releases", type=FOLDER, default=store.DEFAULT, envvar="AP_RELEASES")
@click.option("--release", help="A release id; default: the current one.")
@click.option("--recipient", default="", help="Who an exempt pack is for, by name.")
@click.option("--allow-sample", is_flag=True, help="Let made-up records into a public pack.")
@click.option(
    "--accept-text",
    default="",
    metavar="NAME",
    help="Who has read the plan's text for small numbers and lets it into a public pack.",
)
def build_command(
    audience: str,
    board: str | None,
    workstream: int | None,
    formats: str,
    out: Path,
    releases: Path,
    release: str | None,
    recipient: str,
    allow_sample: bool,
    accept_text: str,
) -> None:
    """Write a board's pack; the paths of its files go to stdout."""
    try:
        chosen = _board(board, workstream)
        wanted = build.formats_of(formats.split(","))
        pictures = build.started(wanted)
        try:
            pack = _pack(
                chosen, audience, releases, release, recipient, accept_text.strip(), pictures
            )
        except BaseException:
            pictures.close()
            raise
        # Asked before a file is written: an exempt pack that stands in no log is nobody's to give.
        audit_log.check(audit_log.place(releases))
        with tqdm(total=100, file=sys.stderr, bar_format="{desc:<40}{percentage:3.0f}%") as bar:
            made = build.files_of(
                pack,
                wanted,
                allow_sample=allow_sample,
                pictures=pictures,
                progress=lambda share, text: _moved(bar, share, text),
            )
            written = build.write_files(made, out)
        audit_log.by_account(
            releases,
            "exported",
            release=release or store.current(releases) or "",
            audience=audience,
            board=board or f"workstream {workstream}",
            formats=[one.id for one in wanted],
            recipient=recipient,
            accepted_by=pack.accepted_by,
        )
    except (LookupError, ValueError, audit_log.Unwritable) as fault:
        raise click.ClickException(str(fault.args[0])) from fault
    for path in written:
        click.echo(path)


def _moved(bar: "tqdm[None]", share: float, text: str) -> None:
    bar.set_description_str(text, refresh=False)
    bar.n = round(100 * share)
    bar.refresh()


def _board(board: str | None, workstream: int | None) -> boards.Board:
    if (board is None) == (workstream is None):
        raise ValueError("say either --board or --workstream")
    return boards.BOARDS[board] if board else boards.one_workstream(workstream or 0)


def _pack(
    board: boards.Board,
    audience: str,
    releases: Path,
    release: str | None,
    recipient: str,
    accepted_by: str,
    pictures: Pictures,
) -> Pack:
    chosen = release or store.current(releases)
    if chosen is None:
        raise LookupError(f"no release in {releases} is current; run: python -m data build")
    faults = store.verify(releases, chosen, audience=audience)
    altered = [fault for fault in faults if fault not in store.CAUTIONS]
    if altered:
        raise LookupError(f"release {chosen} makes no pack: {'; '.join(altered)}")
    plan = seed_plan()
    with store.open_cursor(releases, chosen, audience) as cursor:
        reading = Reading(cursor, plan, NEIGHBOUR_SET)
        about = Context.of(
            reading.release,
            neighbours=reading.neighbours,
            neighbour_set=NEIGHBOURS_NAMED,
            publications=reading.publications,
            seal=store.seal_of(releases, chosen),
            audience=audience,
        )
        reader = Reader(reading, about)
        return boards.pack(
            board,
            reader,
            reading.release,
            plan.version,
            recipient=recipient,
            typed=typed_in(plan),
            accepted_by=accepted_by,
            seen=pictures.send,
        )


if __name__ == "__main__":
    main(prog_name="python -m packs")
