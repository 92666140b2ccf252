"""Mapping files: a council system's own headings and codes -> ours, and how to suggest them.

A mapping file is TOML: `extract`, optional `as_at`, `[columns]` source heading -> column and
`[codes.<column>]` source code -> code.
"""

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.codes import FLAGS, codes_of, district_spellings, fold, load_districts, spellings
from data.contracts import BY_NAME, Extract, fold_heading, is_personal
from data.problems import Problem, block

FOLDER = Path(__file__).parent / "mappings"
SAMPLE = "SAMPLE.toml"
_CLOSE_HEADING = 0.72
_CLOSE_CODE = 0.75
_LIKELY = 0.5
_KEYS = ("extract", "as_at", "columns", "codes")
_LISTED = 12

# Words that council systems use in headings, and ours.
_HEADING_WORDS = {
    "gender": "sex",
    "ref": "id",
    "reference": "id",
    "identifier": "id",
    "number": "id",
    "no": "id",
    "yeargroup": "ncyear",
    "ncy": "ncyear",
    "ncyr": "ncyear",
    "schoolyear": "ncyear",
    "year": "ncyear",
    "from": "startdate",
    "began": "startdate",
    "start": "startdate",
    "to": "enddate",
    "finish": "enddate",
    "end": "enddate",
    "sen": "senprovision",
    "sennsupport": "senprovision",
    "fsm": "fsmeligible",
    "freeschoolmeals": "fsmeligible",
    "cla": "lookedafter",
    "lac": "lookedafter",
    "childlookedafter": "lookedafter",
    "district": "homedistrict",
    "homeauthoritydistrict": "homedistrict",
    "ethnicity": "ethnicitygroup",
    "urn": "schoolurn",
    "upn": "pupilid",
    "studentid": "pupilid",
    "childid": "pupilid",
    "exclusiontype": "category",
    "type": "category",
    "reason": "reason1",
    "activity": "activitycode",
    "ncciscode": "activitycode",
    "outcome": "status",
    "suspension": "exclusion",
    "excl": "exclusion",
    "exc": "exclusion",
    "susp": "exclusion",
    "student": "pupil",
    "child": "pupil",
}


@dataclass(frozen=True)
class ExtractMapping:
    """How one extract's headings and codes translate; both may be empty."""

    extract: str
    as_at: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mappings:
    """The mappings in force, by extract, and the as-at date of an illustrative sample."""

    extracts: Mapping[str, ExtractMapping] = field(default_factory=dict)
    sample_as_at: date | None = None

    def of(self, extract: str) -> ExtractMapping:
        return self.extracts.get(extract) or ExtractMapping(extract)

    @property
    def headings(self) -> frozenset[str]:
        """Every source heading: what `open_tables` looks for as `known`."""
        return frozenset(h for mapping in self.extracts.values() for h in mapping.columns)


def load_mappings(
    paths: Sequence[Path], problems: list[Problem], *, folder: Path | None = FOLDER
) -> Mappings:
    """Mapping files of `folder`, then those in and beside `paths`, which win.

    A faulty file is a blocking problem: without it, figures would be wrong or missing.
    """
    mappings = Mappings()
    for file in [*_toml_in(folder), *_toml_beside(paths)]:
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            text = "The mapping file is not in UTF-8. Save it again as UTF-8."
            problems.append(block(file.name, text))
            continue
        except tomllib.TOMLDecodeError as fault:
            text = f"The mapping file is not valid TOML ({fault}). Correct it or take it away."
            problems.append(block(file.name, text))
            continue
        if file.name.upper() == SAMPLE.upper():
            mappings = replace(mappings, sample_as_at=_day(content.get("as_at")))
            continue
        mapping = _mapping(file, content, problems)
        if mapping:
            merged = _merged(mappings.of(mapping.extract), mapping)
            mappings = replace(mappings, extracts={**mappings.extracts, mapping.extract: merged})
    return mappings


