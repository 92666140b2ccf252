"""python -m metrics: values, facts."""

import csv
import sys
from pathlib import Path

import click
import pandas as pd

from data import audit_log, store
from metrics.definitions import definitions, measure
from metrics.facts import facts
from metrics.points import COLUMNS, Cursor, context_points, points
from plan.seed import seed_plan

FOLDER = click.Path(path_type=Path, file_okay=False)
audience_option = click.option(
    "--audience", type=click.Choice(["officer", "public"]), required=True
)
releases_option = click.option(
    "--releases", type=FOLDER, default=store.DEFAULT, envvar="AP_RELEASES", show_default=True
)
release_option = click.option("--release", help="A release id; default: the current one.")


@click.group()
def main() -> None:
    """Print the figures of a release as CSV."""


@main.command("values")
@audience_option
@click.option("--measure", "measure_id", help="One measure; default: all.")
@click.option("--area", help="One area code; default: all.")
@releases_option
@release_option
def values_command(
    audience: str, measure_id: str | None, area: str | None, releases: Path, release: str | None
) -> None:
    """Every point: its counts, value, limits, basis and source."""
    try:
        chosen = _chosen(releases, release)
        with store.open_cursor(releases, chosen, audience) as cursor:
            _record(releases, chosen, audience, measure_id or "all values")
            _print_values(cursor, measure_id, area)
    except (LookupError, audit_log.Unwritable) as fault:
        raise click.ClickException(str(fault.args[0])) from fault


@main.command("facts")
@audience_option
@releases_option
@release_option
def facts_command(audience: str, releases: Path, release: str | None) -> None:
    """The three facts of each measure for the latest matured year."""
    try:
        chosen = _chosen(releases, release)
        with store.open_cursor(releases, chosen, audience) as cursor:
            _record(releases, chosen, audience, "all facts")
            _write(facts(cursor, seed_plan()), header=True)
    except (LookupError, audit_log.Unwritable) as fault:
        raise click.ClickException(str(fault.args[0])) from fault


def _chosen(releases: Path, release: str | None) -> str:
    chosen = release or store.current(releases)
    if chosen is None:
        raise LookupError(f"no release in {releases} is current; run: python -m data build")
    return chosen


def _record(releases: Path, release: str, audience: str, figure: str) -> None:
    """What officers print is every restricted count: it is taken away as a pack is."""
    if audience == "officer":
        told = {"release": release, "audience": audience, "figure": figure, "formats": ("CSV",)}
        audit_log.by_account(releases, "exported", **told)


def _print_values(cursor: Cursor, measure_id: str | None, area: str | None) -> None:
    area_codes = [area] if area else None
    csv.writer(sys.stdout, lineterminator="\n").writerow(COLUMNS)
    if measure_id is None or not measure_id.startswith("context_"):
        wanted = [measure(measure_id)] if measure_id else definitions().values()
        for each in wanted:
            _write(points(cursor, each, area_codes=area_codes)[list(COLUMNS)])
    elif measure_id in definitions():
        _write(points(cursor, measure(measure_id), area_codes=area_codes)[list(COLUMNS)])
    if measure_id is None or measure_id.startswith("context_"):
        _print_context(cursor, measure_id, area)


def _print_context(cursor: Cursor, measure_id: str | None, area: str | None) -> None:
    frame = context_points(cursor)
    if measure_id:
        frame = frame[frame["measure_id"] == measure_id]
    if area:
        frame = frame[frame["area_code"] == area]
    _write(frame[list(COLUMNS)])


def _write(frame: pd.DataFrame, *, header: bool = False) -> None:
    shown = frame.copy()
    for column in shown.select_dtypes("number"):
        shown[column] = shown[column].map(_number).astype("str")
    if "provisional" in shown:
        shown["provisional"] = shown["provisional"].map({True: "true", False: "false"})
    shown.to_csv(sys.stdout, index=False, header=header, lineterminator="\n")


def _number(value: float) -> str:
    """The shortest text that reads back as the same number; a whole one without a point."""
    if pd.isna(value):
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


if __name__ == "__main__":
    main(prog_name="python -m metrics")
