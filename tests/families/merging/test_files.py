"""Files and merges: a ref of either record means the one that stays; our export is read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings

from flyingstart.activities.api import Mark, MarkStatus, Session
from flyingstart.activities.imports.export import attendance_rows
from flyingstart.families.api import (
    Code,
    Family,
    FamilyRef,
    FamilyTie,
    Person,
    PersonRef,
    Registration,
    Side,
    entered_since,
)
from flyingstart.families.imports.export import registration_rows
from flyingstart.families.queries.registrations import person_states
from flyingstart.kernel.api import ImportOptions, check_import, imports
from flyingstart.kernel.tables.api import csv_text
from flyingstart.places.api import Site
from tests.activities.world import activity
from tests.depth import worlds
from tests.families.conftest import Take
from tests.families.merging.test_identity import Homes, words
from tests.families.merging.world import household, join, join_families, part
from tests.families.world import AT, TODAY, day, homes, make_codes, ties

pytestmark = pytest.mark.django_db

FEBRUARY = dt.date(2020, 2, 3)


@pytest.fixture
def refs() -> tuple[Person, Person, Family, Family]:
    """A mother registered twice, in two families, by a system that calls her P1 and P2."""
    make_codes()
    one, zofia, _ = household()
    other, sofia, _ = household("Zofia", "Noor", "LU9 1AB")
    for who, ref in ((zofia, "P1"), (sofia, "P2")):
        PersonRef.objects.create(source="default", ref=ref, person=who)
    for family, ref in ((one, "F1"), (other, "F2")):
        FamilyRef.objects.create(source="default", ref=ref, family=family)
    return zofia, sofia, one, other


def row(person: str, family: str, **cells: str) -> dict[str, str]:
    return {
        "family_ref": family,
        "person_ref": person,
        "role": "parent",
        "given_name": "Zofia",
        "family_name": "Example",
    } | cells


def outcomes(answer: dict[str, Any]) -> dict[str, int]:
    return {name: answer[name] for name in ("new", "changed", "unchanged", "rejected")}


UNCHANGED = {"new": 0, "changed": 0, "unchanged": 2, "rejected": 0}


class TestRegistrations:
    def test_both_refs_are_one_person(
        self, refs: tuple[Person, Person, Family, Family], take: Take
    ) -> None:
        zofia, sofia, one, other = refs
        join_families(one, other, (zofia, sofia))
        before = Person.objects.count()

        answer = take(row("P1", "F1"), row("P2", "F2"))

        assert outcomes(answer) == UNCHANGED
        assert Person.objects.count() == before
        assert FamilyTie.objects.filter(person__in=[zofia, sofia]).count() == 2

    def test_people_joined_in_two_families_keep_both(
        self, refs: tuple[Person, Person, Family, Family], take: Take
    ) -> None:
        zofia, sofia, _, _ = refs
        join(zofia, sofia)

        assert outcomes(take(row("P1", "F1"), row("P2", "F2"))) == UNCHANGED

    def test_news_of_either_ref_falls_on_the_row_it_is_about(
        self, refs: tuple[Person, Person, Family, Family], take: Take
    ) -> None:
        zofia, sofia, one, other = refs
        merge = join(zofia, sofia)

        answer = take(
            row("P1", "F1", postcode="LU9 1AA", left_on="2020-02-01"),
            row("P2", "F2", role="carer", phone="07700 900124"),
            as_of=FEBRUARY,
        )

        assert outcomes(answer) == {"new": 0, "changed": 2, "unchanged": 0, "rejected": 0}
        assert ties(zofia) == [(one.pk, "parent", None, None), (other.pk, "carer", FEBRUARY, None)]
        # The other record stays as it was; beside the news it is seen up to that day.
        assert ties(sofia) == [(other.pk, "parent", None, None)]
        assert [tie[1:] for tie in person_states([zofia.pk])[zofia.pk].ties][1:] == [
            (other.pk, "carer", FEBRUARY, None),
            (other.pk, "parent", None, FEBRUARY),
        ]
        left = Registration.objects.filter(person=zofia).get()
        assert left.left_on == day("2020-02-01")

        # What came in is dealt out when they are parted.
        assert {entry.what for entry in entered_since(merge)} == {
            "place in the family",
            "contact detail",
        }
        part(merge, Side.MERGED)
        assert ties(zofia) == [(one.pk, "parent", None, None)]
        assert ties(sofia) == [
            (other.pk, "parent", None, FEBRUARY),
            (other.pk, "carer", FEBRUARY, None),
        ]
        assert homes(sofia) == [("LU9 1AB", True, None, None)]

    def test_our_own_export_names_each_once(
        self, refs: tuple[Person, Person, Family, Family]
    ) -> None:
        zofia, sofia, one, other = refs
        Person.objects.filter(pk=sofia.pk).update(spoken_language="Polish")
        join_families(one, other, (zofia, sofia))

        mothers = [line for line in registration_rows(TODAY) if line["role"] == "parent"]

        assert [(line["person_ref"], line["family_ref"]) for line in mothers] == [("P1", "F1")]
        assert [(line["language"], line["postcode"]) for line in mothers] == [("Polish", "LU9 1AA")]


def checked(kind: str, rows: list[dict[str, str]], folder: Path) -> dict[str, int]:
    """What a file of these rows would do."""
    headings = [column.name for column in imports[kind].columns]
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(headings, rows), encoding="utf-8", newline="")
    options = ImportOptions(as_of=TODAY)
    return outcomes(check_import(kind=imports[kind], path=path, options=options).as_json())


@settings(max_examples=worlds(10, many=25))
@given(said=words, later=words)
def test_what_is_exported_changes_nothing_when_it_comes_back(
    said: list[tuple[str, int, int, int]], later: list[tuple[str, int, int, int]], tmp_path: Path
) -> None:
    with transaction.atomic():
        if not Code.objects.exists():
            make_codes()
        homes = Homes()
        for word in said:
            homes.tell(word)
        mother, carer, _, _ = homes.people
        join(mother, carer, knows_they_are_one=True)
        homes.people[1] = mother
        for word in later:
            homes.tell(word)

        rows = list(registration_rows(TODAY))

        found = checked("registrations", rows, tmp_path)
        assert found == {"new": 0, "changed": 0, "unchanged": len(rows), "rejected": 0}
        transaction.set_rollback(True)


class TestAttendances:
    @pytest.fixture
    def session(self) -> Session:
        play = activity("play", "Stay and Play")
        hall = Site.objects.create(code="hall", name="Hall")
        return Session.objects.create(
            activity=play,
            site=hall,
            starts_at=AT,
            register_closed_at=AT,
            source="default",
            ref="S1",
        )

    def came(self, session: Session, who: Person, family: Family, status: str) -> None:
        Mark.objects.create(session=session, person=who, family=family, status=status)

    def test_two_marks_of_one_person_are_one_line(
        self,
        refs: tuple[Person, Person, Family, Family],
        session: Session,
        tmp_path: Path,
    ) -> None:
        zofia, sofia, one, other = refs
        self.came(session, sofia, other, MarkStatus.ATTENDED)
        self.came(session, zofia, one, MarkStatus.DID_NOT_ATTEND)
        join_families(one, other, (zofia, sofia))

        (line,) = attendance_rows(AT)

        # Who was seen by either came.
        assert (line["person_ref"], line["family_ref"]) == ("P1", "F1")
        assert line["status"] == "attended"
        assert checked("attendances", [line], tmp_path) == {
            "new": 0,
            "changed": 0,
            "unchanged": 1,
            "rejected": 0,
        }
        same = line | {"person_ref": "P2", "family_ref": "F2"}
        assert checked("attendances", [same], tmp_path)["unchanged"] == 1

    @pytest.mark.usefixtures("session")
    def test_the_family_of_someone_who_is_in_one_need_not_be_named(
        self, refs: tuple[Person, Person, Family, Family], tmp_path: Path
    ) -> None:
        zofia, sofia, one, other = refs
        join_families(one, other, (zofia, sofia))
        line = {
            "session_ref": "S1",
            "activity": "Stay and Play",
            "site": "Hall",
            "starts_at": "2020-06-01 10:00",
            "person_ref": "P2",
            "status": "attended",
        }

        assert checked("attendances", [line], tmp_path)["new"] == 1
