"""Extracts and published files to one release: checked, counted, sealed, then made current."""

import csv
import json
import os
import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import duckdb
import pandas as pd

from data import beside, extracts, marts, public, published, sample, store
from data.authorities import Authority, authority
from data.cells import literal
from data.cost_limits import CostLimits
from data.install_key import install_key
from data.mapping import FOLDER as MAPPINGS
from data.mapping import load_mappings
from data.problems import Problem, as_csv, block
from data.reading import TextTable, open_tables

HERE = Path(__file__).parent
SHIPPED = HERE / "published"
# Schools and providers of the illustrative extracts are numbered from here.
FIRST_SAMPLE_URN = 900000
# Of the machine's memory. More than this spills to disk, so that a build leaves room.
MEMORY = "50%"
Progress = Callable[[str, float], None]


class Protected(Protocol):
    """Points the public may see, and the attack on them once they are written."""

    @property
    def points(self) -> pd.DataFrame: ...

    def audit(self, printed: pd.DataFrame) -> dict[str, Any]: ...


Protect = Callable[[Any, pd.DataFrame | None], Protected]


class Blocked(Exception):
    """A build that changed nothing, and the problems that stopped it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        first = next((p for p in problems if p.severity == "block"), None)
        super().__init__(f"{first.file}: {first.problem}" if first else "the build was blocked")


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a build is asked for; `mappings` is a folder of mapping files."""

    la: str = "888"
    draft: bool = False
    as_at: date | None = None
    accept_set_aside: str | None = None
    mappings: Path = MAPPINGS
    versions: Mapping[str, str] | None = None
    # The measures an officer may enter values for; none given, none are looked for.
    returns: frozenset[str] = frozenset()
    # What gives the limits of a mean cost; without it costs have none.
    cost_limits: CostLimits | None = None
    # What makes the public points of a finished release, from a cursor on it and the points the
    # public saw last; without it there is no public file.
    protect: Protect | None = None


def _silent(step: str, share: float) -> None:
    """No progress asked for."""


def build(
    source: Path | None,
    releases: Path,
    options: Options = Options(),
    progress: Progress = _silent,
) -> str:
    """Build a release from a folder, or from the shipped default when `source` is None.

    Returns the new release's id. Raises Blocked with every problem, and LookupError for an
    unknown authority; the current release then stays as it was.
    """
    council = authority(options.la)
    releases.mkdir(parents=True, exist_ok=True)
    store.clear_unfinished(releases)
    release = _new_id()
    making = releases / f"{store.BUILDING}{release}"
    # Child-level rows lie in it while it is built.
    making.mkdir(mode=0o700)
    (making / "pid").write_text(str(os.getpid()), encoding="ascii")
    try:
        _fill(making, release, source, council, options, progress)
        _protect(making, releases, options, progress)
        store.remove(making / "work")
        (making / "pid").unlink()
        store.seal(making)
        making.rename(releases / release)
    except BaseException:
        # Child-level rows must not outlive the build, whatever ended it.
        store.remove(making)
        raise
    if not options.draft and store.is_safe(releases, release):
        store.make_current(releases, release)
    progress("done", 1.0)
    return release


def check(
    paths: Sequence[Path],
    work: Path,
    options: Options = Options(),
    progress: Progress = _silent,
) -> list[Problem]:
    """Every problem in files or folders, without building anything."""
    return examine(paths, work, options, progress).problems


@dataclass(frozen=True)
class Loaded:
    """What was found in files: problems, each file with its rows, and the as-at dates."""

    problems: list[Problem]
    sources: list[dict[str, Any]]
    as_at: dict[str, date]


def examine(
    paths: Sequence[Path],
    work: Path,
    options: Options = Options(),
    progress: Progress = _silent,
) -> Loaded:
    """Read files as a build would, and keep only what was found. `work` is the caller's to delete."""
    council = authority(options.la)
    work.mkdir(parents=True, exist_ok=True)
    with closing(duckdb.connect(str(work / "check.duckdb"))) as con:
        return _load(con, paths, work, council, options, progress)


