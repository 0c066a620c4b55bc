"""Plain rows, public ids among references, and a look that does not touch."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from flyingstart.activities.models import Activity
from flyingstart.kernel.api import fetch, is_public_id
from flyingstart.kernel.transactions import read_only


def add(code: str) -> None:
    Activity.objects.create(code=code, name=code, reaches="none", offer="universal")


def test_parameters_go_beside_the_statement(db: None) -> None:
    assert fetch("SELECT %s, %s::int", ["'; DROP TABLE x; --", 7]) == [("'; DROP TABLE x; --", 7)]
    assert fetch("SELECT %(a)s::text WHERE false", {"a": "x"}) == []


def test_a_public_id_is_a_uuid_as_we_write_it() -> None:
    text = str(uuid.UUID("0198c0de-0000-7000-8000-00000000abcd"))

    assert is_public_id(text)
    assert is_public_id(text.upper())
    for other in ("", "P1", text.replace("-", ""), f"{{{text}}}", text[:-1], text[:-1] + "g"):
        assert not is_public_id(other)


def test_a_look_sees_one_moment(fresh_db: None) -> None:
    add("before")
    with read_only():
        first = Activity.objects.count()
        with connection.copy().cursor() as other:  # another connection, which commits
            other.execute(
                "INSERT INTO activities_activity (code, name, aliases, reaches, offer, reference)"
                " VALUES ('after', 'after', '{}', 'none', 'universal', '')"
            )
            other.connection.close()
        second = Activity.objects.count()

    assert (first, second, Activity.objects.count()) == (1, 1, 2)


@pytest.mark.parametrize("inside", [False, True])
def test_a_look_cannot_write(fresh_db: None, inside: bool) -> None:
    with transaction.atomic():
        if inside:
            add("outside")
        with pytest.raises(DatabaseError, match="read-only transaction"), read_only():
            add("within")
    with transaction.atomic():
        add("later")

    assert {a.code for a in Activity.objects.all()} == {"later", *(["outside"] if inside else [])}


def test_a_look_inside_a_transaction_sees_what_that_one_did(db: None) -> None:
    add("mine")
    with read_only():
        assert Activity.objects.count() == 1
    add("more")

    assert Activity.objects.count() == 2
