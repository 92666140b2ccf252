"""python -m data: sample, check, build, publish, audit, prune."""

import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from data import audit_log, sample, store
from data.authorities import authority
from data.build import MAPPINGS, Blocked, Options, build, check
from data.problems import as_csv
from metrics.definitions import entered_by_officers
from metrics.definitions import version as definitions_version
from metrics.disclosure.cube import protect
from metrics.disclosure.report import kept, told_of
from metrics.intervals import cost_limits
from plan.seed import seed_plan

FOLDER = click.Path(path_type=Path, file_okay=False)


class Day(click.ParamType):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        try:
            return value if isinstance(value, date) else datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a date; expected YYYY-MM-DD, such as 2026-02-28")


releases_option = click.option(
    "--releases",
    type=FOLDER,
    default=store.DEFAULT,
    envvar="AP_RELEASES",
    show_default=True,
    help="Folder of releases.",
)
la_option = click.option(
    "--la", default="888", show_default=True, help="Authority, old or new code."
)
as_at_option = click.option("--as-at", type=Day(), help="The day the extracts were taken.")


def _there(ctx: click.Context, param: click.Parameter, folder: Path) -> Path:
    if folder != MAPPINGS and not folder.is_dir():
        raise click.BadParameter(f"there is no folder {folder}")
    return folder


mappings_option = click.option(
    "--mappings",
    type=FOLDER,
    default=MAPPINGS,
    callback=_there,
    help="Folder of mapping files.",
)


@click.group()
def main() -> None:
    """Load extracts and published files into releases."""
    # A stopped build has to take its child-level rows with it.
    signal.signal(signal.SIGTERM, _stop)


def _stop(*_: object) -> None:
    raise SystemExit(143)


@main.command("sample")
@click.option("--out", type=FOLDER, required=True, help="Folder to write to.")
@click.option("--scale", type=click.Choice(["county", "england"]), default="county")
@click.option("--seed", type=int, default=2026, show_default=True)
@la_option
@as_at_option
def sample_command(out: Path, scale: str, seed: int, la: str, as_at: date | None) -> None:
    """Write illustrative extracts: generated, never real children."""
    with _told(), _bar() as progress:
        council = authority(la)
        files = sample.write(
            out,
            scale=scale,
            seed=seed,
            la=council.old_code,
            as_at=as_at,
            progress=lambda done, total, what: progress(what, done / total),
        )
    for file in files:
        click.echo(file)


@main.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@la_option
@as_at_option
@mappings_option
def check_command(paths: tuple[Path, ...], la: str, as_at: date | None, mappings: Path) -> None:
    """Print every problem in files or folders as CSV; exit 1 if any blocks."""
    options = Options(la=la, as_at=as_at, mappings=mappings)
    with _told(), tempfile.TemporaryDirectory() as work, _bar() as progress:
        problems = check(paths, Path(work), options, progress)
    click.echo(as_csv(problems), nl=False)
    sys.exit(int(any(problem.severity == "block" for problem in problems)))


@main.command("build")
@click.option("--input", "source", type=FOLDER, help="Folder of files; default: what is shipped.")
@releases_option
@la_option
@as_at_option
@mappings_option
@click.option("--draft", is_flag=True, help="Do not make it the current release.")
@click.option("--accept-set-aside", metavar="REASON", help="Build though over 2% is set aside.")
def build_command(
    source: Path | None,
    releases: Path,
    la: str,
    as_at: date | None,
    mappings: Path,
    draft: bool,
    accept_set_aside: str | None,
) -> None:
    """Build a release; its id is the last line printed."""
    options = Options(
        la=la,
        draft=draft,
        as_at=as_at,
        accept_set_aside=accept_set_aside,
        mappings=mappings,
        versions={"definitions": definitions_version(), "plan": seed_plan().version},
        returns=entered_by_officers(),
        cost_limits=cost_limits,
        protect=protect,
    )
    if source is not None and not source.is_dir():
        raise click.ClickException(f"there is no folder {source}; --input names a folder of files")
    try:
        with _told(), _bar() as progress:
            release = build(source, releases, options, progress)
    except Blocked as blocked:
        click.echo(as_csv(blocked.problems), err=True, nl=False)
        raise click.ClickException(f"nothing was changed. {blocked}") from None
    with _told():
        audit_log.by_account(releases, "built", release=release)
        if store.current(releases) == release:
            audit_log.by_account(releases, "published", release=release)
    if not store.is_safe(releases, release):
        click.echo("small numbers could be worked out: for officers only, not current", err=True)
        click.echo("\n".join(kept(store.manifest(releases, release)["audit"])), err=True)
    click.echo(release)


@main.command("publish")
@click.argument("release")
@releases_option
def publish_command(release: str, releases: Path) -> None:
    """Make a release the current one; an older one goes back to it."""
    with _told():
        store.folder(releases, release)
        audit_log.check(audit_log.place(releases))
        before = store.current(releases) or ""
        store.publish(releases, release)
        what = "went back" if release < before else "published"
        audit_log.by_account(releases, what, release=release)
    click.echo(release)


@main.command("audit")
@releases_option
@click.option("--release", help="A release id; default: the current one.")
def audit_command(releases: Path, release: str | None) -> None:
    """Attack the public figures of a release; exit 1 if a small number can be worked out."""
    with _told():
        chosen = release or store.current(releases)
        if chosen is None:
            raise LookupError(f"no release in {releases} is current; run: python -m data build")
        if not store.is_safe(releases, chosen):
            # Its public file was deleted: what the build found is all there is.
            click.echo("\n".join(kept(store.manifest(releases, chosen)["audit"])))
            sys.exit(1)
        with (
            store.open_cursor(releases, chosen, "officer") as restricted,
            store.open_cursor(releases, chosen, "public") as public,
        ):
            lines, is_safe = told_of(restricted, public)
    click.echo("\n".join(lines))
    sys.exit(int(not is_safe))


@main.command("prune")
@click.option("--keep", type=int, required=True, help="How many of the newest to keep.")
@releases_option
def prune_command(keep: int, releases: Path) -> None:
    """Delete old releases; the current one always stays."""
    with _told():
        for release in store.prune(releases, keep):
            audit_log.by_account(releases, "deleted", release=release)
            click.echo(release)


@contextmanager
def _told() -> Iterator[None]:
    """A wrong word from the person is one plain line, not a stack of code."""
    try:
        yield
    except (LookupError, ValueError) as fault:
        raise click.ClickException(str(fault.args[0] if fault.args else fault)) from fault
    except OSError as fault:
        where = fault.filename or "a file"
        raise click.ClickException(f"{where} cannot be used: {fault.strerror or fault}") from fault
    except KeyboardInterrupt:
        raise click.ClickException("stopped; no release was changed") from None


@contextmanager
def _bar() -> Iterator[Callable[[str, float], None]]:
    """Progress on the terminal, on stderr, so that stdout stays for results."""
    with tqdm(total=100, bar_format="{desc:<34.34} {bar} {n:3.0f}%", file=sys.stderr) as bar:

        def step(what: str, share: float) -> None:
            bar.set_description_str(what, refresh=False)
            bar.n = max(bar.n, min(100, round(share * 100)))
            bar.refresh()

        yield step


if __name__ == "__main__":
    main(prog_name="python -m data")