def _fill(
    making: Path,
    release: str,
    source: Path | None,
    council: Authority,
    options: Options,
    progress: Progress,
) -> None:
    work = making / "work"
    work.mkdir()
    paths = [source] if source else _shipped(work, council, options, progress)
    database = making / store.DATABASES["officer"]
    with closing(duckdb.connect(str(work / "staging.duckdb"))) as con:
        con.execute(f"set temp_directory = {literal((work / 'spill').as_posix())}")
        con.execute(f"set memory_limit = '{MEMORY}'")
        # What is deleted with the build need not be written out first.
        con.execute("pragma disable_checkpoint_on_shutdown")
        loaded = _load(con, paths, work, council, options, progress)
        if any(problem.severity == "block" for problem in loaded.problems):
            raise Blocked(loaded.problems)
        con.execute(f"attach {literal(database.as_posix())} as release")
        basis = _basis(con, paths)
        beside.reference_tables(con, council)
        loaded.problems.extend(beside.unknown_schools(con))
        loaded.problems.extend(beside.unknown_returns(con, options.returns))
        # Only row numbers of problems needed the order of the files.
        con.execute("set preserve_insertion_order = false")
        first_day, last_day = _reach(con, loaded.as_at)
        steps = len(marts.STAGING) + len(marts.INTERMEDIATE) + len(marts.MARTS)
        done = iter(range(1, steps + 1))
        marts.make(
            con,
            release="release",
            area=(council.new_code, council.name),
            first_day=first_day,
            last_day=last_day,
            as_at=loaded.as_at,
            cost_limits=options.cost_limits,
            progress=lambda step: progress(step, 0.5 + 0.45 * next(done) / steps),
        )
        told = _manifest(release, council, basis, options, loaded)
        beside.release_tables(con, told)
        con.execute("checkpoint release")
        con.execute("detach release")
    (making / "manifest.json").write_text(json.dumps(told, indent=2), encoding="utf-8")
    (making / "problems.csv").write_text(as_csv(loaded.problems), encoding="utf-8")


def _protect(making: Path, releases: Path, options: Options, progress: Progress) -> None:
    """Write the public file and attack it; one that leaks is deleted, and the manifest says so."""
    if options.protect is None:
        return
    progress("protecting small numbers", 0.95)
    restricted = making / store.DATABASES["officer"]
    path = making / store.DATABASES["public"]
    with closing(duckdb.connect(str(restricted), read_only=True)) as con:
        started = perf_counter()
        protected = options.protect(con.cursor(), _seen_last(releases))
        seconds = {"protect": round(perf_counter() - started, 2)}
    public.write(path, restricted, protected.points)
    progress("attacking the public figures", 0.98)
    started = perf_counter()
    audit = protected.audit(public.points_in(path))
    seconds["audit"] = round(perf_counter() - started, 2)
    if not audit["safe"]:
        path.unlink()
    manifest = making / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8")) | {
        "audit": {**audit, "seconds": seconds}
    }
    manifest.write_text(json.dumps(told, indent=2), encoding="utf-8")


def _seen_last(releases: Path) -> pd.DataFrame | None:
    now = store.current(releases)
    if not now or not (releases / now / store.DATABASES["public"]).is_file():
        return None
    # Opened as readers open it: the dashboard may hold it open in this very process.
    with store.open_cursor(releases, now, "public") as cursor:
        return cursor.execute("from points").df()


def _shipped(work: Path, council: Authority, options: Options, progress: Progress) -> list[Path]:
    """The published figures that come with the product, and illustrative extracts."""
    made = work / "sample"
    sample.write(
        made,
        la=council.old_code,
        as_at=options.as_at,
        progress=lambda done, total, what: progress(
            f"illustrative extracts: {what}", 0.1 * done / total
        ),
    )
    return [SHIPPED, made]


