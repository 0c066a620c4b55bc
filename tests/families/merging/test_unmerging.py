"""Taking a merge back: what was is again, and what came since is asked about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from flyingstart.activities.api import (
    MarkEntry,
    MarkStatus,
    SessionDetails,
    mark,
    schedule_session,
)
from flyingstart.families.api import (
    Address,
    AddressLines,
    CannotGoError,
    Contact,
    ContactDetail,
    ContactKind,
    DetailKind,
    ExpectedBirth,
    Family,
    FamilyPlace,
    FamilyTie,
    MergeReasonError,
    MessagePause,
    Need,
    Note,
    PersonDetails,
    Registration,
    Role,
    Side,
    UndecidedError,
    change_role,
    end_registration,
    entered_since,
    expect_birth,
    merge_people,
    move_home,
    record_contact,
    record_death,
    record_need,
    register_person,
    set_contact_detail,
    update_details,
)
from flyingstart.places.api import Area, Site
from tests.activities.world import activity
from tests.families.keepers import neighbourhoods
from tests.families.merging.world import (
    LATER,
    LATEST,
    WORKER,
    household,
    into,
    join,
    join_families,
    part,
    person,
)
from tests.families.world import AT, day, details, everything, homes, make_codes, ties

pytestmark = pytest.mark.django_db

SINCE = LATER + dt.timedelta(days=1)
JULY = day("2020-07-02")


@pytest.fixture(autouse=True)
def codes() -> None:
    make_codes()


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row but merges."""
    return {name: held for name, held in everything().items() if name != "families.Merge"}


def looked_after(family: Family, area: Area) -> None:
    """A neighbourhood looks after a family since it was joined to another."""
    FamilyPlace.objects.create(family=family, neighbourhood=area, reason="A group", starts_on=JULY)


def asked(merge: Any) -> list[tuple[str, str, str, Side]]:
    """What is asked about: what, its words, about whom and where it stands."""
    entries = entered_since(merge)
    return [(entry.what, entry.text, entry.about, entry.stands_with) for entry in entries]


class TestPeople:
    def test_both_are_again_what_they_were(self) -> None:
        _, kept, _ = household(phone="07700 900123")
        _, merged, _ = household("Sofia", "Noor", "LU9 1AB", phone="07700 900124")
        before = rows()
        merge = join(kept, merged)

        undone = part(merge, reason=" Two\nwomen ")

        assert rows() == before
        assert (undone.undone_at, undone.undone_by_name, undone.undone_why) == (
            LATEST,
            "Sam Okafor",
            "Two women",
        )

    def test_twice_is_once(self) -> None:
        merge = join(person(), person())

        part(merge)
        again = part(merge, reason="Again", at=LATEST + dt.timedelta(days=1))

        assert (again.undone_at, again.undone_why) == (LATEST, "Two after all")

    def test_nobody_parts_without_a_reason(self) -> None:
        kept, merged = person(), person()
        merge = join(kept, merged)

        with pytest.raises(MergeReasonError):
            part(merge, reason=" ")

        assert into(merged) == [kept.pk]

    def test_a_chain_is_parted_at_either_link(self) -> None:
        a, b, c = person("A"), person("B"), person("C")
        inner, outer = join(b, a), join(c, b)

        part(outer)
        assert into(a, b, c) == [b.pk, None, None]

        merge_people(kept=c, merged=b, reason="Again", by=WORKER, at=LATEST)
        part(inner)
        assert into(a, b, c) == [None, c.pk, None]


