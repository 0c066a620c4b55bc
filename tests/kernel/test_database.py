"""The tests' own database: role, rollback, real commits."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections

from flyingstart.activities.models import Activity
from tests.cluster import Clone

User = get_user_model()


def test_tests_run_as_the_application_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("flyingstart_app",)


@pytest.mark.parametrize("turn", [1, 2])
def test_fresh_db_commits_for_real_and_is_made_anew(fresh_db: None, turn: int) -> None:
    before = User.objects.count()
    User.objects.create_user("fresh@example.org", name="Fresh")
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        seen = other.execute("SELECT count(*) FROM accounts_user").fetchone()
    assert (before, seen) == (0, (1,))


@pytest.mark.parametrize("turn", [1, 2])
def test_db_rolls_back(db: None, turn: int) -> None:
    assert User.objects.count() == 0
    User.objects.create_user("gone@example.org", name="Gone")


def renewed() -> bool:
    """Renew the database as after a test; whether it is the same one, emptied."""
    before = oid()
    connections.close_all()
    Clone.current().renew()
    return oid() == before


def oid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (found,) = cursor.fetchone()
    return int(found)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (found,) = cursor.fetchone()
    return int(found)


def add(code: str) -> Activity:
    return Activity.objects.create(code=code, name=code, reaches="none", offer="universal")


def test_rows_are_taken_out_and_counters_set_back(fresh_db: None) -> None:
    add("a")
    add("b")
    assert [count("activities_activity"), count("activities_activityevent")] == [2, 2]

    assert renewed()

    assert [count("activities_activity"), count("activities_activityevent")] == [0, 0]
    assert add("c").pk == 1
    assert ContentType.objects.create(app_label="a", model="b").pk == ContentType.objects.count()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE activities_activity DISABLE TRIGGER USER",
        "REVOKE INSERT ON activities_activity FROM flyingstart_app",
        "DROP FUNCTION procrastinate_notify_queue_job_inserted_v1 CASCADE",
        "UPDATE django_migrations SET name = 'other' WHERE id = 1",
    ],
)
def test_what_is_more_than_new_rows_is_copied_anew(fresh_db: None, statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute(statement)

    assert not renewed()


def test_whoever_is_still_in_it_is_thrown_out(fresh_db: None) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE activities_activity IN ROW EXCLUSIVE MODE")

        assert renewed()

        with pytest.raises(psycopg.OperationalError):
            other.execute("SELECT 1")
