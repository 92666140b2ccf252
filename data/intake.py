"""What an officer hands over: files put together, checked, mapped, built as a draft, and shown."""

import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from data import authorities, published, store
from data.build import SHIPPED, Blocked, Options, Progress, build, examine
from data.contracts import BY_NAME
from data.mapping import (
    FOLDER,
    ExtractMapping,
    Mappings,
    choices,
    load_mappings,
    save_mapping,
)
from data.problems import Problem
from data.reading import open_tables
from data.suggesting import Suggestion, suggest

HANDED_OVER = "ap-handed-over-"
PROBLEM_COLUMNS = ("Severity", "File", "Row", "Column", "Value", "Problem")
SEVERITIES = ("block", "set aside", "warn")
# How a build says that more rows were set aside than go through without a reason.
SET_ASIDE_SHARE = "set aside"


@dataclass(frozen=True)
class Choice:
    """A heading (`column` empty) or a code of a column that is not known yet.

    `ours` is the guess, empty where nothing resembles it.
    """

    extract: str
    file: str
    column: str
    source: str
    ours: str


@dataclass(frozen=True)
class Checked:
    """What a check found, worst first. `only_set_aside`: a reason would let it go on."""

    problems: pd.DataFrame
    files: pd.DataFrame
    blocked: bool
    only_set_aside: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Drafted:
    """A draft's id, or none and the problems that stopped it."""

    release: str
    problems: pd.DataFrame


@dataclass(frozen=True)
class Contents:
    """What went into a release, for an officer to look through."""

    files: pd.DataFrame
    problems: pd.DataFrame
    about: tuple[tuple[str, str], ...]


def put_together(folder: Path, target: Path) -> None:
    """Bring a folder's files into one new folder, as links where the system allows it.

    Raises NotADirectoryError naming a folder that is not there.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"There is no folder {folder}. Check its name and its drive.")
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            place = target / file.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            _linked(file, place)


def add_published(target: Path) -> None:
    """Put the published figures that come with the product beside an officer's files."""
    beside = target / "published figures"
    beside.mkdir(parents=True, exist_ok=True)
    for file in SHIPPED.glob("*.csv"):
        shutil.copyfile(file, beside / file.name)


def _linked(file: Path, place: Path) -> None:
    """Extracts are large and hold children's records: the fewer copies the better."""
    try:
        place.symlink_to(file.resolve())
    except OSError:
        shutil.copyfile(file, place)


def to_settle(folder: Path, work: Path, mappings: Path = FOLDER) -> list[Choice]:
    """Headings and codes of a folder's files that are not known yet, with a guess for each."""
    problems: list[Problem] = []
    known = load_mappings([folder], problems, folder=mappings)
    tables = open_tables([folder], work, problems, known=known.headings)
    found: dict[tuple[str, str, str], Choice] = {}
    for table in tables:
        if not published.recognise(table.header):
            for one in _choices(suggest(table, known), known):
                found.setdefault((one.extract, one.column, one.source), one)
    return list(found.values())


def _choices(suggested: Suggestion, known: Mappings) -> list[Choice]:
    if suggested.extract is None or suggested.mapping is None:
        return []
    name, mapping = suggested.extract, suggested.mapping
    settled = known.of(name).columns
    # A heading that names children is no use to anything but their identifier: only its guess shows.
    guessed = [heading for heading in mapping.columns if heading not in settled]
    # Headings nobody needs are left alone, unless a required column is still wanted.
    open_still = suggested.headings if suggested.missing else ()
    headings = [
        Choice(name, suggested.file, "", heading, mapping.columns.get(heading, ""))
        for heading in dict.fromkeys([*guessed, *open_still])
    ]
    codes = [
        Choice(name, suggested.file, column, value, mapping.codes.get(column, {}).get(value, ""))
        for column, values in suggested.unknown.items()
        for value in values
    ]
    return headings + codes


def options(extract: str, column: str) -> dict[str, str]:
    """What a source code of a column, or a heading (`column` empty), may be mapped to."""
    wanted = BY_NAME[extract]
    if column:
        return choices(wanted, column)
    return {one.name: one.meaning for one in wanted.columns}


def save(chosen: Sequence[Choice], mappings: Path = FOLDER) -> list[Path]:
    """Write the mappings chosen, one file for each extract, joined to what is there already."""
    written = []
    for name in dict.fromkeys(one.extract for one in chosen):
        own = [one for one in chosen if one.extract == name and one.ours]
        codes: dict[str, dict[str, str]] = {}
        for one in own:
            if one.column:
                codes.setdefault(one.column, {})[one.source] = one.ours
        columns = {one.source: one.ours for one in own if not one.column}
        if own:
            written.append(save_mapping(ExtractMapping(name, None, columns, codes), mappings))
    return written


