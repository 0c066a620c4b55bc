"""Giving and ending roles: who may do what where, from today."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from flyingstart.accounts.api import (
    ROLES,
    Grant,
    LastAdministratorError,
    OwnRoleError,
    Permission,
    RoleAt,
    RoleError,
    User,
    end_role,
    give_role,
    may,
    scope_of,
)
from flyingstart.kernel.api import Actor
from tests.accounts.at_once import at_once
from tests.accounts.people import user_with
from tests.accounts.world import ADMINISTRATOR, AT, BY, MANAGER, TODAY, hand_of, joined, places
from tests.history import history_of

DAY = dt.timedelta(days=1)


def give(user: User, role: RoleAt, by: Actor = BY, at: dt.datetime = AT) -> Grant:
    grant = give_role(user=user, role=role, by=by, at=at)
    user.__dict__.pop("_grants_on", None)
    return grant


def end(grant: Grant, by: Actor = BY, at: dt.datetime = AT) -> Grant:
    return end_role(grant=grant, by=by, at=at)


@pytest.mark.django_db
class TestGiving:
    def test_it_holds_from_today_in_that_place(self) -> None:
        _, south, hub, _ = places()
        user = user_with()

        with time_machine.travel(AT):
            give(user, RoleAt(role_name="manager", neighbourhood=south))
            give(user, RoleAt(role_name="session_staff", site=hub))

            seen = scope_of(user, Permission.VIEW_FAMILIES)
            noted = scope_of(user, Permission.WRITE_NOTES)

        assert [set(seen.neighbourhoods), set(seen.sites)] == [{south.pk}, {hub.pk}]
        assert [set(noted.neighbourhoods), set(noted.sites)] == [{south.pk}, set()]
        assert [(g.starts_on, g.ends_on) for g in user.grants.all()] == [(TODAY, None)] * 2

    def test_every_role_can_be_given_everywhere(self) -> None:
        user = user_with()

        for name in ROLES:
            give(user, RoleAt(role_name=name))

        assert {grant.role_name for grant in user.grants.all()} == set(ROLES)

    def test_for_a_time(self) -> None:
        user = user_with()
        give(user, RoleAt(role_name="analyst", until=TODAY + 2 * DAY))

        held = []
        for days in range(3):
            user.__dict__.pop("_grants_on", None)
            with time_machine.travel(AT + days * DAY):
                held.append(may(user, Permission.VIEW_FIGURES))

        assert held == [True, True, False]

    def test_history_says_who_gave_it(self) -> None:
        grant = give(user_with(), MANAGER)

        event = history_of(grant).get()
        assert event.pgh_context.metadata["operation"] == "accounts.operations.roles.give_role"
        assert event.pgh_context.metadata["actor_name"] == "test"

    def test_nobody_gives_themselves_one(self) -> None:
        keeper = joined("keeper@example.org", [ADMINISTRATOR])

        with pytest.raises(OwnRoleError, match="ask another administrator"):
            give(keeper, MANAGER, by=hand_of(keeper))
        assert [grant.role_name for grant in keeper.grants.all()] == ["administrator"]

    @pytest.mark.parametrize("name", ["", "king", "superuser"])
    def test_one_that_does_not_exist_is_refused(self, name: str) -> None:
        with pytest.raises(RoleError, match=r"There is no such role\."):
            give(user_with(), RoleAt(role_name=name))

    def test_one_that_is_held_there_is_refused_elsewhere_not(self) -> None:
        north, south, _, _ = places()
        user = user_with()
        give(user, RoleAt(role_name="manager", neighbourhood=north))

        with pytest.raises(RoleError, match="has this role there already"):
            give(user, RoleAt(role_name="manager", neighbourhood=north))
        give(user, RoleAt(role_name="manager", neighbourhood=south))
        assert user.grants.count() == 2

    def test_one_that_has_ended_can_be_given_again(self) -> None:
        user = user_with()
        end(give(user, MANAGER))

        give(user, MANAGER, at=AT + DAY)

        assert user.grants.count() == 2

    @pytest.mark.parametrize("role", ["administrator", "data_protection"])
    def test_some_are_for_everywhere(self, role: str) -> None:
        north, _, hub, _ = places()
        for place in (
            RoleAt(role_name=role, neighbourhood=north),
            RoleAt(role_name=role, site=hub),
        ):
            with pytest.raises(RoleError, match="for everywhere"):
                give(user_with(), place)

    def test_who_looks_after_sign_ins_does_so_everywhere(self) -> None:
        looking_after = [
            one for one in ROLES.values() if Permission.MANAGE_ACCOUNTS in one.permissions
        ]

        assert [one.name for one in looking_after if not one.everywhere_because] == []

    def test_a_place_is_a_neighbourhood_or_a_site(self) -> None:
        north, _, hub, _ = places()
        with pytest.raises(RoleError, match="not for both"):
            give(user_with(), RoleAt(role_name="manager", neighbourhood=north, site=hub))

    @pytest.mark.parametrize("days", [0, -1])
    def test_one_that_ends_before_it_begins_is_refused(self, days: int) -> None:
        with pytest.raises(RoleError, match="lies in the future"):
            give(user_with(), RoleAt(role_name="manager", until=TODAY + days * DAY))


@pytest.mark.django_db
class TestEnding:
    def test_it_ends_today_and_so_do_their_sessions(self) -> None:
        user = joined()
        client = Client()
        client.force_login(user)
        assert client.get("/staff/").status_code == 200

        grant = end(user.grants.get())

        answer = client.get("/staff/")
        assert grant.ends_on == TODAY
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            "/sign-in/?next=%2Fstaff%2F&why=ended",
        )

    def test_other_people_stay_signed_in(self) -> None:
        client = Client()
        client.force_login(joined("other@example.org"))

        end(joined().grants.get())

        assert client.get("/staff/").status_code == 200

    def test_one_that_has_not_begun_never_does(self) -> None:
        user = joined()
        grant = user.grants.get()
        Grant.objects.filter(pk=grant.pk).update(starts_on=TODAY + 5 * DAY)

        assert end(grant).ends_on == TODAY + 5 * DAY

    def test_one_that_ends_later_ends_now(self) -> None:
        user = user_with()
        grant = give(user, RoleAt(role_name="manager", until=TODAY + 30 * DAY))

        assert end(grant, at=AT + DAY).ends_on == TODAY + DAY

    def test_once(self) -> None:
        grant = end(joined().grants.get())

        with pytest.raises(RoleError, match="has ended already"):
            end(grant)

    def test_the_last_administrator_stays(self) -> None:
        keeper = joined("keeper@example.org", [ADMINISTRATOR])
        joined("manager@example.org", [MANAGER])

        with pytest.raises(LastAdministratorError, match="Make another person administrator"):
            end(keeper.grants.get())
        assert keeper.grants.get().ends_on is None

    @pytest.mark.parametrize("other", ["active", "superuser"])
    def test_the_last_but_one_may_go(self, other: str) -> None:
        keeper = joined("keeper@example.org", [ADMINISTRATOR])
        if other == "active":
            joined("second@example.org", [ADMINISTRATOR])
        else:
            User.objects.create_superuser("root@example.org", "x", name="Root")

        assert end(keeper.grants.get()).ends_on == TODAY

    def test_one_who_is_only_invited_keeps_nobody(self) -> None:
        keeper = joined("keeper@example.org", [ADMINISTRATOR])
        closed = joined("second@example.org", [ADMINISTRATOR])
        User.objects.filter(pk=closed.pk).update(is_active=False)

        with pytest.raises(LastAdministratorError):
            end(keeper.grants.get())


class TestAtOnce:
    def test_two_administrators_cannot_end_each_other(self, fresh_db: None) -> None:  # noqa: ARG002
        first = joined("first@example.org", [ADMINISTRATOR])
        second = joined("second@example.org", [ADMINISTRATOR])

        outcomes = at_once(
            lambda: end(first.grants.get(), by=hand_of(second)),
            lambda: end(second.grants.get(), by=hand_of(first)),
        )

        assert outcomes == ["Grant", "LastAdministratorError"]
        assert Grant.objects.filter(ends_on=None).count() == 1

    def test_one_role_given_twice(self, fresh_db: None) -> None:  # noqa: ARG002
        user = user_with()

        outcomes = at_once(lambda: give(user, MANAGER), lambda: give(user, MANAGER))

        assert outcomes == ["Grant", "RoleError"]