class TestSince:
    def test_nothing_was_entered(self) -> None:
        merge = join(person(), person())

        assert entered_since(merge) == []
        part(merge)
        assert entered_since(merge) == []

    def test_everything_about_either_is_asked(self) -> None:
        family, kept, _ = household(phone="07700 900123")
        merged = person("Sofia")
        merge = join(kept, merged)
        record_need(person=kept, code="send", starts_on=JULY, by=WORKER, at=SINCE)
        set_contact_detail(
            person=kept, kind=DetailKind.PHONE, value="07700 900999", by=WORKER, at=SINCE
        )
        move_home(
            people=[kept],
            family=family,
            address=AddressLines(line_1="2 Low Street", postcode="LU9 1AB"),
            on=JULY,
            by=WORKER,
            at=SINCE,
        )
        change_role(person=kept, family=family, role=Role.CARER, on=JULY, by=WORKER, at=SINCE)
        expect_birth(person=kept, family=family, due_on=day("2020-12-24"), by=WORKER, at=SINCE)
        Note.objects.create(
            family=family, person=kept, text="Kind", written_by_name="Kim", written_at=SINCE
        )
        # Somebody's tablet knew the other record only.
        Note.objects.create(
            family=family, person=merged, text="Late", written_by_name="Kim", written_at=SINCE
        )
        # Of the family, and of no record that was joined.
        Note.objects.create(family=family, text="Us", written_by_name="Kim", written_at=SINCE)

        assert asked(merge) == [
            ("need", "Special educational needs, from 2 July 2020", "Zofia Example", Side.KEPT),
            ("contact detail", "07700 900999", "Zofia Example", Side.KEPT),
            (
                "address",
                "2 Low Street, LU9 1AB, from 2 July 2020",
                "Zofia Example",
                Side.KEPT,
            ),
            ("place in the family", "carer, from 2 July 2020", "Zofia Example", Side.KEPT),
            ("expected birth", "24 December 2020", "Zofia Example", Side.KEPT),
            ("note", "by Kim, Thursday 2 July 2020, 10am", "Zofia Example", Side.KEPT),
            ("note", "by Kim, Thursday 2 July 2020, 10am", "Sofia Example", Side.MERGED),
        ]

    def test_what_was_there_before_is_not_asked(self) -> None:
        _, kept, _ = household(phone="07700 900123")
        record_need(person=kept, code="send", starts_on=day("2020-01-01"), by=WORKER, at=AT)

        assert entered_since(join(kept, person())) == []

    def test_it_cannot_be_parted_before_all_is_said(self) -> None:
        _, kept, _ = household()
        merged = person()
        merge = join(kept, merged)
        need = record_need(person=kept, code="send", starts_on=JULY, by=WORKER, at=SINCE)

        with pytest.raises(UndecidedError, match="need, Special educational needs"):
            part(merge, {})
        with pytest.raises(UndecidedError):
            part(merge, {"need:0": Side.KEPT})

        assert into(merged) == [kept.pk]
        part(merge, {f"need:{need.pk}": Side.MERGED})
        assert Need.objects.get().person == merged

    def test_it_stays_or_goes_as_is_said(self) -> None:
        family, kept, _ = household()
        merged = person()
        merge = join(kept, merged)
        stays, goes = (
            Note.objects.create(
                family=family, person=kept, text=text, written_by_name="Kim", written_at=SINCE
            )
            for text in ("Stays", "Goes")
        )
        back = Note.objects.create(
            family=family, person=merged, text="Back", written_by_name="Kim", written_at=SINCE
        )

        part(
            merge,
            {
                f"note:{stays.pk}": Side.KEPT,
                f"note:{goes.pk}": Side.MERGED,
                f"note:{back.pk}": Side.KEPT,
            },
        )

        held = dict(Note.objects.values_list("text", "person"))
        assert held == {"Stays": kept.pk, "Goes": merged.pk, "Back": kept.pk}

    def test_a_chain_asks_of_each_link_what_came_after_it(self) -> None:
        a, b, c = person("A"), person("B"), person("C")
        inner = join(b, a)
        of_b = record_need(person=b, code="send", starts_on=JULY, by=WORKER, at=SINCE)
        Need.objects.create(person=c, code="old")
        outer = join(c, b, at=SINCE)
        of_c = Need.objects.create(person=c, code="new")

        assert {e.key for e in entered_since(inner)} == {f"need:{of_b.pk}", f"need:{of_c.pk}"}
        assert {e.key for e in entered_since(outer)} == {f"need:{of_c.pk}"}

        part(inner, Side.MERGED)

        held = dict(Need.objects.values_list("code", "person"))
        assert held == {"send": a.pk, "old": c.pk, "new": a.pk}


