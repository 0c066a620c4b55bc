"""Which postcodes lie in areas: as the facts find the area of a postcode."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flyingstart.kernel.api import facts
from flyingstart.places.api import Area, FoundBy, Postcode, PostcodeArea, postcodes_within
from flyingstart.places.operations.derived import place_postcodes_in_wholes
from flyingstart.places.queries.postcodes import find_postcode

TEXTS = [f"AB1 {number}CD" for number in range(10)]


def scatter(seed: int) -> None:
    """Postcodes in wards by point, as printed, both, at odds, or in none; in what follows too."""
    chance = random.Random(seed)
    wards = list(Area.objects.filter(area_set__kind="ward"))
    for text in TEXTS:
        held = Postcode.objects.create(text=text)
        for ward in chance.sample(wards, chance.randint(0, 3)):
            for how in chance.sample(list(FoundBy), chance.randint(1, 2)):
                PostcodeArea.objects.create(postcode=held, area=ward, how=how)
    wholes = Area.objects.filter(area_set__code="hoods").values_list("pk", flat=True)
    place_postcodes_in_wholes(list(wholes))


def by_facts() -> dict[tuple[str, str], set[str]]:
    """The postcodes of each area, by its set and code, as evidence counts them."""
    found: dict[tuple[str, str], set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.area_set, f.area, p.text"
            f" FROM ({facts['postcode_area'].select}) f JOIN places_postcode p ON p.id = f.home"
        )
        for area_set, area, text in cursor.fetchall():
            found.setdefault((area_set, area), set()).add(text)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_an_area_has_the_postcodes_that_evidence_counts_there(pack: Path, seed: int) -> None:
    scatter(seed)
    counted = by_facts()

    for area in Area.objects.select_related("area_set"):
        said = list(postcodes_within([area.pk]))
        assert len(said) == len(set(said))
        assert set(said) == counted.get((area.area_set.code, area.code), set()), area


@pytest.mark.parametrize("seed", range(4))
def test_a_postcode_is_said_to_lie_where_it_is_counted(pack: Path, seed: int) -> None:
    """Whoever asks for one postcode hears of the areas that its families are counted in."""
    scatter(seed)
    counted: dict[str, dict[str, str]] = {text: {} for text in TEXTS}
    for (area_set, area), texts in by_facts().items():
        for text in texts:
            counted[text][area_set] = area

    answers = {text: find_postcode(text, dt.date(2026, 3, 4)).areas for text in TEXTS}

    found = {
        text: {area_set: area.code for area_set, area in areas.items()}
        for text, areas in answers.items()
    }
    assert found == counted


def test_areas_of_several_sets_are_each_judged_by_their_own(pack: Path) -> None:
    scatter(3)
    counted = by_facts()
    both = [Area.objects.get(area_set__code="hoods", code="Upper")]
    both.append(Area.objects.get(area_set__code="wards-new", code="E05000012"))

    said = set(postcodes_within([area.pk for area in both]))

    assert said == counted[("hoods", "Upper")] | counted[("wards-new", "E05000012")]


def test_no_area_has_no_postcode(pack: Path) -> None:
    scatter(1)

    assert list(postcodes_within([])) == []
    assert list(postcodes_within([0])) == []


def test_it_is_not_read_before_it_is_asked(pack: Path) -> None:
    with CaptureQueriesContext(connection) as asked:
        postcodes_within([1, 2])

    assert len(asked) == 0
