"""Nobody signs in but by invitation: inviting, the link, accepting, withdrawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from flyingstart.accounts.api import (
    EmailError,
    Grant,
    Invitation,
    InvitationError,
    OwnRoleError,
    PasswordError,
    PersonNameError,
    RoleAt,
    RoleError,
    User,
    accept_invitation,
    invite,
    make_link,
    send_again,
    withdraw_invitation,
)
from tests.accounts.at_once import at_once
from tests.accounts.people import user_with
from tests.accounts.world import AT, BY, MANAGER, PASSWORD, hand_of, invited, joined, places
from tests.history import history_of

A_WEEK = dt.timedelta(days=7)


def accept(link: str, password: str = PASSWORD, at: dt.datetime = AT) -> User:
    return accept_invitation(link=link, password=password, by=BY, at=at)


def link_of(invitation: Invitation, at: dt.datetime = AT) -> str:
    return make_link(invitation=invitation, by=BY, at=at)


@pytest.mark.django_db
class TestInviting:
    def test_it_makes_somebody_who_cannot_sign_in_yet(self) -> None:
        north, _, _, hall = places()

        invitation = invited(
            " Nadia@Example.ORG ",
            " Nadia Example ",
            [RoleAt(role_name="manager", neighbourhood=north), RoleAt(role_name="analyst")],
        )

        user = invitation.user
        assert (user.email, user.name) == ("nadia@example.org", "Nadia Example")
        assert (user.is_active, user.is_staff, user.is_superuser) == (False, True, False)
        assert not user.has_usable_password()
        assert [str(grant) for grant in user.grants.order_by("pk")] == [
            "Manager, North",
            "Analyst, everywhere",
        ]
        assert {grant.starts_on for grant in user.grants.all()} == {AT.date()}
        assert (invitation.is_open, invitation.link_hash) == (True, None)
        assert hall.name == "Birch Hall"

    def test_a_letter_is_on_its_way_and_the_queue_holds_no_name(self) -> None:
        invitation = invited()

        job = ProcrastinateJob.objects.get()
        assert job.task_name == "accounts.send_invitation"
        assert job.args == {"invitation": str(invitation.public_id)}

    def test_history_says_who_invited(self) -> None:
        keeper = user_with("administrator", name="Ade Keeper")
        keeper.refresh_from_db()

        invitation = invited(by=hand_of(keeper))

        for row in (invitation, invitation.user, invitation.user.grants.get()):
            event = history_of(row).first()
            assert event.pgh_context.metadata["actor"] == str(keeper.public_id)
            assert event.pgh_context.metadata["operation"] == (
                "accounts.operations.invitations.invite"
            )

    @pytest.mark.parametrize("email", ["", "nadia", "nadia@", "a b@example.org"])
    def test_what_is_no_address_is_refused(self, email: str) -> None:
        with pytest.raises(EmailError, match=r"That is no email address\."):
            invited(email)

    @pytest.mark.parametrize("state", ["active", "invited"])
    def test_an_address_serves_one_person(self, state: str) -> None:
        if state == "active":
            joined("nadia@example.org")
        else:
            invited("nadia@example.org")
        with pytest.raises(EmailError, match="signs in with this email address already"):
            invited("NADIA@example.org")
        assert User.objects.count() == 1

    @pytest.mark.parametrize("name", ["", "  ", "x" * 201])
    def test_a_name_is_needed(self, name: str) -> None:
        with pytest.raises(PersonNameError, match=r"A name has 1 to 200 letters\."):
            invited(name=name)

    def test_a_role_that_cannot_be_given_leaves_nobody_behind(self) -> None:
        with pytest.raises(RoleError, match=r"There is no such role\."):
            invited(roles=[MANAGER, RoleAt(role_name="king")])
        assert (User.objects.count(), Grant.objects.count()) == (0, 0)
        assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db
class TestTheLink:
    def test_only_its_hash_is_kept_and_it_ends_after_a_week(self) -> None:
        invitation = invited()

        link = link_of(invitation)

        invitation.refresh_from_db()
        assert len(link) >= 43
        assert invitation.link_hash is not None
        assert link not in invitation.link_hash
        assert invitation.link_ends_at == AT + A_WEEK

    def test_history_keeps_no_hash(self) -> None:
        invitation = invited()
        link_of(invitation)

        fields = {field.name for field in type(history_of(invitation).last())._meta.fields}

        assert "link_hash" not in fields

    def test_a_new_one_takes_the_place_of_the_one_before(self) -> None:
        invitation = invited()
        first, second = link_of(invitation), link_of(invitation)

        with pytest.raises(InvitationError):
            accept(first)
        assert accept(second).is_active

    @pytest.mark.parametrize("end", [withdraw_invitation, None])
    def test_there_is_none_once_the_invitation_is_over(
        self, end: Callable[..., None] | None
    ) -> None:
        invitation = invited()
        if end:
            end(invitation=invitation, by=BY, at=AT)
        else:
            accept(link_of(invitation))

        for act in (make_link, send_again):
            with pytest.raises(InvitationError, match="accepted or withdrawn already"):
                act(invitation=invitation, by=BY, at=AT)


@pytest.mark.django_db
class TestAccepting:
    def test_somebody_can_sign_in_with_the_password_they_chose(self) -> None:
        invitation = invited("nadia@example.org")

        user = accept(link_of(invitation))

        assert (user.is_active, user.is_staff, user.is_superuser) == (True, True, False)
        assert authenticate(username="nadia@example.org", password=PASSWORD) == user
        invitation.refresh_from_db()
        assert (invitation.accepted_at, invitation.is_open) == (AT, False)

    def test_a_link_works_once(self) -> None:
        link = link_of(invited())
        accept(link)

        with pytest.raises(InvitationError, match="was used already"):
            accept(link, "another password 34")
        assert authenticate(username="new@example.org", password=PASSWORD) is not None

    @pytest.mark.parametrize(
        ("after", "works"),
        [
            (dt.timedelta(), True),
            (A_WEEK - dt.timedelta(seconds=1), True),
            (A_WEEK, False),
            (dt.timedelta(days=400), False),
        ],
    )
    def test_a_link_grows_old(self, after: dt.timedelta, works: bool) -> None:
        link = link_of(invited())

        if works:
            assert accept(link, at=AT + after).is_active
        else:
            with pytest.raises(InvitationError, match="too old"):
                accept(link, at=AT + after)

    @pytest.mark.parametrize("link", ["", "guess", "a" * 43, "0" * 64])
    def test_a_guess_opens_nothing(self, link: str) -> None:
        invited()
        with pytest.raises(InvitationError):
            accept(link)

    def test_the_hash_that_is_kept_is_no_link(self) -> None:
        invitation = invited()
        link_of(invitation)
        invitation.refresh_from_db()

        with pytest.raises(InvitationError):
            accept(invitation.link_hash or "")

    @pytest.mark.parametrize("password", ["", "short", "password1234", "new@example.org"])
    def test_a_password_that_is_guessed_is_refused_and_the_link_still_works(
        self, password: str
    ) -> None:
        link = link_of(invited())

        with pytest.raises(PasswordError):
            accept(link, password)
        assert accept(link).is_active


@pytest.mark.django_db
class TestWithdrawing:
    def test_the_link_no_longer_works_and_the_roles_end(self) -> None:
        invitation = invited()
        link = link_of(invitation)

        withdraw_invitation(invitation=invitation, by=BY, at=AT)

        with pytest.raises(InvitationError, match="was withdrawn"):
            accept(link)
        invitation.refresh_from_db()
        assert (invitation.withdrawn_at, invitation.link_hash) == (AT, None)
        assert [grant.ends_on for grant in invitation.user.grants.all()] == [AT.date()]
        assert not invitation.user.is_active

    def test_once(self) -> None:
        invitation = invited()
        withdraw_invitation(invitation=invitation, by=BY, at=AT)

        with pytest.raises(InvitationError):
            withdraw_invitation(invitation=invitation, by=BY, at=AT)

    def test_not_after_it_was_accepted(self) -> None:
        invitation = invited()
        user = accept(link_of(invitation))

        with pytest.raises(InvitationError):
            withdraw_invitation(invitation=invitation, by=BY, at=AT)
        assert user.grants.get().ends_on is None


@pytest.mark.django_db
def test_nobody_invites_themselves_into_a_role() -> None:
    keeper = joined("keeper@example.org", [RoleAt(role_name="administrator")])

    with pytest.raises((EmailError, OwnRoleError)):
        invited("keeper@example.org", by=hand_of(keeper))


class TestAtOnce:
    """Two at the same moment, each in a connection of its own."""

    def test_two_who_accept_by_one_link(self, fresh_db: None) -> None:  # noqa: ARG002 - asked for
        link = link_of(invited())

        outcomes = at_once(
            lambda: accept(link, "the first password"), lambda: accept(link, "the second password")
        )

        assert outcomes == ["InvitationError", "User"]
        assert Invitation.objects.get().accepted_at == AT

    def test_accepting_while_it_is_withdrawn(self, fresh_db: None) -> None:  # noqa: ARG002
        invitation = invited()
        link = link_of(invitation)

        outcomes = at_once(
            lambda: accept(link),
            lambda: withdraw_invitation(invitation=invitation, by=BY, at=AT),
        )

        held = Invitation.objects.select_related("user").get()
        assert "InvitationError" in outcomes
        assert held.user.is_active is (held.accepted_at is not None)
        assert (held.accepted_at is None) is not (held.withdrawn_at is None)

    def test_two_who_invite_one_address(self, fresh_db: None) -> None:  # noqa: ARG002
        outcomes = at_once(invited, invited)

        assert outcomes == ["EmailError", "Invitation"]
        assert User.objects.count() == 1


@pytest.mark.django_db
class TestTheDatabase:
    """What it promises, whoever writes."""

    def held(self, **changes: object) -> Invitation:
        invitation = invited()
        Invitation.objects.filter(pk=invitation.pk).update(**changes)
        return invitation

    @pytest.mark.parametrize(
        "changes",
        [
            {"accepted_at": AT},
            {"withdrawn_at": AT},
            {"link_hash": "a" * 64, "link_ends_at": AT},
        ],
    )
    def test_what_is_in_order_is_taken(self, changes: dict[str, object]) -> None:
        self.held(**changes)

    @pytest.mark.parametrize(
        ("changes", "promise"),
        [
            ({"accepted_at": AT, "withdrawn_at": AT}, "invitation_accepted_or_withdrawn"),
            ({"link_hash": "a" * 64}, "invitation_link_has_its_end"),
            ({"link_ends_at": AT}, "invitation_link_has_its_end"),
        ],
    )
    def test_what_is_not_is_refused(self, changes: dict[str, object], promise: str) -> None:
        with pytest.raises(IntegrityError, match=promise), transaction.atomic():
            self.held(**changes)

    def test_one_open_invitation_a_person(self) -> None:
        invitation = self.held()
        with (
            pytest.raises(IntegrityError, match="invitation_one_open_a_person"),
            transaction.atomic(),
        ):
            Invitation.objects.create(user=invitation.user)

    def test_another_after_it_is_over(self) -> None:
        invitation = self.held(withdrawn_at=AT)

        Invitation.objects.create(user=invitation.user)

        assert Invitation.objects.count() == 2


@pytest.mark.django_db
def test_an_invitation_is_an_operation_like_others() -> None:
    with pytest.raises(TypeError):
        invite(email="a@example.org", name="A", roles=[], by="me", at=AT)  # type: ignore[arg-type]