def day(text: str) -> date | None:
    """A day as an officer types it; None for nothing. ValueError says how to write it."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    if text.strip():
        raise ValueError(f"{text!r} is not a date. Write the day as 31/08/2026 or 2026-08-31.")
    return None


def clear_forgotten() -> None:
    """Delete what was handed over and left lying for a day: it holds children's records."""
    for left in Path(tempfile.gettempdir()).glob(f"{HANDED_OVER}*"):
        if time.time() - left.stat().st_mtime > store.DAY:
            shutil.rmtree(left, ignore_errors=True)


def check(
    folder: Path,
    la: str,
    progress: Progress,
    mappings: Path = FOLDER,
    as_at: date | None = None,
) -> Checked:
    """Read files as a build would, and keep only what is to be said about them."""
    with tempfile.TemporaryDirectory(prefix="ap-check-", ignore_cleanup_errors=True) as made:
        work = Path(made)
        found = examine([folder], work, Options(la=la, mappings=mappings, as_at=as_at), progress)
        choices = to_settle(folder, work / "again", mappings)
    blocks = [one for one in found.problems if one.severity == "block"]
    return Checked(
        problems=problems_table([vars(one) for one in found.problems]),
        files=files_table(found.sources),
        blocked=bool(blocks),
        only_set_aside=bool(blocks) and all(SET_ASIDE_SHARE in one.problem for one in blocks),
        choices=tuple(choices),
    )


def draft(folder: Path | None, releases: Path, options: Options, progress: Progress) -> Drafted:
    """Build a release that members do not see yet; None builds the shipped default."""
    try:
        release = build(folder, releases, options, progress)
    except Blocked as stopped:
        return Drafted("", problems_table([vars(one) for one in stopped.problems]))
    return Drafted(release, problems_table([]))


def contents(releases: Path, release: str) -> Contents:
    """The manifest and the problems of a release, as tables."""
    told = store.manifest(releases, release)
    about = (
        ("Council", told["authority"]["name"]),
        ("Built", f"{datetime.fromisoformat(told['built_at']):%-d %B %Y, %H:%M} (UTC)"),
        ("Figures from extracts are", "ILLUSTRATIVE" if told["basis"] == "sample" else "local"),
        ("As at", _as_at_text(told["as_at"]) or "no extract"),
        ("Versions", ", ".join(f"{name} {text}" for name, text in told["versions"].items())),
        ("Reason for rows set aside", told["accepted_set_aside"] or "none needed"),
    )
    return Contents(
        files_table(told["sources"]), problems_table(store.problems(releases, release)), about
    )


def _as_at_text(as_at: Mapping[str, str]) -> str:
    """Each day with the extracts taken on it: "31 August 2026 (exclusions, neet)"."""
    names: dict[date, list[str]] = {}
    for name, day in as_at.items():
        names.setdefault(date.fromisoformat(day), []).append(name.replace("_", " "))
    return "; ".join(f"{day:%-d %B %Y} ({', '.join(names[day])})" for day in sorted(names))


def problems_table(problems: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Problems for the screen, worst first, in the columns PROBLEM_COLUMNS."""
    ordered = sorted(problems, key=lambda one: SEVERITIES.index(str(one["severity"])))
    rows = [
        {
            name: "" if one[name.lower()] is None else str(one[name.lower()])
            for name in PROBLEM_COLUMNS
        }
        for one in ordered
    ]
    return pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS))


def files_table(sources: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Each file with its rows: read = kept + set aside."""
    return pd.DataFrame(
        [
            {
                "File": one["name"],
                "Taken for": str(one["extract"]).replace("_", " "),
                "Rows read": f"{one['rows_read']:,}",
                "Kept": f"{one['rows_kept']:,}",
                "Set aside": f"{one['rows_set_aside']:,}",
                "First date": _day_text(one.get("first_date")),
                "As at": _day_text(one.get("as_at")),
            }
            for one in sources
        ]
    )


def _day_text(day: object) -> str:
    """A day for a narrow table: 31 Aug 2026."""
    return f"{date.fromisoformat(str(day)):%-d %b %Y}" if day else ""


def councils() -> dict[str, str]:
    """Name -> old code of every council that a release can be for, by name."""
    return {one.name: one.old_code for one in authorities.current()}
