"""safety.md: a worry goes to the safeguarding lead alone, and the database itself sees to that.

Everything is asked in plain SQL as the application's role: no view, no query of ours in between.
"""

from __future__ import annotations

import datetime as dt
import importlib
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from flyingstart.accounts.api import ROLES, Permission, User, roles_with
from flyingstart.daybook.api import Concern, ConcernKind, add_step
from flyingstart.daybook.queries.concerns import READ_WITH
from flyingstart.kernel.api import fetch
from tests.accounts.people import user_with
from tests.daybook.world import AT, TABLES, actor, raised_by, rows_seen, seen_by

pytestmark = pytest.mark.django_db
MIGRATION = importlib.import_module("flyingstart.daybook.migrations.0001_concerns")
NOTHING = [0, 0, 0, 0, 0]


@pytest.fixture
def raiser() -> User:
    """Who raised a worry about a child and one about an adult; each has one step."""
    raiser = user_with("session_staff", name="Rea Doyle")
    for kind, role in (("child", "safeguarding_lead"), ("adult", "head_of_service")):
        key = raised_by(raiser, kind=ConcernKind(kind))
        with seen_by(user_with(role)) as by:
            assert by is not None
            add_step(concern=Concern.objects.get(pk=key), words="Rang", by=by, at=AT)
    return raiser


def test_the_roles_named_in_the_database_are_those_of_python() -> None:
    assert {
        str(kind): roles_with(permission) for kind, permission in READ_WITH.items()
    } == MIGRATION.READERS


def test_every_table_and_history_is_secured_even_from_its_owner() -> None:
    found = fetch(
        """
        SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
        WHERE relname LIKE 'daybook_concern%%' AND relkind = 'r' ORDER BY relname
        """,
        [],
    )

    assert found == [(table, True, True) for table in sorted(TABLES)]


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_a_role_sees_the_kinds_that_its_permissions_name_and_no_other_row(
    raiser: User, role: str
) -> None:
    held = ROLES[role].permissions if role else frozenset()
    kinds = int(Permission.LEAD_SAFEGUARDING in held) + int(Permission.SEE_ALLEGATIONS in held)

    with seen_by(user_with(role)):
        assert rows_seen() == [kinds] * 5


def test_the_lead_sees_children_and_the_head_of_service_sees_adults(raiser: User) -> None:
    shown = {}
    for role in ("safeguarding_lead", "head_of_service"):
        with seen_by(user_with(role)):
            shown[role] = [
                fetch(f"SELECT kind FROM {table}", [])
                for table in ("daybook_concern", "daybook_concernevent")
            ]

    assert shown == {
        "safeguarding_lead": [[("child",)]] * 2,
        "head_of_service": [[("adult",)]] * 2,
    }


def test_the_raiser_sees_their_receipts_and_no_words(raiser: User) -> None:
    with seen_by(raiser):
        assert rows_seen() == [0, 0, 0, 0, 2]


def test_without_an_actor_no_row_is_seen(raiser: User) -> None:
    with seen_by(None):
        assert rows_seen() == NOTHING


def test_a_superuser_of_the_software_sees_nothing(raiser: User) -> None:
    root = user_with()
    User.objects.filter(pk=root.pk).update(is_superuser=True)

    with seen_by(root):
        assert rows_seen() == NOTHING


def test_a_role_opens_nothing_before_it_begins_after_it_ends_or_once_the_sign_in_is_closed(
    raiser: User,
) -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    week = dt.timedelta(days=7)
    closed = user_with("safeguarding_lead")
    User.objects.filter(pk=closed.pk).update(is_active=False)

    for user in (
        user_with("safeguarding_lead", ends_on=today - week),
        user_with("safeguarding_lead", starts_on=today + week),
        closed,
    ):
        with seen_by(user):
            assert rows_seen() == NOTHING


def test_nobody_raises_a_worry_in_another_name(raiser: User) -> None:
    other = actor(user_with("manager"))
    insert = """
        INSERT INTO daybook_concern (id, kind, name, seen, said, danger_now, told, raised_by,
            raised_by_name, raised_at)
        VALUES (%s, 'child', 'S', 'a', '', false, '', %s, 'Sam', now())
    """

    for user in (raiser, None):
        with (
            seen_by(user),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(insert, [uuid.uuid4(), other.id])


def test_no_words_are_changed_or_taken_away_even_by_a_lead(raiser: User) -> None:
    """What was written is what was said that day."""
    changes = (
        "UPDATE daybook_concern SET seen = 'nothing'",
        "DELETE FROM daybook_concern",
        "UPDATE daybook_concernstep SET words = 'nothing'",
        "DELETE FROM daybook_concernstep",
        "DELETE FROM daybook_concernreceipt",
    )

    with seen_by(user_with("safeguarding_lead")), connection.cursor() as cursor:
        for change in changes:
            cursor.execute(change)
            assert cursor.rowcount == 0, change


def test_a_raiser_cannot_mark_as_read_nor_write_a_step(raiser: User) -> None:
    key = fetch("SELECT gen_random_uuid()", [])[0][0]
    with seen_by(user_with("safeguarding_lead")):
        concern = fetch("SELECT id FROM daybook_concern", [])[0][0]

    with seen_by(raiser) as by, connection.cursor() as cursor:
        assert by is not None
        cursor.execute("UPDATE daybook_concernreceipt SET read_at = raised_at")
        assert cursor.rowcount == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(
                "INSERT INTO daybook_concernstep VALUES (%s, 'done', 'x', %s, 'Rea', now(), %s)",
                [key, by.id, concern],
            )