def save_mapping(mapping: ExtractMapping, folder: Path = FOLDER) -> Path:
    """Write `<extract>.toml`, joined to what it already says; it works on the next file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{mapping.extract}.toml"
    problems: list[Problem] = []
    if path.exists():
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        kept = _mapping(path, content, problems)
        mapping = _merged(kept, mapping) if kept else mapping
    path.write_text(_as_toml(mapping), encoding="utf-8")
    return path


def suggest_columns(headings: Iterable[str], extract: Extract) -> dict[str, str]:
    """Heading -> column for headings that are not ours but look like one not yet found.

    Headings that name a child are never suggested for anything but the child's identifier.
    """
    headings = list(headings)
    ours = {fold_heading(name): name for name in extract.names}
    free = {f: n for f, n in ours.items() if f not in {fold_heading(h) for h in headings}}
    scored = sorted(
        (
            (_likeness(heading, folded), heading, name)
            for heading in headings
            if fold_heading(heading) not in ours
            for folded, name in free.items()
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    for score, heading, name in scored:
        taken = heading in found or name in found.values()
        named = is_personal(heading) and extract.column(name).kind != "identifier"
        if score >= _CLOSE_HEADING and not taken and not named:
            found[heading] = name
    return found


def suggest_codes(values: Iterable[str], extract: Extract, column: str) -> dict[str, str]:
    """Source code -> code, for values that are not known and resemble one that is."""
    known = _spellings(extract, column)
    found = {}
    for value in values:
        folded = fold(value)
        if not folded or folded in known:
            continue
        close = difflib.get_close_matches(folded, known, n=1, cutoff=_CLOSE_CODE)
        inside = {known[t] for t in known if len(t) > 3 and (t in folded or folded in t)}
        if close:
            found[value] = known[close[0]]
        elif len(folded) > 3 and len(inside) == 1:
            found[value] = inside.pop()
    return found


def choices(extract: Extract, column: str) -> dict[str, str]:
    """Code -> description: what an officer may choose for a source code."""
    wanted = extract.column(column)
    if wanted.kind == "district":
        return {district.code: district.name for district in load_districts()}
    return {c.code: c.description for c in codes_of(wanted.code_set)} if wanted.code_set else {}


def guess_extract(headings: Sequence[str], name: str = "") -> str | None:
    """The extract a table most resembles, for one whose headings are not ours."""
    scores = {}
    for extract in BY_NAME.values():
        folded = {fold_heading(heading) for heading in headings}
        same = sum(fold_heading(column) in folded for column in extract.names)
        likely = len(suggest_columns(headings, extract))
        named = fold_heading(name).startswith(fold_heading(extract.name))
        explained = (same + likely) / max(len(folded), 1)
        filled = (same + likely) / len(extract.names)
        scores[extract.name] = explained + filled / 2 + named / 2
    best = max(scores, key=lambda extract: scores[extract])
    return best if scores[best] >= _LIKELY else None


def _spellings(extract: Extract, column: str) -> dict[str, str]:
    wanted = extract.column(column)
    if wanted.kind == "district":
        return district_spellings()
    if wanted.kind == "flag":
        return dict(FLAGS)
    return spellings(wanted.code_set) if wanted.code_set else {}


def _likeness(heading: str, column: str) -> float:
    """0 to 1: how much a heading looks like a column, allowing for council words."""
    folded = fold_heading(heading)
    if _HEADING_WORDS.get(folded) == column:
        return 1.0
    words = [fold_heading(word) for word in heading.replace("_", " ").replace("-", " ").split()]
    renamed = "".join(_HEADING_WORDS.get(word, word) for word in words)
    ratios = [difflib.SequenceMatcher(None, text, column).ratio() for text in (folded, renamed)]
    if len(words) > 1 and len(column) > 3 and "".join(words).endswith(column):
        ratios.append(0.85)
    return max(ratios)


def _toml_in(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("*.toml")) if folder and folder.is_dir() else []


def _toml_beside(paths: Sequence[Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.toml")) if path.is_dir() else _toml_in(path.parent)
        found.update(dict.fromkeys(inside))
    return list(found)


def _mapping(file: Path, content: dict[str, Any], problems: list[Problem]) -> ExtractMapping | None:
    named = str(content.get("extract") or _extract_in_name(file.stem))
    if named not in BY_NAME:
        text = f'The mapping must say which extract it is for: extract = "one of {_extracts()}".'
        problems.append(block(file.name, text))
        return None
    extract = BY_NAME[named]
    problems += _content_problems(file.name, content, extract)
    columns = {
        source: column
        for source, column in _words(content.get("columns")).items()
        if column in extract.names
    }
    codes = {
        column: _ours(values, extract, column)
        for column, values in _table(content.get("codes")).items()
        if column in extract.names
    }
    return ExtractMapping(named, _day(content.get("as_at")), columns, codes)


def _content_problems(file: str, content: Mapping[str, Any], extract: Extract) -> list[Problem]:
    """What a mapping says that cannot be meant; without it, figures would be wrong."""
    name = extract.name
    found = [
        block(
            file,
            f"'{key}' is not known; a mapping has {', '.join(_KEYS)}. Correct it.",
            extract=name,
        )
        for key in content
        if key not in _KEYS
    ]
    if "as_at" in content and _day(content["as_at"]) is None:
        text = f"as_at is {str(content['as_at'])[:40]!r}; expected a date such as 2026-08-31."
        found.append(block(file, text, extract=name, column="as_at"))
    tables = {"[columns]": content.get("columns"), "[codes]": content.get("codes")}
    tables |= {f"[codes.{c}]": values for c, values in _table(content.get("codes")).items()}
    found += [
        block(file, f'{key} must hold lines such as "theirs" = "ours". Correct it.', extract=name)
        for key, value in tables.items()
        if value is not None and not isinstance(value, dict)
    ]
    columns, codes = _words(content.get("columns")), _table(content.get("codes"))
    for column in sorted(({*columns.values()} | {*codes}) - {*extract.names}):
        text = f"The mapping names '{column}', which {name} does not have. Correct the name."
        found.append(block(file, text, extract=name, column=column))
    for column in codes:
        if column in extract.names:
            found += _code_problems(file, extract, column, _words(codes[column]))
    return found


def _code_problems(
    file: str, extract: Extract, column: str, codes: Mapping[str, str]
) -> list[Problem]:
    """Blocks for codes that are translated into one the column does not have."""
    known = _spellings(extract, column)
    ours = list(dict.fromkeys(known.values()))
    some = ", ".join(ours[:_LISTED]) + (", ..." if len(ours) > _LISTED else "")
    return [
        block(
            file,
            f"The mapping turns a code into '{code}', which {column} does not have; expected one "
            f"of {some}. Correct it.",
            extract=extract.name,
            column=column,
        )
        for code in dict.fromkeys(codes.values())
        if known and fold(code) not in known
    ]


def _ours(values: Any, extract: Extract, column: str) -> dict[str, str]:
    """Source code -> code, without those that the column does not have."""
    known = _spellings(extract, column)
    return {s: c for s, c in _words(values).items() if not known or fold(c) in known}


def _words(value: Any) -> dict[str, str]:
    return {str(source): str(ours) for source, ours in _table(value).items()}


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _extracts() -> str:
    return ", ".join(BY_NAME)


def _extract_in_name(stem: str) -> str:
    folded = fold_heading(stem)
    matches = [name for name in BY_NAME if folded.startswith(fold_heading(name))]
    return max(matches, key=len, default="")


def _merged(first: ExtractMapping, second: ExtractMapping) -> ExtractMapping:
    codes = {
        column: {**first.codes.get(column, {}), **second.codes.get(column, {})}
        for column in {**first.codes, **second.codes}
    }
    columns = {**first.columns, **second.columns}
    return ExtractMapping(first.extract, second.as_at or first.as_at, columns, codes)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(value).strip(), form).date()
        except ValueError:
            continue
    return None


def _as_toml(mapping: ExtractMapping) -> str:
    lines = [f"extract = {_quoted(mapping.extract)}"]
    if mapping.as_at:
        lines.append(f"as_at = {mapping.as_at.isoformat()}")
    lines += ["", "[columns]", *_pairs(mapping.columns)]
    for column, codes in mapping.codes.items():
        lines += ["", f"[codes.{column}]", *_pairs(codes)]
    return "\n".join(lines) + "\n"


def _pairs(values: Mapping[str, str]) -> list[str]:
    return [f"{_quoted(source)} = {_quoted(ours)}" for source, ours in values.items()]


def _quoted(text: str) -> str:
    """JSON's escapes are TOML's; its surrogate pairs are not, so letters stay letters."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
