"""Writing a town: all or nothing, beside what is held, refused where the pack lacks something."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from flyingstart.activities.api import (
    Session,
)
from flyingstart.families.api import (
    Person,
    UnknownCodesError,
)
from flyingstart.kernel.api import PackError
from flyingstart.places.api import (
    MadeUpPlacesError,
    Site,
    Term,
)
from flyingstart.town.operations import (
    find_venues,
    make_town,
)
from flyingstart.town.plan import Town
from tests.accounts.people import user_with
from tests.town.conftest import ACTOR, NOW
from tests.town.held import held
from tests.town.towns import demo, people, plain, town

PLANNED = town(60, 1)


def test_who_takes_registers_leads_where_they_work_and_is_in_one_place(pack: None) -> None:
    limbury = Site.objects.get(name="Limbury")
    sam = user_with("session_staff", site=limbury)

    make_town(town=PLANNED, venues=find_venues(demo()), by=ACTOR, at=NOW)

    led = Session.objects.filter(workers__worker=sam, workers__is_lead=True)
    assert {session.site for session in led} == {limbury}
    assert Session.objects.filter(site=limbury).count() == led.count()


def test_terms_that_are_held_stay(pack: None) -> None:
    days = {"starts_on": dt.date(2023, 9, 4), "ends_on": dt.date(2023, 12, 20)}
    Term.objects.create(code="autumn-2023", name="Autumn 2023", **days)

    made = make_town(town=PLANNED, venues=find_venues(demo()), by=ACTOR, at=NOW)

    assert made.counts["terms"] == 0
    assert [term.code for term in Term.objects.all()] == ["autumn-2023"]


def test_a_former_family_name_is_in_the_history(pack: None) -> None:
    planned = town(400, 1)
    before = next(p for _, p in people(planned) if p.earlier_family_name)
    make_town(town=planned, venues=find_venues(demo()), by=ACTOR, at=NOW)

    person = Person.objects.get(refs__ref=before.ref)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT family_name FROM families_personevent WHERE id = %s ORDER BY pgh_id",
            [person.pk],
        )
        names = [name for (name,) in cursor.fetchall()]

    assert person.family_name == before.family_name
    assert names == [before.earlier_family_name, before.family_name]


def test_all_is_undone_when_the_last_write_fails(pack: None) -> None:
    counted_twice = dataclasses.replace(PLANNED.sessions[-1], headcounts=[("us", 3), ("us", 4)])
    broken = dataclasses.replace(PLANNED, sessions=[*PLANNED.sessions[:-1], counted_twice])

    with pytest.raises(IntegrityError, match="headcount_one_each_counter"):
        make_town(town=broken, venues=find_venues(demo()), by=ACTOR, at=NOW)

    assert set(held(PLANNED).values()) == {0}


def test_an_unknown_area_is_named(pack: None) -> None:
    postcode = dataclasses.replace(PLANNED.postcodes[0], areas={"wards-2003": "E05999999"})
    broken = dataclasses.replace(PLANNED, postcodes=[postcode])

    with pytest.raises(MadeUpPlacesError, match="no area E05999999 in the set wards-2003"):
        make_town(town=broken, venues=find_venues(demo()), by=ACTOR, at=NOW)


def test_an_unknown_code_is_named(pack: None) -> None:
    house = PLANNED.households[0]
    person = dataclasses.replace(house.people[0], spoken_language="Quenya")
    broken = dataclasses.replace(
        PLANNED, households=[dataclasses.replace(house, people=[person])], sessions=[]
    )

    with pytest.raises(UnknownCodesError, match="no language Quenya"):
        make_town(town=broken, venues=find_venues(demo()), by=ACTOR, at=NOW)


def test_an_unknown_site_or_activity_is_named_with_its_row(pack: None) -> None:
    slot = demo().timetable[0]
    no_site = dataclasses.replace(demo(), timetable=[dataclasses.replace(slot, site="Atlantis")])
    no_such = dataclasses.replace(demo(), timetable=[dataclasses.replace(slot, activity="chess")])

    with pytest.raises(PackError, match=r"demo/timetable.csv, row 2: there is no site Atlantis"):
        find_venues(no_site)
    with pytest.raises(PackError, match=r"row 2: there is no activity chess"):
        find_venues(no_such)


@pytest.mark.parametrize("kind", ["registrations", "attendances"])
def test_the_export_imports_unchanged(
    kind: str, pack: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planned: Town = town(150, 2, 11, dt.date(2026, 10, 15))
    make_town(town=planned, venues=find_venues(demo()), by=ACTOR, at=NOW)
    capsys.readouterr()
    call_command("export", kind)
    file = tmp_path / f"{kind}.csv"
    file.write_text(capsys.readouterr().out, encoding="utf-8")

    call_command("import", kind, str(file), commit=True, format="json")

    report = json.loads(capsys.readouterr().out)
    assert report["read"] == report["unchanged"] > 100
    assert report["committed"]


def test_planning_leaves_the_plan_as_it_was(pack: None) -> None:
    before = plain(PLANNED)

    make_town(town=PLANNED, venues=find_venues(demo()), by=ACTOR, at=NOW)

    assert plain(PLANNED) == before
