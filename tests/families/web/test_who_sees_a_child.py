"""GP practice, health-visiting team, nursery or school of a child: asked, dated, shown, masked."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from django.test import Client

from flyingstart.families.api import (
    AlertKind,
    Person,
    PersonDetails,
    merge_people,
    raise_alert,
    update_details,
)
from flyingstart.families.queries.told import written_on
from flyingstart.kernel.api import records
from tests.families.web.town import NOW, STAN, TODAY, Town, day, make_family, text_of
from tests.families.world import BY

COLUMNS = ("gp_practice", "health_visiting_team", "setting")


def send(client: Client, page: str, person: Person, **said: str) -> None:
    born = person.date_of_birth
    assert born is not None
    form = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        **day("date_of_birth", born),
        "version": str(person.version),
        **said,
    }
    assert client.post(f"{page}details/", form).status_code == HTTPStatus.FOUND


def test_all_three_are_asked_on_the_details_and_said_with_the_day(
    town: Town, base: str, of_child: str, worker: Client
) -> None:
    team = {"health_visiting_team": "Dunstable Road team", "setting": "Tiny Steps"}
    send(worker, of_child, town.child, gp_practice="Castle Street", **team)

    said = text_of(worker.get(base))

    assert "Nursery or school Tiny Steps (told on 4 March 2026)" in said
    assert "GP practice Castle Street (told on 4 March 2026)" in said
    assert "Health visitors Dunstable Road team (told on 4 March 2026)" in said


def test_the_day_is_that_of_the_words_that_stand(town: Town) -> None:
    def say(days: int, practice: str, setting: str = "") -> None:
        child = town.child
        details = PersonDetails(
            given_name="Stanisław",
            date_of_birth=child.date_of_birth,
            gp_practice=practice,
            setting=setting,
        )
        update_details(person=child, details=details, by=BY, at=NOW + dt.timedelta(days=days))

    say(0, "Castle Street", "Tiny Steps")
    say(7, "High Street", "Tiny Steps")
    say(9, "High Street")

    assert written_on([town.child.pk], COLUMNS) == {
        town.child.pk: {"gp_practice": ("High Street", TODAY + dt.timedelta(days=7))}
    }


def test_history_and_subject_access_know_the_team(
    town: Town, base: str, of_child: str, worker: Client
) -> None:
    send(worker, of_child, town.child, health_visiting_team="Dunstable Road team")

    assert "health-visiting team: nothing → Dunstable Road team" in text_of(
        worker.get(f"{base}history/")
    )
    (row,) = records["people"].rows_about(town.child.pk)
    assert row["health_visiting_team"] == "Dunstable Road team"


def test_safety_of_a_hidden_home_they_are_said_to_nobody(
    town: Town, base: str, of_child: str, worker: Client
) -> None:
    send(worker, of_child, town.child, health_visiting_team="Dunstable Road team")
    raise_alert(
        person=town.child,
        kind=AlertKind.HIDDEN_HOME,
        review_on=TODAY.replace(month=6),
        by=BY,
        at=NOW,
    )

    assert "Dunstable Road" not in text_of(worker.get(base))
    assert "Dunstable Road" not in text_of(worker.get(f"{base}history/"))
    assert worker.get(f"{of_child}details/").status_code == HTTPStatus.FORBIDDEN


def test_of_joined_records_the_one_that_speaks_is_dated(
    town: Town, base: str, worker: Client
) -> None:
    kept = town.child
    (twin,) = Person.objects.filter(ties__family=make_family(STAN))
    Person.objects.filter(pk=twin.pk).update(gp_practice="Castle Street")

    merge_people(kept=kept, merged=twin, reason="One child", by=BY, at=NOW)

    assert "GP practice Castle Street (told on" in text_of(worker.get(base))
