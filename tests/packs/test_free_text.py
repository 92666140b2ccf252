"""What is typed into the plan stops a public pack until somebody accepts it by name."""

from dataclasses import replace
from datetime import date

import pytest

from packs import build
from packs.content import Pack
from packs.free_text import blocked, typed_in
from plan.seed import seed_plan
from plan.types import Fixed, Plan, Target
from tests.packs.sample_pack import pack

NOTE = "Two pupils of a school in Burnley count twice."


def plan_with(note: str) -> Plan:
    target = Target(
        id="t",
        measure_id="suspension_rate",
        rule=Fixed(values=(5.0,)),
        years=(202526,),
        baseline_year=202223,
        agreed_by="SEND Partnership Board",
        agreed_on=date(2026, 3, 3),
        minute_reference="Item 5",
        note_on_breaks=note,
    )
    return Plan(targets=(target,), strategy=seed_plan().strategy)


def public(note: str = NOTE, accepted_by: str = "") -> Pack:
    return replace(pack("public"), typed=typed_in(plan_with(note)), accepted_by=accepted_by)


def made(one: Pack) -> dict[str, bytes]:
    return dict(build.files_of(one, build.formats_of(["html"]), allow_sample=True))


def test_all_that_was_typed_into_a_target_is_looked_at() -> None:
    assert typed_in(plan_with(NOTE)) == ("SEND Partnership Board", "Item 5", NOTE)


def test_a_public_pack_is_stopped_and_told_which_sentence() -> None:
    with pytest.raises(build.NotAllowed, match=r"Two pupils of a school.*--accept-text"):
        made(public())


def test_who_accepted_the_text_stands_in_the_pack() -> None:
    page = made(public(accepted_by="A. Example"))["scrutiny.html"].decode()
    assert "Text accepted by A. Example." in page


def test_a_name_of_spaces_accepts_nothing() -> None:
    assert blocked(public(accepted_by="  ")) == (NOTE,)


def test_an_exempt_pack_and_a_harmless_note_are_not_stopped() -> None:
    assert blocked(replace(public(), audience="officer")) == ()
    assert blocked(public("Counted anew since 2024/25.")) == ()


def test_the_plan_that_is_shipped_stops_no_pack() -> None:
    assert blocked(replace(pack("public"), typed=typed_in(seed_plan()))) == ()
