"""From the id printed on a figure back to the release it is of and what it was asked to show.

An id is a digest, so nothing can be read from it: every figure a reader can ask for is made an id
of until one is the same. A release has some hundred thousand of them.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from figures.compose import kind_for
from figures.selection import LETTERS, Selection, short_id, tidied
from metrics.definitions import Measure, definitions
from metrics.targets import adds_up

KINDS = ("year", "term", "month")
CHARTED = ("month", "term")
# Ten letters of five bits are six whole bytes and two bits of the next.
WHOLE_BYTES = 6


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a reader may choose in a release; the first area is the authority itself."""

    areas: tuple[str, ...]
    years: tuple[int | None, ...]
    neighbour_sets: tuple[str, ...]
    audiences: tuple[str, ...] = ("officer", "public")


def find(typed: str, seals: Mapping[str, str], choices: Choices) -> tuple[str, Selection] | None:
    """The release and the selection that give the id typed; `seals` are seal -> release.

    None for an id that no figure of these releases has.
    """
    wanted = tidied(typed)
    begins = _begins(wanted)
    if not begins:
        return None
    sealed = [(seal, f"{seal}|".encode()) for seal in seals]
    for selection in selections(choices):
        text = selection.text.encode()
        for seal, start in sealed:
            # A hash by hand costs a tenth of the whole id, of which only one can be the right one.
            if not sha256(start + text).digest().startswith(begins):
                continue
            if short_id(seal, selection) == wanted:
                return seals[seal], selection
    return None


def _begins(wanted: str) -> bytes:
    """The first bytes of the digest of an id; none for what is no id."""
    try:
        return base64.b32decode(wanted.replace("-", "").ljust(LETTERS + 6, "A"))[:WHOLE_BYTES]
    except (binascii.Error, ValueError):
        return b""


def selections(choices: Choices) -> Iterator[Selection]:
    """Everything a reader can ask of a release, the authority before its districts."""
    spans: list[dict[str, Any]] = [
        {"years": years, "neighbour_set": neighbours, "audience": audience}
        for audience in choices.audiences
        for years in choices.years
        for neighbours in choices.neighbour_sets
    ]
    for area in choices.areas:
        for shape in _shapes(area == choices.areas[0]):
            for span in spans:
                yield Selection(area_code=area, **shape, **span)


@cache
def _shapes(of_authority: bool) -> tuple[dict[str, Any], ...]:
    """What may be shown of a place whatever the span: form, measures, kind, topic, made up or not."""
    every = list(definitions().values())
    return tuple(shape for measure in every for shape in _of(measure, of_authority)) + tuple(
        {"form": "together", "measures": measures, "kind": kind}
        for measures in dict.fromkeys(one.shown_with for one in every if one.shown_with)
        for kind in KINDS
    )


def _of(measure: Measure, of_authority: bool) -> Iterator[dict[str, Any]]:
    own = {"measures": (measure.id,)}
    kinds = list(dict.fromkeys(kind_for(measure, kind) for kind in KINDS))
    for kind in kinds:
        for made_up in (False, True):
            yield {"form": "trend", **own, "kind": kind, "made_up": made_up}
    for kind in CHARTED:
        if kind in measure.periods:
            yield {"form": "control", **own, "kind": kind}
    if adds_up(measure):
        yield {"form": "so far", **own, "kind": "month"}
    if measure.published and of_authority:
        yield from ({"form": "ahead", **own, "kind": kind} for kind in KINDS)
    topics = (*measure.breakdowns, *(("District",) if of_authority else ()))
    yield from (
        {"form": "parts", **own, "kind": kind, "topic": topic} for topic in topics for kind in kinds
    )
