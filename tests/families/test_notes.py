"""Notes: written once, corrected by a later one, never changed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from flyingstart.families.api import (
    Note,
    NoteCorrectedError,
    NotInFamilyError,
    TextError,
    correct_note,
    write_note,
)
from flyingstart.families.rules.keeping import LONGEST_NOTE
from flyingstart.kernel.api import Actor
from tests.accounts.people import user_with
from tests.families.keepers import LATER, SOON, acting
from tests.families.world import AT, BY, Home, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Actor:
    return acting(user_with("family_worker", name="Nadia Hussain"))


class TestWriting:
    def test_a_note_names_its_author_and_its_moment(self, home: Home, worker: Actor) -> None:
        family, mother, _ = home

        note = write_note(family=family, text="Rang back.", person=mother, by=worker, at=AT)

        assert (note.family, note.person, note.text) == (family, mother, "Rang back.")
        assert (note.written_by, note.written_by_name) == (worker.id, "Nadia Hussain")
        assert (note.written_at, note.corrects) == (AT, None)

    def test_a_command_has_no_id(self, home: Home) -> None:
        note = write_note(family=home[0], text="Taken over.", by=BY, at=AT)

        assert (note.written_by, note.written_by_name) == (None, "test")

    def test_paragraphs_are_kept_and_what_cannot_be_seen_is_not(self, home: Home) -> None:
        text = "  First\u202e line. \r\n\r\n\r\n\x00second\u2028part\n\n"

        note = write_note(family=home[0], text=text, by=BY, at=AT)

        assert note.text == "First line.\n\nsecond\npart"

    @pytest.mark.parametrize("text", ["", " \n ", "\u200b\n\u202e"])
    def test_a_note_says_something(self, home: Home, text: str) -> None:
        with pytest.raises(TextError, match="A note says something"):
            write_note(family=home[0], text=text, by=BY, at=AT)

    def test_a_note_has_an_end(self, home: Home) -> None:
        write_note(family=home[0], text="x" * LONGEST_NOTE, by=BY, at=AT)

        with pytest.raises(TextError, match=r"at most 10,000 letters; this one has 10,001"):
            write_note(family=home[0], text="x" * (LONGEST_NOTE + 1), by=BY, at=AT)

    def test_nobody_is_written_about_in_a_family_they_never_belonged_to(self, home: Home) -> None:
        _, other, _ = registered()

        with pytest.raises(NotInFamilyError):
            write_note(family=home[0], text="Rang.", person=other, by=BY, at=AT)

        assert not Note.objects.exists()

    def test_who_was_merged_into_a_member_is_one(self, home: Home) -> None:
        family, mother, _ = home
        _, other, _ = registered()
        other.merged_into = mother
        other.save()

        note = write_note(family=family, text="Rang.", person=other, by=BY, at=AT)

        assert (note.family, note.person) == (family, other)


class TestTwice:
    def test_the_same_words_of_one_author_within_a_minute_are_one_note(
        self, home: Home, worker: Actor
    ) -> None:
        first = write_note(family=home[0], text="Rang.", by=worker, at=AT)

        assert write_note(family=home[0], text=" Rang. ", by=worker, at=SOON) == first
        assert Note.objects.count() == 1

    def test_later_or_by_another_or_about_another_they_are_two(
        self, home: Home, worker: Actor
    ) -> None:
        family, mother, _ = home
        colleague = acting(user_with("manager", name="Nadia Hussain"))
        write_note(family=family, text="Rang.", by=worker, at=AT)

        write_note(family=family, text="Rang.", by=worker, at=LATER)
        write_note(family=family, text="Rang.", by=colleague, at=SOON)
        write_note(family=family, text="Rang.", person=mother, by=worker, at=SOON)

        assert Note.objects.count() == 4


class TestCorrecting:
    def test_both_are_kept(self, home: Home, worker: Actor) -> None:
        family, mother, _ = home
        note = write_note(family=family, text="Tuesday.", person=mother, by=BY, at=AT)

        new = correct_note(note=note, text="Wednesday.", by=worker, at=LATER)

        note.refresh_from_db()
        assert (note.text, note.version) == ("Tuesday.", 1)
        assert (new.text, new.corrects, new.person, new.family) == (
            "Wednesday.",
            note,
            mother,
            family,
        )
        assert new.written_by == worker.id

    def test_the_same_correction_again_is_that_one(self, home: Home) -> None:
        note = write_note(family=home[0], text="Tuesday.", by=BY, at=AT)
        new = correct_note(note=note, text="Wednesday.", by=BY, at=SOON)

        assert correct_note(note=note, text="Wednesday.", by=BY, at=LATER) == new

    def test_words_that_change_nothing_make_no_note(self, home: Home) -> None:
        note = write_note(family=home[0], text="Tuesday.", by=BY, at=AT)

        assert correct_note(note=note, text="Tuesday. ", by=BY, at=LATER) == note
        assert Note.objects.count() == 1

    def test_who_comes_second_is_told(self, home: Home) -> None:
        note = write_note(family=home[0], text="Tuesday.", by=BY, at=AT)
        correct_note(note=note, text="Wednesday.", by=BY, at=SOON)

        with pytest.raises(NoteCorrectedError, match="in the meantime"):
            correct_note(note=note, text="Thursday.", by=BY, at=LATER)

        assert Note.objects.count() == 2

    def test_a_correction_can_be_corrected(self, home: Home) -> None:
        note = write_note(family=home[0], text="Tuesday.", by=BY, at=AT)
        second = correct_note(note=note, text="Wednesday.", by=BY, at=SOON)

        assert correct_note(note=second, text="Thursday.", by=BY, at=LATER).corrects == second

    def test_a_correction_says_something(self, home: Home) -> None:
        note = write_note(family=home[0], text="Tuesday.", by=BY, at=AT)

        with pytest.raises(TextError):
            correct_note(note=note, text=" ", by=BY, at=LATER)


class TestTheDatabase:
    def note(self, home: Home, **values: object) -> Note:
        given: dict[str, object] = {
            "family": home[0],
            "text": "Rang.",
            "written_by_name": "Sam",
            "written_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
            **values,
        }
        return Note.objects.create(**given)

    def test_a_note_says_something(self, home: Home) -> None:
        self.note(home)

        with pytest.raises(IntegrityError, match="note_says_something"), transaction.atomic():
            self.note(home, text="")

    def test_a_note_is_corrected_once(self, home: Home) -> None:
        note = self.note(home)
        self.note(home, corrects=note)

        with pytest.raises(IntegrityError, match="corrects_id"), transaction.atomic():
            self.note(home, corrects=note)
