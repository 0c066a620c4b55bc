"""The tests' own database: role, rollback, real commits."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import connection

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
