"""A family's code: given, replaced, ended, read; by operations."""

from __future__ import annotations

import datetime as dt

import pytest

from flyingstart.activities.errors import CodeSlipError
from flyingstart.activities.models import FamilyCode
from flyingstart.activities.operations import codes as operations
from flyingstart.activities.operations.codes import end_code, family_by_code, give_code
from flyingstart.activities.queries.codes import code_of
from flyingstart.activities.records import codes_about
from flyingstart.activities.rules.codes import is_code, spaced
from flyingstart.families.api import CannotGoError, Family, Side, entered_since
from tests.accounts.people import user_with
from tests.activities.door.town import code_for
from tests.activities.world import World
from tests.families.merging.world import into, join_families, part
from tests.families.world import AT, BY
from tests.history import history_of

LATER = AT + dt.timedelta(days=1)


def in_force() -> list[tuple[int, str]]:
    rows = FamilyCode.objects.filter(ended_at=None).order_by("pk")
    return list(rows.values_list("family_id", "code"))


def test_a_family_is_given_a_code_once(world: World) -> None:
    code = code_for(world.family)
    again = code_for(world.family)

    assert is_code(code.code)
    assert again == code
    assert in_force() == [(world.family.pk, code.code)]


def test_a_new_one_ends_the_one_it_replaces(world: World) -> None:
    lost = code_for(world.family)

    new = give_code(family=world.family, instead_of=lost, by=BY, at=LATER)
    sent_twice = give_code(family=world.family, instead_of=lost, by=BY, at=LATER)

    lost.refresh_from_db()
    assert (lost.ended_at, sent_twice) == (LATER, new)
    assert in_force() == [(world.family.pk, new.code)]
    assert new.code != lost.code


def test_a_code_is_ended_and_never_given_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_for(world.family)
    fresh = code.code

    end_code(code=code, by=BY, at=AT)
    end_code(code=code, by=BY, at=LATER)

    code.refresh_from_db()
    assert (code.ended_at, in_force()) == (AT, [])
    tries = iter([fresh, fresh, "33333333"])
    monkeypatch.setattr(operations, "new_code", lambda: next(tries))
    assert code_for(world.other).code == "33333333"


def test_ending_an_old_code_leaves_the_one_in_force(world: World) -> None:
    old = code_for(world.family)
    new = give_code(family=world.family, instead_of=old, by=BY, at=AT)

    end_code(code=old, by=BY, at=LATER)

    assert in_force() == [(world.family.pk, new.code)]


def test_a_code_finds_its_family_however_it_is_typed(world: World) -> None:
    code = code_for(world.family)
    user = user_with("session_staff")

    for text in (code.code, code.code.lower(), spaced(code.code)):
        assert family_by_code(text, user=user) == world.family


def test_no_family_has_what_was_never_given_or_was_ended(world: World) -> None:
    code = code_for(world.family)
    user = user_with("session_staff")
    end_code(code=code, by=BY, at=LATER)

    assert family_by_code(code.code, user=user) is None
    assert family_by_code("33333333", user=user) is None


def test_a_slip_is_said_to_be_one(world: World) -> None:
    code = code_for(world.family).code
    slip = code[:-1] + next(sign for sign in "34" if sign != code[-1])

    with pytest.raises(CodeSlipError, match="slip"):
        family_by_code(slip, user=user_with("session_staff"))


@pytest.mark.parametrize("role", ["analyst", "board_reader", "administrator", "partner", ""])
def test_who_takes_no_registers_finds_nobody(world: World, role: str) -> None:
    code = code_for(world.family)

    assert family_by_code(code.code, user=user_with(role)) is None


def test_a_code_of_a_record_that_was_joined_leads_to_the_one_that_was_kept(world: World) -> None:
    code = code_for(world.other)
    Family.objects.filter(pk=world.other.pk).update(merged_into=world.family)

    user = user_with("manager")
    assert family_by_code(code.code, user=user) == world.family
    assert code_of(world.other) == code
    assert code_of(world.family) == code

    new = give_code(family=world.other, instead_of=code, by=BY, at=LATER)
    assert in_force() == [(world.family.pk, new.code)]


def test_ending_the_code_of_a_joined_family_ends_all_it_brought_along(world: World) -> None:
    mine, brought = code_for(world.family), code_for(world.other)
    Family.objects.filter(pk=world.other.pk).update(merged_into=world.family)

    assert code_of(world.family) == brought
    end_code(code=mine, by=BY, at=LATER)

    assert in_force() == []


def test_parting_asks_whose_a_code_is_that_was_given_since(world: World) -> None:
    kept, merged = Family.objects.create(), Family.objects.create()
    merge = join_families(kept, merged)
    code = code_for(kept)
    entries = [(entry.what, entry.text, entry.stands_with) for entry in entered_since(merge)]

    part(merge, Side.MERGED)

    code.refresh_from_db()
    assert entries == [("family code", spaced(code.code), Side.KEPT)]
    assert code.family == merged
    assert into(merged) == [None]


def test_parting_leaves_a_family_the_code_it_has(world: World) -> None:
    kept, merged = Family.objects.create(), Family.objects.create()
    its_own = code_for(merged)
    merge = join_families(kept, merged)
    # Given by somebody who did not see the other record yet.
    code = FamilyCode.objects.create(family=kept, code="ABCDEFGH")

    with pytest.raises(CannotGoError, match="a code of its own already"):
        part(merge, Side.MERGED)

    assert in_force() == [(merged.pk, its_own.code), (kept.pk, code.code)]
    assert into(merged) == [kept.pk]


def test_history_names_who_gave_and_who_ended(world: World) -> None:
    code = code_for(world.family)
    end_code(code=code, by=BY, at=LATER)

    events = history_of(code).values_list("pgh_label", "pgh_context__metadata__operation")
    assert list(events) == [
        ("insert", "activities.operations.codes.give_code"),
        ("update", "activities.operations.codes.end_code"),
    ]


def test_a_person_is_told_the_codes_of_their_families(world: World) -> None:
    code = code_for(world.family)
    end_code(code=code, by=BY, at=LATER)
    code.refresh_from_db()

    (told,) = codes_about(world.child.pk)
    # PostgreSQL writes a moment without its last noughts.
    moments = [dt.datetime.fromisoformat(told.pop(name)) for name in ("given_at", "ended_at")]
    assert told == {
        "family": str(Family.objects.get(pk=world.family.pk).public_id),
        "code": code.code,
    }
    assert moments == [code.created_at, LATER]
    assert codes_about(world.stranger.pk) == []