class TestNewsThatGoes:
    """News dealt to the other record ends there what held, and holds here no longer."""

    def test_an_address(self) -> None:
        family, kept, _ = household(postcode="LU9 1AA")
        _, merged, _ = household("Sofia", "Noor", "LU9 1AD")
        merge = join(kept, merged)
        where = AddressLines(postcode="LU9 1AB")
        move_home(people=[kept], family=family, address=where, on=JULY, by=WORKER, at=SINCE)

        part(merge, Side.MERGED)

        assert homes(merged) == [("LU9 1AD", True, None, JULY), ("LU9 1AB", True, JULY, None)]
        assert Address.objects.get(person=merged, starts_on=JULY).family == family

    def test_a_role(self) -> None:
        family, kept, _ = household()
        merged = person()
        FamilyTie.objects.create(person=merged, family=family, role=Role.OTHER)
        merge = join(kept, merged)
        change_role(person=kept, family=family, role=Role.CARER, on=JULY, by=WORKER, at=SINCE)

        part(merge, Side.MERGED)

        assert ties(merged) == [
            (family.pk, "other", None, JULY),
            (family.pk, "carer", JULY, None),
        ]

    def test_a_registration(self) -> None:
        family, kept, _ = household()
        end_registration(person=kept, family=family, left_on=day("2020-03-01"), by=WORKER, at=AT)
        merged = person()
        FamilyTie.objects.create(person=merged, family=family, role=Role.PARENT)
        Registration.objects.create(
            person=merged, family=family, registered_on=day("2019-01-01"), left_on=None
        )
        merge = join(kept, merged)
        end_registration(person=kept, family=family, left_on=JULY, by=WORKER, at=SINCE)
        again = register_person(person=kept, family=family, registered_on=JULY, by=WORKER, at=SINCE)

        part(merge, {f"registration:{again.pk}": Side.MERGED})

        held = Registration.objects.filter(person=merged).order_by("registered_on")
        assert [r.registered_on for r in held] == [day("2019-01-01"), JULY]

    def test_a_phone_number(self) -> None:
        _, kept, _ = household(phone="07700 900123")
        _, merged, _ = household("Sofia", phone="07700 900124")
        merge = join(kept, merged)
        new = "07700 900999"
        set_contact_detail(person=kept, kind=DetailKind.PHONE, value=new, by=WORKER, at=SINCE)

        part(merge, Side.MERGED)

        assert details(kept) == {"phone": "07700 900123"}
        assert details(merged) == {"phone": new}
        assert ContactDetail.objects.get(value="07700 900124").ended_at is not None

    def test_what_does_not_fit_beside_what_is_held_is_refused(self) -> None:
        family, kept, _ = household()
        other, merged, _ = household("Sofia", "Noor", "LU9 1AD")
        merge = join(kept, merged)
        expect_birth(person=kept, family=family, due_on=day("2020-12-24"), by=WORKER, at=SINCE)
        ExpectedBirth.objects.create(person=merged, family=family, due_on=day("2020-12-01"))
        before = rows()

        with pytest.raises(CannotGoError, match="expects a birth already"):
            part(merge, Side.MERGED)

        assert rows() == before
        assert into(merged, other) == [kept.pk, None]

    def test_another_place_that_looks_after_the_family_goes(self) -> None:
        one, _, _ = household()
        other, _, _ = household("Sofia", "Noor", "LU9 1AD")
        whole = join_families(one, other)
        (mill,) = neighbourhoods("Mill")
        looked_after(one, mill)

        assert [(entry.what, entry.text, entry.about) for entry in entered_since(whole)] == [
            ("looked after by", "Mill", "")
        ]
        part(whole, Side.MERGED)

        assert FamilyPlace.objects.get().family == other

    def test_a_place_that_looks_after_the_other_family_already_is_refused(self) -> None:
        one, _, _ = household()
        other, _, _ = household("Sofia", "Noor", "LU9 1AD")
        (mill,) = neighbourhoods("Mill")
        whole = join_families(one, other)
        looked_after(one, mill)
        # Somebody's tablet knew the other record only.
        looked_after(other, mill)
        before = rows()
        there, here = (entry.key for entry in entered_since(whole))

        with pytest.raises(CannotGoError, match="is looked after there already"):
            part(whole, {there: Side.MERGED, here: Side.MERGED})

        assert rows() == before
        assert into(other) == [one.pk]

    def test_a_phone_number_that_is_used_no_longer_changes_nothing_there(self) -> None:
        _, kept, _ = household(phone="07700 900123")
        _, merged, _ = household("Sofia", phone="07700 900124")
        merge = join(kept, merged)
        old = ContactDetail.objects.create(
            person=kept, kind=DetailKind.PHONE, value="07700 900999", ended_at=SINCE
        )

        part(merge, {f"detail:{old.pk}": Side.MERGED})

        old.refresh_from_db()
        assert (old.person, old.ended_at) == (merged, SINCE)
        assert details(kept) == {"phone": "07700 900123"}
        assert details(merged) == {"phone": "07700 900124"}

    def test_an_older_day_than_is_held_is_refused(self) -> None:
        family, kept, _ = household()
        merged = person()
        Address.objects.create(person=merged, is_main=True, postcode="LU9 1AD", starts_on=JULY)
        merge = join(kept, merged)
        where = AddressLines(postcode="LU9 1AB")
        move_home(
            people=[kept], family=family, address=where, on=day("2020-06-20"), by=WORKER, at=SINCE
        )

        with pytest.raises(CannotGoError, match="something else of these days"):
            part(merge, Side.MERGED)

        assert into(merged) == [kept.pk]


