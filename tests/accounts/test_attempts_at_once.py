"""Many attempts at the same moment are counted one by one: the count is shared, and locked."""

from __future__ import annotations

from django.test import Client

from tests.accounts.at_once import at_once
from tests.accounts.world import joined

WRONG = "do not go together"


def test_not_one_more_than_five_is_tried(fresh_db: None) -> None:
    user = joined()
    tried: list[bool] = []

    def attempt() -> None:
        for _ in range(4):
            answer = Client().post("/sign-in/", {"login": user.email, "password": "wrong"})
            tried.append(WRONG in answer.content.decode())

    at_once(*[attempt] * 4)

    assert (len(tried), sum(tried)) == (16, 5)
