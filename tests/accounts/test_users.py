"""Sign-ins: how they are made, refused and remembered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import Client

from flyingstart.accounts.api import (
    EmailError,
    PasswordError,
    PersonNameError,
    Terms,
    User,
    accept_terms,
    create_user,
    log_opening,
)
from flyingstart.accounts.records import sign_in_of, sign_ins_about
from flyingstart.kernel.api import Actor, records
from tests.accounts.world import MANAGER, joined
from tests.history import history_of

pytestmark = pytest.mark.django_db

OPERATOR = Actor.command("test")
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
PASSWORD = "plum-teapot-orbit"


def make(
    email: str = "ada@example.org",
    name: str = "Ada",
    password: str | None = PASSWORD,
    *,
    is_superuser: bool = False,
) -> User:
    return create_user(
        email=email, name=name, password=password, is_superuser=is_superuser, by=OPERATOR, at=AT
    )


def test_who_was_made_can_sign_in_whatever_the_case_of_the_address() -> None:
    user = make(" Ada@Example.ORG ", " Ada Example ")

    assert (user.email, user.name, str(user)) == ("ada@example.org", "Ada Example", "Ada Example")
    assert (user.is_active, user.is_staff, user.is_superuser) == (True, False, False)
    assert authenticate(username="ADA@example.org", password=PASSWORD) == user
    assert authenticate(username="ada@example.org", password="another") is None


def test_without_a_password_nobody_signs_in() -> None:
    user = make(password=None)

    assert not user.has_usable_password()
    assert authenticate(username=user.email, password="") is None


def test_for_setting_up_somebody_may_do_everything() -> None:
    assert make(is_superuser=True).has_perm("anything.at_all")


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@example.org", "a b@example.org"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(EmailError, match=r"That is no email address\."):
        make(email)
    assert User.objects.count() == 0


def test_an_address_serves_one_person() -> None:
    make()
    with pytest.raises(EmailError, match="signs in with this email address already"):
        make("ADA@example.org", "Another")
    assert User.objects.get().name == "Ada"


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_name_is_needed(name: str) -> None:
    with pytest.raises(PersonNameError, match=r"A name has 1 to 200 letters\."):
        make(name=name)


@pytest.mark.parametrize("password", ["", "short", "password1234", "ada@example.org"])
def test_a_password_that_is_guessed_is_refused(password: str) -> None:
    with pytest.raises(PasswordError):
        make(password=password)
    assert User.objects.count() == 0


def test_history_names_who_made_a_sign_in_and_keeps_no_secret() -> None:
    user = make()

    event = history_of(user).get()

    assert event.pgh_context.metadata["operation"] == "accounts.operations.people.create_user"
    assert event.pgh_context.metadata["actor_name"] == "test"
    assert not {"password", "last_login"} & {f.name for f in type(event)._meta.fields}


def test_signing_in_is_no_event_but_a_change_of_rights_is(client: Client) -> None:
    user = make()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_superuser=True)

    user.refresh_from_db()

    assert user.last_login is not None
    assert [(e.pgh_label, e.is_superuser) for e in history_of(user)] == [
        ("insert", False),
        ("update", True),
    ]


class TestTheDatabase:
    """What it promises, whoever writes."""

    def test_an_address_in_lower_case_is_taken(self) -> None:
        User.objects.create(email="a@example.org", name="A")

    def test_an_address_in_capitals_is_not(self) -> None:
        with (
            pytest.raises(IntegrityError, match="user_email_is_lower_case"),
            transaction.atomic(),
        ):
            User.objects.create(email="A@example.org", name="A")

    def test_an_address_twice_is_not(self) -> None:
        User.objects.create(email="a@example.org", name="A")
        with pytest.raises(IntegrityError, match="accounts_user_email"), transaction.atomic():
            User.objects.create(email="a@example.org", name="B")


def test_the_managers_ways_agree() -> None:
    user = User.objects.create_user("A@example.org", PASSWORD, name="A")
    superuser = User.objects.create_superuser("B@example.org", PASSWORD, name="B")

    assert User.objects.get_by_natural_key("a@EXAMPLE.org") == user
    assert (superuser.is_staff, superuser.is_superuser) == (True, True)


def test_the_personal_data_held_is_on_record() -> None:
    user = make()

    assert records["sign-ins"].rows_about is sign_ins_about
    assert sign_in_of("ADA@example.org") == {
        "email": "ada@example.org",
        "name": "Ada",
        "active": True,
        "may_do_everything": False,
        "last_signed_in": None,
        "made": user.created_at.isoformat(),
        "grants": [],
        "agreed": [],
        "opened": [],
    }
    assert sign_in_of("nobody@example.org") is None
    assert list(sign_ins_about(1)) == []


def test_roles_agreements_and_what_was_opened_are_handed_over_too() -> None:
    user = joined("ada@example.org", [MANAGER])
    terms = Terms.objects.create(edition="1", title="T", rules=[], agreement="A", is_current=True)
    terms.refresh_from_db()
    accept_terms(user=user, edition=terms.edition, by=OPERATOR, at=AT)
    log_opening(kind="family", public_id=terms.public_id, user=user, allowed=True, at=AT)

    held = sign_in_of("ada@example.org")

    assert held is not None
    assert held["grants"] == [
        {"role": "manager", "place": "everywhere", "starts_on": "2026-03-04", "ends_on": None}
    ]
    assert held["agreed"] == [{"edition": "1", "at": AT.isoformat()}]
    assert held["opened"] == [
        {
            "kind": "family",
            "record": str(terms.public_id),
            "list": "",
            "rows": None,
            "allowed": True,
            "at": AT.isoformat(),
        }
    ]
