"""The passport of a figure: what it means, what it was made from, and whether that still holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from figures.counted import Read, bases_of, newest_points, published_rows
from figures.explaining import meaning_rows
from figures.figure import Figure
from figures.selection import Selection
from figures.wording import together_title
from metrics.definitions import Measure, definitions
from metrics.points import PUBLISHED, Query

UNCHANGED = "Checked: nothing has changed"
CHANGED = "Do not rely on this figure"
UNKNOWN = (
    "No release kept here has a figure with this id. Check each letter against the paper. The "
    "release may have been deleted, or kept on another computer; and a release whose files and "
    "seal were both changed gives none of its ids."
)
FILE_COLUMNS = ("File", "Taken for", "Rows read", "Kept", "Set aside")
Rows = tuple[tuple[str, str], ...]
Manifest = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Passport:
    """Everything behind a figure. `figure` is None where its release cannot be relied on.

    `faults` say what has changed since it was made, `cautions` what could not be checked.
    `meanings` and `queries` are by the title of a measure.
    """

    id: str
    selection: Selection
    release: str
    title: str
    figure: Figure | None
    faults: tuple[str, ...]
    cautions: tuple[str, ...]
    about: Rows
    meanings: tuple[tuple[str, Rows], ...]
    published_rows: str
    newest: pd.DataFrame
    files: pd.DataFrame
    digests: Rows
    queries: tuple[tuple[str, str], ...]

    @property
    def state(self) -> str:
        """The verdict in a few words."""
        if self.faults:
            return CHANGED
        return "Not all of it can be checked" if self.cautions else UNCHANGED


def passport(
    typed: str,
    selection: Selection,
    release: str,
    told: Manifest,
    *,
    later: Sequence[Manifest] = (),
    faults: Sequence[str] = (),
    cautions: Sequence[str] = (),
    versions: Mapping[str, str] | None = None,
    figure: Figure | None = None,
    read: Read | None = None,
    names_files: bool = True,
) -> Passport:
    """What is known of a figure. `told` is its release's manifest, `later` those built after it.

    `versions` are of the definitions and the plan now. `figure` and `read` are left out where
    nothing of the release can be trusted. Without `names_files` no source file is named in words.
    """
    measures = [definitions()[one] for one in selection.measures]
    bases = bases_of(figure.basis if figure else "")
    used = published_rows(selection, read, bases) if read else 0
    sources = [one for one in told.get("sources", ()) if _is_needed(one, measures, bases, used)]
    return Passport(
        id=typed,
        selection=selection,
        release=release,
        title=figure.title if figure else titles_of(selection.measures),
        figure=figure,
        faults=(*faults, *(resupplied(sources, later) if names_files else unnamed(sources, later))),
        cautions=(*cautions, *_outdated(told, versions or {})),
        about=tuple(_about(release, told, selection, figure)),
        meanings=tuple((one.title, tuple(meaning_rows(one))) for one in measures),
        published_rows=f"DfE's published rows in this figure: {used:,}." if used else "",
        newest=newest_points(selection, read, bases) if read else pd.DataFrame(),
        files=_files(sources),
        digests=tuple((one["name"], one["sha256"]) for one in sources),
        queries=tuple(_queries(measures, read, bases, used)) if read else (),
    )


def titles_of(measure_ids: Sequence[str]) -> str:
    """The measures of a figure by name."""
    measures = [definitions()[one] for one in measure_ids]
    return together_title(measures) if len(measures) > 1 else measures[0].title


def _about(
    release: str, told: Manifest, selection: Selection, figure: Figure | None
) -> Iterator[tuple[str, str]]:
    """Which release and plan it is of, and how it treats small numbers."""
    versions = told.get("versions", {})
    built = told.get("built_at", "")
    yield "Release", release
    yield "Built", f"{datetime.fromisoformat(built):%-d %B %Y, %H:%M} UTC" if built else "not known"
    yield "Whose figures", told.get("authority", {}).get("name", "not known")
    yield "Who may see it", selection.audience
    yield "Plan version", versions.get("plan", "not known")
    yield "Definitions version", versions.get("definitions", "not known")
    if figure:
        yield "As at", figure.as_at
        yield "Small numbers", figure.suppression
        yield "Target", figure.target
        yield "Source", figure.source


def _outdated(told: Manifest, now: Mapping[str, str]) -> Iterator[str]:
    """What has changed in the product since a release was built: it is drawn with what is now."""
    then = told.get("versions", {})
    for name, version in now.items():
        if then.get(name, version) != version:
            yield (
                f"The {name} changed after the release was built ({then[name]} then, {version} "
                "now): drawn again, the figure may differ from the one that was printed."
            )


def _is_needed(
    source: Mapping[str, Any], measures: Sequence[Measure], bases: Sequence[str], published: int
) -> bool:
    """Whether a figure on these bases was made from a source file."""
    extract = str(source["extract"])
    if extract.startswith(PUBLISHED):
        return published > 0 or PUBLISHED in bases
    own = {name for one in measures for name in one.extracts}
    return extract in own and any(basis != PUBLISHED for basis in bases)


def resupplied(sources: Sequence[Mapping[str, Any]], later: Sequence[Manifest]) -> tuple[str, ...]:
    """Sources that a later release holds under the same name with other contents, in words."""
    return tuple(
        f"{source['name']} was re-supplied: release {told['id']} holds other contents of it"
        for source in sources
        for told in _differing(source, later)[:1]
    )


def unnamed(sources: Sequence[Mapping[str, Any]], later: Sequence[Manifest]) -> tuple[str, ...]:
    """The same where the name of a council's file is nobody else's to know."""
    found = [told["id"] for source in sources for told in _differing(source, later)[:1]]
    return (f"a source of it was re-supplied: release {min(found)} holds it",) if found else ()


def _differing(source: Mapping[str, Any], later: Sequence[Manifest]) -> list[Manifest]:
    """The releases, oldest first, with another file of the same extract and name."""
    found = [
        told
        for told in later
        for other in told.get("sources", ())
        if (other["extract"], other["name"]) == (source["extract"], source["name"])
        and other["sha256"] != source["sha256"]
    ]
    return sorted(found, key=lambda told: str(told["id"]))


@dataclass(frozen=True)
class Compared:
    """What a file turned out to be; `same` is None where the release has none of its name."""

    same: bool | None
    text: str


def compared(name: str, sha256: str, sources: Sequence[tuple[str, str]]) -> Compared:
    """A file held against the source files of a figure, which are name and digest.

    A workbook or archive stands in the release by its own name and that of its part.
    """
    alike = [own for own, digest in sources if digest == sha256]
    if alike:
        return Compared(True, f"{name} is {alike[0]}: the file this figure was made from.")
    if any(own.split("/")[0] == name for own, _ in sources):
        return Compared(False, f"{name} differs from the file this figure was made from.")
    known = ", ".join(dict.fromkeys(own for own, _ in sources)) or "none"
    return Compared(
        None, f"{name} is not among the files this figure was made from. They are: {known}."
    )


def _files(sources: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Each file with its rows: read = kept + set aside."""
    rows = [
        (
            one["name"],
            str(one["extract"]).replace("_", " "),
            *(f"{one[f'rows_{what}']:,}" for what in ("read", "kept", "set_aside")),
        )
        for one in sources
    ]
    return pd.DataFrame(rows, columns=list(FILE_COLUMNS))


def _queries(
    measures: Sequence[Measure], read: Read, bases: Sequence[str], published: int
) -> Iterator[tuple[str, str]]:
    """Those whose rows are in the figure, by measure and by what they read."""
    own = any(basis != PUBLISHED for basis in bases)
    for one in measures:
        for query in read.queries.get(one.id, ()):
            if query.table == PUBLISHED and published:
                yield f"{one.title}: DfE's published figures", query_text(query)
            elif query.table != PUBLISHED and own:
                yield f"{one.title}: counts of the extracts", query_text(query)


def query_text(query: Query) -> str:
    """SQL with the values bound to it, one in each line under it."""
    bound = "\n".join(f"-- ${name} = {value}" for name, value in sorted(query.values.items()))
    return f"{query.text}\n{bound}"