class TestAnswers:
    def test_nobody_dies_before_they_are_born(self) -> None:
        _, kept, _ = household()
        merged = person("Sofia", date_of_birth=day("2020-07-03"))
        merge = join(kept, merged)
        record_death(person=kept, died_on=JULY, by=WORKER, at=SINCE)
        before = rows()

        with pytest.raises(CannotGoError, match="before the other one's birth"):
            part(merge, Side.MERGED)

        assert rows() == before

    def test_a_death_is_asked_about_above_all(self) -> None:
        _, kept, _ = household()
        merged = person("Sofia")
        merge = join(kept, merged)
        record_death(person=kept, died_on=JULY, by=WORKER, at=SINCE)

        (entry,) = entered_since(merge)
        assert (entry.what, entry.text, entry.about) == (
            "day of death",
            "2 July 2020",
            "Zofia Example",
        )
        part(merge, Side.MERGED)

        kept.refresh_from_db()
        merged.refresh_from_db()
        assert (kept.died_on, merged.died_on) == (None, JULY)

    def test_a_new_answer_goes_and_the_old_one_comes_back(self) -> None:
        _, kept, _ = household()
        merged = person("Sofia")
        merge = join(kept, merged)
        kept.refresh_from_db()
        given = PersonDetails(given_name="Zosia", family_name="Example", sex="F")
        update_details(person=kept, details=given, by=WORKER, at=SINCE)

        assert asked(merge) == [
            ("given name", "Zosia", "Zosia Example", Side.KEPT),
            ("sex", "female", "Zosia Example", Side.KEPT),
        ]
        part(
            merge, {f"answer:{kept.pk}:given_name": Side.KEPT, f"answer:{kept.pk}:sex": Side.MERGED}
        )

        kept.refresh_from_db()
        merged.refresh_from_db()
        assert (kept.given_name, kept.sex) == ("Zosia", "")
        assert (merged.given_name, merged.sex) == ("Sofia", "F")

    def test_what_was_answered_before_is_not_asked(self) -> None:
        _, kept, _ = household()
        given = PersonDetails(given_name="Zosia", family_name="Example", sex="F")
        update_details(person=kept, details=given, by=WORKER, at=AT)

        assert entered_since(join(kept, person())) == []


class TestFamilies:
    def test_families_and_their_people_are_again_what_they_were(self) -> None:
        one, zofia, _ = household(phone="07700 900123")
        other, sofia, _ = household("Sofia", "Noor", "LU9 1AB", phone="07700 900124")
        before = rows()
        whole = join_families(one, other, (zofia, sofia))

        part(whole)

        assert rows() == before
        assert [m.undone_at for m in whole.pieces.all()] == [LATEST]

    def test_people_are_parted_alone(self) -> None:
        one, zofia, _ = household()
        other, sofia, _ = household("Sofia", "Noor")
        whole = join_families(one, other, (zofia, sofia))

        part(whole.pieces.get())

        assert into(sofia, other) == [None, one.pk]
        part(whole)
        assert into(sofia, other) == [None, None]

    def test_what_the_family_was_given_goes_with_its_people(self) -> None:
        one, zofia, _ = household()
        other, sofia, _ = household("Sofia", "Noor")
        whole = join_families(one, other, (zofia, sofia))
        visit = record_contact(
            family=one, kind=ContactKind.HOME_VISIT, happened_at=SINCE, by=WORKER, at=SINCE
        )
        change_role(person=zofia, family=one, role=Role.CARER, on=JULY, by=WORKER, at=SINCE)

        assert [(entry.what, entry.about) for entry in entered_since(whole)] == [
            ("contact", ""),
            ("place in the family", "Zofia Example"),
        ]
        part(whole, Side.MERGED)

        assert Contact.objects.get(pk=visit.pk).family == other
        assert ties(sofia) == [
            (other.pk, "parent", None, JULY),
            (other.pk, "carer", JULY, None),
        ]

    def test_a_silence_that_began_together_goes_on_in_both(self) -> None:
        one, _, _ = household()
        other, _, _ = household("Sofia")
        whole = join_families(one, other)
        MessagePause.objects.create(
            family=one, reason="A loss", started_at=SINCE, started_by_name="Kim"
        )

        part(whole)

        held = MessagePause.objects.order_by("family")
        assert [(p.family, p.reason, p.resumed_at) for p in held] == [
            (one, "A loss", None),
            (other, "A loss", None),
        ]


class TestMarks:
    """Attendance belongs to activities, which tells families of it."""

    def test_a_mark_made_since_is_asked_about_and_goes(self) -> None:
        family, kept, _ = household()
        merged = person("Sofia")
        details_of = SessionDetails(
            activity_id=activity("play", "Stay and Play").pk,
            site_id=Site.objects.create(code="hall", name="Hall").pk,
            starts_at=SINCE,
        )
        session = schedule_session(details=details_of, by=WORKER, at=SINCE)
        merge = join(kept, merged)
        entry = MarkEntry(person_id=kept.pk, status=MarkStatus.ATTENDED, family_id=family.pk)
        mark(session=session, entries=[entry], by=WORKER, at=SINCE)

        assert asked(merge) == [
            ("attendance", "Stay and Play, Hall, 2 July 2020", "Zofia Example", Side.KEPT)
        ]
        part(merge, Side.MERGED)

        assert [m.person for m in session.marks.all()] == [merged]