def _load(
    con: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    work: Path,
    council: Authority,
    options: Options,
    progress: Progress,
) -> Loaded:
    progress("reading files", 0.1)
    problems: list[Problem] = []
    mappings = load_mappings(paths, problems, folder=options.mappings)
    tables = open_tables(paths, work / "copies", problems, known=mappings.headings)
    dfe = [table for table in tables if published.recognise(table.header)]
    sources = _load_published(con, dfe, problems)
    loaded = extracts.load(
        con,
        [table for table in tables if table not in dfe],
        authority=council,
        mappings=mappings,
        key=install_key(),
        as_at=options.as_at,
        work=work,
        accept_set_aside=options.accept_set_aside,
        progress=lambda step, share: progress(step, 0.1 + 0.4 * share),
    )
    problems += loaded.problems
    sources += [asdict(found) for found in loaded.sources]
    if not sources and not any(problem.severity == "block" for problem in problems):
        names = ", ".join(str(path) for path in paths)
        problems.append(block(names, "Nothing to load was found here. Choose the extracts."))
    return Loaded(problems, sources, dict(loaded.as_at))


def _load_published(
    con: duckdb.DuckDBPyConnection, tables: Sequence[TextTable], problems: list[Problem]
) -> list[dict[str, Any]]:
    rows: list[published.PublishedRow] = []
    sources = []
    for table in tables:
        kind = published.recognise(table.header)
        if kind is None:
            continue
        before, tally = len(rows), published.Tally()
        rows += published.tidy(
            kind,
            table.header,
            _rows(table),
            table.name,
            problems=problems,
            tally=tally,
            first_row=table.header_row + 1,
        )
        sources.append(
            {
                "name": table.name,
                "extract": f"published: {kind.id}",
                "sha256": table.sha256,
                "rows_read": tally.read,
                "rows_kept": tally.kept,
                "rows_set_aside": tally.set_aside,
                "figures": len(rows) - before,
            }
        )
    frame = pd.DataFrame.from_records(rows, columns=list(published.PublishedRow._fields))
    con.register("published_frame", frame)
    con.execute((marts.SQL / "staging" / "published.sql").read_text(encoding="utf-8"))
    con.unregister("published_frame")
    return sources


def _rows(table: TextTable) -> Iterator[list[str]]:
    with table.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=table.delimiter)
        yield from islice(reader, table.header_row, None)


def _reach(con: duckdb.DuckDBPyConnection, as_at: Mapping[str, date]) -> tuple[date, date]:
    """The first and last day of the periods: whole academic years around everything loaded."""
    row = con.execute(
        """
        with years as (
            select time_period // 100 as year from pupils
            union all select time_period // 100 from calendar
            union all
            select case when time_period > 9999 then time_period // 100 else time_period end
            from returns
            union all
            select extract(year from first_date)
                - case when extract(month from first_date) < 9 then 1 else 0 end
            from extract_coverage where first_date is not null
        )
        select min(year) from years
        """
    ).fetchone()
    today = datetime.now(UTC).date()
    ends = [*as_at.values()] or [today]
    first = row[0] if row and row[0] is not None else today.year - 1
    end = max(ends)
    return date(first, 9, 1), date(end.year + (end.month >= 9), 8, 31)


def _basis(con: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> str:
    """ "sample" when any input says it is generated, so that no figure passes for a real one."""
    if any(found for path in paths if path.is_dir() for found in path.rglob("SAMPLE.toml")):
        return "sample"
    row = con.execute(
        "select count(*) from (select school_urn as urn from schools"
        " union all select school_urn from exclusions union all select school_urn from pupils"
        " union all select urn from providers)"
        " where try_cast(urn as integer) >= $first",
        {"first": FIRST_SAMPLE_URN},
    ).fetchone()
    return "sample" if row and row[0] else "local"


def _manifest(
    release: str, council: Authority, basis: str, options: Options, loaded: Loaded
) -> dict[str, Any]:
    counted = {"block": 0, "set aside": 0, "warn": 0}
    for problem in loaded.problems:
        counted[problem.severity] += 1
    told = {
        "id": release,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "authority": asdict(council),
        "basis": basis,
        "draft": options.draft,
        "as_at": loaded.as_at,
        "sources": loaded.sources,
        "versions": {"code": code_version(), **(options.versions or {})},
        "accepted_set_aside": options.accept_set_aside,
        "problems": counted,
    }
    return json.loads(json.dumps(told, default=str))


def code_version() -> str:
    """The version of this product, from pyproject.toml."""
    with (HERE.parent / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]


def _new_id() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}-{secrets.token_hex(2)}"
