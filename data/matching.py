"""Which extract a table is, and which of its headings feeds which column."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.contracts import BY_NAME, EXTRACTS, Extract, fold_heading, is_personal
from data.mapping import ExtractMapping, Mappings
from data.problems import MOST_HEADINGS, Problem, block, listed, looks_like_data, warn

_ENOUGH = 0.5


@dataclass(frozen=True)
class Match:
    """Column -> position of its heading; then headings of no use, by what is wrong with them."""

    extract: Extract
    positions: dict[str, int]
    personal: tuple[str, ...]
    unused: tuple[str, ...]
    repeated: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in self.extract.required if name not in self.positions)


def recognise(header: Sequence[str], mappings: Mappings) -> str | None:
    """The extract whose columns a header holds best, or None.

    None too where two extracts fit equally: `ambiguous` names them.
    """
    best = _best(header, mappings)
    return best[0] if len(best) == 1 else None


def ambiguous(header: Sequence[str], mappings: Mappings) -> tuple[str, ...]:
    """The extracts a header fits equally well, where it fits more than one."""
    best = _best(header, mappings)
    return best if len(best) > 1 else ()


def named_by_file(file: str) -> str | None:
    """The extract that a file's name says it is, if any.

    The name of a zip or folder says nothing of a member; that of a workbook does of a sheet.
    """
    *above, last = file.replace("\\", "/").split("/")
    book = [part for part in above[-1:] if not part.lower().endswith((".zip", ".gz"))]
    for part in (last, *(book if "." in "".join(book) else [])):
        folded = fold_heading(part)
        named = [name for name in BY_NAME if folded.startswith(fold_heading(name))]
        if named:
            return max(named, key=len)
    return None


def match(header: Sequence[str], extract: Extract, mapping: ExtractMapping) -> Match:
    """Which heading feeds which column; a mapped heading wins over one of the same name."""
    mapped = {fold_heading(source): column for source, column in mapping.columns.items()}
    ours = {fold_heading(name): name for name in extract.names}
    positions: dict[str, int] = {}
    personal, unused, repeated = [], [], []
    by_mapping = sorted(range(len(header)), key=lambda i: fold_heading(header[i]) not in mapped)
    for position in by_mapping:
        heading = header[position]
        folded = fold_heading(heading)
        column = mapped.get(folded) or ours.get(folded)
        if is_personal(heading) and not _may_hold_names(extract, column):
            personal.append(heading)
        elif column is None:
            unused.append(heading)
        elif column in positions:
            repeated.append(heading)
        else:
            positions[column] = position
    return Match(extract, positions, tuple(personal), tuple(filter(None, unused)), tuple(repeated))


def heading_problems(found: Match, header: Sequence[str], file: str) -> list[Problem]:
    """What to say about the headings: missing ones block, the rest are remarks."""
    name = found.extract.name
    problems = [
        block(
            file,
            f"Column '{column}' is missing; found {listed(header)}. Add it to the export, or say in "
            f"{name}.toml under [columns] which heading holds it.",
            extract=name,
            column=column,
        )
        for column in found.missing
    ]
    for heading in found.personal:
        text = f"'{heading}' holds personal data and is not stored. Leave it out of the export."
        problems.append(warn(file, text, extract=name, column=heading))
    for heading in found.repeated:
        text = f"'{heading}' is a second heading for the same column; the other one was used."
        problems.append(warn(file, text, extract=name, column=heading))
    if found.unused:
        text = f"Headings not used: {listed(found.unused)}. Map them if they are needed."
        column = ", ".join(found.unused[:MOST_HEADINGS])
        problems.append(warn(file, text, extract=name, column=column))
    return problems


def unknown_problem(
    header: Sequence[str], file: str, mappings: Mappings, *, has_siblings: bool = False
) -> Problem:
    """A table that is no extract: it blocks where its name says that it is one.

    A sheet of notes beside one that was read (`has_siblings`) is only remarked on.
    """
    if any(looks_like_data(heading) for heading in header):
        text = "No row of headings was found: the first row holds data. Export it with headings."
        return block(file, text) if named_by_file(file) and not has_siblings else warn(file, text)
    if len(header) < 2 and not named_by_file(file):
        return warn(file, "Not read: this is not a table of two columns or more.")
    headings = listed(header) or "none"
    equal = ambiguous(header, mappings)
    if equal:
        text = f"It could be {' or '.join(equal)}; found headings {headings}. Export more columns."
        return block(file, text)
    named = None if has_siblings else named_by_file(file)
    if named:
        text = (
            f"Its name says {named}, but its headings do not; found headings {headings}. Export "
            f"the right file, or map its headings in {named}.toml under [columns]."
        )
        return block(file, text, extract=named)
    return warn(file, f"Not recognised, so not read; found headings {headings}.")


def _may_hold_names(extract: Extract, column: str | None) -> bool:
    """An identifier is hashed on load, and schools and providers are not people."""
    if column is None:
        return False
    return extract.column(column).kind == "identifier" or extract.name in ("schools", "providers")


def _best(header: Sequence[str], mappings: Mappings) -> tuple[str, ...]:
    scores: dict[str, tuple[float, int]] = {}
    for extract in EXTRACTS:
        found = match(header, extract, mappings.of(extract.name))
        required = sum(name in found.positions for name in extract.required)
        share = required / len(extract.required)
        if share >= _ENOUGH and len(found.positions) >= 2:
            scores[extract.name] = (share, len(found.positions))
    if not scores:
        return ()
    top = max(scores.values())
    return tuple(name for name, score in scores.items() if score == top)
