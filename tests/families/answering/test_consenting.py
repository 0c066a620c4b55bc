"""safety.md, Who is who: permissions need parental responsibility “yes” with evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from flyingstart.families.enums import Answerable, CodeKind
from flyingstart.families.errors import NotAllowedError, UnknownCodeError
from flyingstart.families.models import Code, Consent, Responsibility
from flyingstart.families.operations.answering import say_responsibility
from flyingstart.families.operations.consenting import say_consent, withdraw_consent
from tests.families.web.town import NOW, TODAY, Town, at_work, make_town, text_of
from tests.families.world import BY

LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """A mother and her child; nobody has seen whether she answers for him."""
    with time_machine.travel(NOW, tick=False):
        Code.objects.create(
            kind=CodeKind.CONSENT, code="photo_wall", label="Photo on the wall", position=1
        )
        yield make_town()


def seen(town: Town, answer: Answerable = Answerable.YES) -> Responsibility:
    """Somebody saw the birth certificate."""
    return say_responsibility(
        adult=town.mother,
        child=town.child,
        answer=answer,
        evidence="Birth certificate",
        seen_on=TODAY,
        starts_on=TODAY,
        by=BY,
        at=NOW,
    )


def say(town: Town, given: bool = True, at: dt.datetime = NOW) -> Consent:
    return say_consent(
        person=town.child, code="photo_wall", given=given, said_by=town.mother, by=BY, at=at
    )


@pytest.mark.parametrize("answer", [None, Answerable.NO, Answerable.SHARED, Answerable.UNKNOWN])
def test_permission_for_a_child_needs_responsibility_yes_with_evidence(
    town: Town, answer: Answerable | None
) -> None:
    if answer is not None:
        seen(town, answer)
    with pytest.raises(NotAllowedError):
        say(town)
    assert say(town, given=False).given is False

    seen(town)

    assert say(town).given is True


def test_a_child_allows_nothing_for_itself_and_an_adult_does(town: Town) -> None:
    def own(person: object) -> Consent:
        return say_consent(
            person=person,  # type: ignore[arg-type]
            code="photo_wall",
            given=True,
            said_by=person,  # type: ignore[arg-type]
            by=BY,
            at=NOW,
        )

    with pytest.raises(NotAllowedError):
        own(town.child)
    assert own(town.mother).person == town.mother


def test_permissions_are_dated_said_once_and_withdrawn(town: Town) -> None:
    seen(town)
    first = say(town)
    assert say(town, at=LATER) == first
    withdraw_consent(consent=first, by=BY, at=LATER)
    withdraw_consent(consent=first, by=BY, at=LATER + dt.timedelta(days=1))
    first.refresh_from_db()
    assert (first.starts_on, first.ends_on) == (TODAY, LATER.date())
    again = say(town, at=LATER)
    withdraw_consent(consent=again, by=BY, at=LATER)
    assert Consent.objects.get() == first


def test_only_what_the_pack_lists_is_asked(town: Town) -> None:
    with pytest.raises(UnknownCodeError):
        say_consent(
            person=town.mother, code="tattoo", given=True, said_by=town.mother, by=BY, at=NOW
        )


def test_the_page_writes_down_and_withdraws(town: Town) -> None:
    client = at_work("family_worker", area=town.north)
    page = f"/staff/families/{town.family.public_id}/"
    add = f"{page}people/{town.child.public_id}/permissions/add/"
    sent = {"code": "photo_wall", "given": "yes", "said_by": str(town.mother.public_id)}
    assert "Only an adult with parental responsibility" in text_of(client.post(add, sent))
    seen(town)

    answer = client.post(add, sent, follow=True)

    assert "Stanisław Kowalski, Photo on the wall: yes" in text_of(answer)
    end = f"{page}permissions/{Consent.objects.get().public_id}/end/"
    assert at_work("family_worker", area=town.south).post(end).status_code == 404
    assert at_work("data_protection").post(end).status_code == 403
    assert "Nothing was asked: take no photo" in text_of(client.post(end, follow=True))
    assert client.post(end).status_code == 404
    assert client.get(f"{page}permissions/{town.child.public_id}/end/").status_code == 404
