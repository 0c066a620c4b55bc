"""Tablets at once, over HTTP, in threads of their own: as if they had come one after the other."""

from __future__ import annotations

import datetime as dt
import random
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from flyingstart.activities.api import Mark, MarkStatus, RegisterWord, Session
from flyingstart.activities.models import RegisterEntry
from flyingstart.families.api import Family, Person
from flyingstart.kernel.api import clock
from tests.activities.registers.hall import Hall, as_json, make_hall, word

ADDRESS = "/staff/registers/batch/"
TABLETS, ROUNDS = 3, 6


@pytest.fixture
def hall(fresh_db: None) -> Hall:
    hall = make_hall()
    Session.objects.filter(pk=hall.session.pk).update(starts_at=clock.now(), ends_at=None)
    return hall


def test_tablets_that_say_and_repeat_at_once_end_as_one_after_the_other(hall: Hall) -> None:
    chance = random.Random(11)
    people = [hall.town.child, hall.town.mother]
    before = clock.now() - dt.timedelta(minutes=5)
    words = [
        word(
            hall,
            chance.choice(people),
            status=chance.choice(list(MarkStatus)),
            said_at=before + dt.timedelta(seconds=second),
        )
        for second in range(TABLETS * ROUNDS)
    ]
    shuffled = chance.sample(words, len(words))
    # Each tablet sends its own words in twos, and each batch twice: the answer may have been lost.
    batches = [
        [batch for batch in pairs(shuffled[tablet::TABLETS]) for _ in range(2)]
        for tablet in range(TABLETS)
    ]
    clients = [hall.staff() for _ in range(TABLETS)]
    start = threading.Barrier(TABLETS)

    def tablet(number: int) -> list[str]:
        start.wait()
        try:
            return [
                answer["became"]
                for batch in batches[number]
                for answer in send(clients[number], batch)
            ]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TABLETS) as pool:
        answers = [answer for said in pool.map(tablet, range(TABLETS)) for answer in said]

    newest = {one.person_id: one for one in sorted(words, key=lambda one: one.said_at)}
    marks = Mark.objects.filter(session=hall.session)
    assert {mark.person.public_id: mark.status for mark in marks} == {
        person: one.status.value for person, one in newest.items()
    }
    assert answers.count("known") == len(words)
    assert answers.count("kept") + answers.count("older") == len(words)
    assert set(RegisterEntry.objects.values_list("pk", flat=True)) == {one.id for one in words}


def test_one_form_of_a_newcomer_sent_twice_at_once_makes_one(hall: Hall) -> None:
    sent = {
        "adult-submission": str(uuid.uuid4()),
        "adult-given_name": "Lina",
        "child-rows": "1",
    }
    clients = [hall.staff() for _ in range(2)]
    start = threading.Barrier(2)

    def press(client: Client) -> int:
        start.wait()
        try:
            return client.post(f"{hall.address}newcomer/", sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, clients)) == [302, 302]

    lina = Person.objects.get(given_name="Lina")
    assert Family.objects.filter(ties__person=lina).count() == 1
    assert Mark.objects.get(session=hall.session).person == lina


def pairs(words: list[RegisterWord]) -> list[list[RegisterWord]]:
    return [words[n : n + 2] for n in range(0, len(words), 2)]


def send(client: Client, words: list[RegisterWord]) -> list[dict[str, Any]]:
    answer = client.post(ADDRESS, as_json(words), content_type="application/json")
    assert answer.status_code == 200
    entries: list[dict[str, Any]] = answer.json()["entries"]
    return entries
