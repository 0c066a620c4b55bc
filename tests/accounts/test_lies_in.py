"""How things lie in scopes: registered once a kind, and asked for what a thing needs besides."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from flyingstart.accounts.api import Permission, lies_in
from flyingstart.families.api import Family, Note, Sight, WarningNote
from flyingstart.kernel.api import clock
from tests.accounts.people import add_grant, user_with
from tests.families.keepers import neighbourhoods
from tests.families.world import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> Family:
    return Family.objects.create()


@pytest.fixture
def note(family: Family) -> Note:
    return Note.objects.create(family=family, text="x", written_by_name="Sam", written_at=AT)


def warning(family: Family, sight: Sight) -> WarningNote:
    return WarningNote.objects.create(
        family=family,
        text="x",
        sight=sight,
        review_on=clock.today(),
        written_by_name="Sam",
        written_at=AT,
    )


def test_a_kind_of_thing_lies_in_scopes_one_way() -> None:
    with pytest.raises(ValueError, match="Family lies in scopes already"):

        @lies_in(Family)
        def other(family: Family, scope: object) -> bool:
            return True


def test_a_note_asks_its_reader_for_more_than_sight_of_the_family(
    family: Family, note: Note
) -> None:
    receptionist, worker = user_with("session_staff"), user_with("family_worker")

    assert receptionist.has_perm(Permission.VIEW_FAMILIES, family)
    assert not receptionist.has_perm(Permission.VIEW_FAMILIES, note)
    assert worker.has_perm(Permission.VIEW_FAMILIES, note)


@pytest.mark.parametrize("sight", Sight)
def test_a_warning_does_only_when_its_sight_is_limited(family: Family, sight: Sight) -> None:
    receptionist, worker = user_with("session_staff"), user_with("family_worker")
    held = warning(family, sight)

    assert receptionist.has_perm(Permission.VIEW_FAMILIES, held) is (sight == Sight.EVERYONE)
    assert worker.has_perm(Permission.VIEW_FAMILIES, held)


def test_what_a_note_asks_for_is_asked_in_the_same_place(note: Note) -> None:
    (elsewhere,) = neighbourhoods("Elsewhere")
    user = user_with("session_staff")
    add_grant(user, "family_worker", neighbourhood=elsewhere)

    assert user.has_perm(Permission.WRITE_NOTES)
    assert not user.has_perm(Permission.VIEW_FAMILIES, note)


def test_a_stranger_may_nothing(family: Family, note: Note) -> None:
    for thing in (family, note, warning(family, Sight.EVERYONE)):
        assert not AnonymousUser().has_perm(Permission.VIEW_FAMILIES, thing)
