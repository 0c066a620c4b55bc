"""Leaving, coming back, a lost phone."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.test import Client

from flyingstart.accounts.api import (
    InvitationError,
    LastAdministratorError,
    RoleError,
    SignInStateError,
    User,
    accept_invitation,
    close_sign_in,
    end_sessions,
    forget_second_step,
    make_link,
    reopen_sign_in,
)
from tests.accounts.phones import set_up_phone
from tests.accounts.world import (
    ADMINISTRATOR,
    AT,
    BY,
    MANAGER,
    PASSWORD,
    TODAY,
    invited,
    joined,
)
from tests.history import history_of

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestClosing:
    def test_everything_ends_at_once_and_the_name_stays(self) -> None:
        user = joined("nadia@example.org")
        set_up_phone(user)
        client = signed_in(user)

        close_sign_in(user=user, by=BY, at=AT)

        user.refresh_from_db()
        assert (user.is_active, user.name) == (False, "Nadia Example")
        assert client.get("/staff/").status_code == 302
        assert authenticate(username="nadia@example.org", password=PASSWORD) is None
        assert [grant.ends_on for grant in user.grants.all()] == [TODAY]
        assert not Authenticator.objects.filter(user=user).exists()
        assert not user.has_usable_password()

    def test_history_says_who_closed_it(self) -> None:
        user = joined()

        close_sign_in(user=user, by=BY, at=AT)

        event = history_of(user).last()
        assert event.is_active is False
        assert event.pgh_context.metadata["operation"] == (
            "accounts.operations.people.close_sign_in"
        )

    def test_an_open_invitation_is_withdrawn(self) -> None:
        invitation = invited()
        link = make_link(invitation=invitation, by=BY, at=AT)

        close_sign_in(user=invitation.user, by=BY, at=AT)

        with pytest.raises(InvitationError):
            accept_invitation(link=link, password=PASSWORD, by=BY, at=AT)

    def test_once(self) -> None:
        user = joined()
        close_sign_in(user=user, by=BY, at=AT)

        with pytest.raises(SignInStateError, match="closed already"):
            close_sign_in(user=user, by=BY, at=AT)

    def test_the_last_administrator_stays(self) -> None:
        keeper = joined("keeper@example.org", [ADMINISTRATOR])

        with pytest.raises(LastAdministratorError):
            close_sign_in(user=keeper, by=BY, at=AT)
        keeper.refresh_from_db()
        assert (keeper.is_active, keeper.grants.get().ends_on) == (True, None)

    def test_the_last_superuser_stays_too(self) -> None:
        root = User.objects.create_superuser("root@example.org", PASSWORD, name="Root")

        with pytest.raises(LastAdministratorError):
            close_sign_in(user=root, by=BY, at=AT)


class TestReopening:
    def test_they_are_invited_again_and_choose_anew(self) -> None:
        user = joined("nadia@example.org")
        close_sign_in(user=user, by=BY, at=AT)

        invitation = reopen_sign_in(user=user, roles=[MANAGER], by=BY, at=AT)
        link = make_link(invitation=invitation, by=BY, at=AT)
        accept_invitation(link=link, password="another password 34", by=BY, at=AT)

        assert authenticate(username="nadia@example.org", password=PASSWORD) is None
        assert authenticate(username="nadia@example.org", password="another password 34") == user
        assert user.grants.filter(ends_on=None).count() == 1

    @pytest.mark.parametrize("state", ["active", "invited"])
    def test_only_what_is_closed(self, state: str) -> None:
        user = joined() if state == "active" else invited().user

        with pytest.raises(SignInStateError, match="is not closed"):
            reopen_sign_in(user=user, roles=[], by=BY, at=AT)

    def test_with_a_role_that_there_is(self) -> None:
        user = joined()
        close_sign_in(user=user, by=BY, at=AT)

        with pytest.raises(RoleError):
            reopen_sign_in(user=user, roles=[type(MANAGER)(role_name="king")], by=BY, at=AT)
        assert user.invitations.count() == 1


class TestALostPhone:
    def test_it_is_forgotten_and_sessions_end(self) -> None:
        user = joined()
        set_up_phone(user)
        client = signed_in(user)

        forget_second_step(user=user, by=BY, at=AT)

        assert not Authenticator.objects.filter(user=user).exists()
        assert client.get("/staff/").status_code == 302
        assert authenticate(username=user.email, password=PASSWORD) == user

    def test_history_says_who_did_that(self) -> None:
        user = joined()
        set_up_phone(user)

        forget_second_step(user=user, by=BY, at=AT)

        metadata = history_of(user).last().pgh_context.metadata
        assert metadata["operation"] == "accounts.operations.people.forget_second_step"

    def test_there_must_be_one(self) -> None:
        with pytest.raises(SignInStateError, match="No phone is set up"):
            forget_second_step(user=joined(), by=BY, at=AT)


def test_signing_somebody_out_everywhere_leaves_the_rest() -> None:
    user = joined()
    set_up_phone(user)
    client = signed_in(user)

    end_sessions(user=user, by=BY, at=AT)

    assert client.get("/staff/").status_code == 302
    assert authenticate(username=user.email, password=PASSWORD) == user
    assert Authenticator.objects.filter(user=user).count() == 2
