"""The page of a register: who is listed, what a tap without script does, who may open it."""

from __future__ import annotations

from django.test import Client

from tests.activities.registers.hall import Hall, register
from tests.families.web.town import text_of


def test_expected_families_are_listed_with_ages(hall: Hall) -> None:
    page = hall.staff().get(hall.address)

    assert page.status_code == 200
    words = text_of(page)
    for said in ("Stay and Play", "A Hall", "10am to midday", "Kowalska", "Stanisław", "2 years"):
        assert said in words
    assert "Nadia" not in words


def test_a_tap_marks_and_another_takes_it_back(hall: Hall) -> None:
    client = hall.staff()
    mother, family = hall.town.mother, hall.town.family
    said = f"{family.public_id} {mother.public_id}"

    answer = client.post(f"{hall.address}marks/", {"word": f"attended {said}"})

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{hall.address}#family-{family.public_id}",
    )
    assert register(hall.session) == {"Zofia": "attended"}
    client.post(f"{hall.address}marks/", {"word": f"taken_back {said}"})
