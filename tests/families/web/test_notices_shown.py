"""Which privacy notice each adult was shown, in which language and when; asked again when it
changes. Domain 23.2: which one each person saw, for each person."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from flyingstart.families.api import (
    AddressLines,
    Member,
    NoticeError,
    NoticeShown,
    Person,
    PersonDetails,
    RegistrationForm,
    Role,
    keep_notice,
    note_notice_shown,
    register_family,
)
from tests.families.web.test_register import NEW, sent
from tests.families.web.town import NOBODY, NOW, STAN, TODAY, ZOFIA, Town, at_work, text_of
from tests.families.world import AT, BY
from tests.families.world import TODAY as JUNE

TEXTS = {"en": "We ask.", "ur": "ہم پوچھتے ہیں"}
Row = tuple[str, str, str, dt.date]


def notice(version: str = "2026-01") -> None:
    keep_notice(version=version, texts=TEXTS, by=BY, at=AT)


def shown() -> list[Row]:
    rows = NoticeShown.objects.order_by("pk")
    return list(rows.values_list("person__given_name", "notice_version", "language", "shown_on"))


@pytest.mark.django_db
class TestWritingItDown:
    def form(self, **more: Any) -> RegistrationForm:
        father = Member(
            details=PersonDetails(given_name="Piotr"), role=Role.PARENT, is_registered=False
        )
        return RegistrationForm(members=(ZOFIA, father), address=AddressLines(), **more)

    def test_at_registration_of_each_adult_who_was_there(self) -> None:
        register_family(
            form=self.form(notice_version="2026-01", notice_language="ur"), by=BY, at=AT
        )

        assert shown() == [("Zofia", "2026-01", "ur", JUNE)]

    def test_not_of_children(self) -> None:
        form = RegistrationForm(members=(ZOFIA, STAN), notice_version="2026-01")

        register_family(form=form, by=BY, at=NOW)

        assert shown() == [("Zofia", "2026-01", "en", TODAY)]

    def test_not_when_none_was_shown(self) -> None:
        register_family(form=self.form(), by=BY, at=AT)

        assert shown() == []

    def test_twice_on_a_day_is_once_and_a_later_one_stands_beside_it(self) -> None:
        notice()
        register_family(form=self.form(), by=BY, at=AT)
        zofia = Person.objects.get(given_name="Zofia")

        for days in (0, 0, 30):
            later = AT + dt.timedelta(days=days)
            note_notice_shown(person=zofia, version="2026-01", language="en", by=BY, at=later)

        both = [JUNE, JUNE + dt.timedelta(days=30)]
        assert shown() == [("Zofia", "2026-01", "en", day) for day in both]

    @pytest.mark.parametrize(("version", "language"), [("1999-01", "en"), ("2026-01", "pl")])
    def test_only_a_notice_that_is_held(self, version: str, language: str) -> None:
        notice()
        register_family(form=self.form(), by=BY, at=AT)

        with pytest.raises(NoticeError):
            note_notice_shown(
                person=Person.objects.get(given_name="Zofia"),
                version=version,
                language=language,
                by=BY,
                at=AT,
            )


class TestAtTheDoor:
    @pytest.mark.parametrize(
        ("said", "rows"), [("ur", [("Ola", "2026-01", "ur", TODAY)]), ("", [])]
    )
    def test_the_worker_says_in_which_language(
        self, town: Town, worker: Client, said: str, rows: list[Row]
    ) -> None:
        notice()

        response = worker.post(NEW, sent(town, adult_0_given_name="Ola", notice_in=said))

        assert response.status_code == HTTPStatus.FOUND
        assert shown() == rows

    def test_where_there_is_no_notice_nothing_is_asked(self, worker: Client) -> None:
        assert "Privacy notice" not in text_of(worker.get(NEW))


class TestOnTheFamilysPage:
    def test_it_is_wanted_shown_and_wanted_again_when_it_changes(
        self, base: str, of_mother: str, worker: Client
    ) -> None:
        notice()
        assert "Zofia: show the privacy notice" in text_of(worker.get(base))
        page = f"{of_mother}notice/?language=ur"
        assert "ہم پوچھتے ہیں" in text_of(worker.get(page))

        for _ in range(2):
            form = {"version": "2026-01", "language": "ur"}
            assert worker.post(page, form).status_code == HTTPStatus.FOUND

        assert shown() == [("Zofia", "2026-01", "ur", TODAY)]
        said = text_of(worker.get(base))
        assert "Privacy notice Urdu, 4 March 2026" in said
        assert "show the privacy notice" not in said
        notice("2026-02")
        assert "Zofia: show the new privacy notice" in text_of(worker.get(base))
        assert "Privacy notice Urdu, 4 March 2026, an earlier one" in text_of(worker.get(base))

    def test_a_notice_that_is_none_is_not_written_down(
        self, of_mother: str, worker: Client
    ) -> None:
        notice()

        response = worker.post(f"{of_mother}notice/", {"version": "1", "language": "en"})

        assert "There is no such privacy notice" in text_of(response)
        assert shown() == []

    def test_is_for_the_place_and_those_who_edit(
        self, town: Town, base: str, of_mother: str, worker: Client
    ) -> None:
        assert worker.get(f"{of_mother}notice/").status_code == HTTPStatus.NOT_FOUND
        notice()
        page = f"{of_mother}notice/"

        southern = at_work("family_worker", area=town.south)
        assert southern.get(page).status_code == HTTPStatus.NOT_FOUND
        assert at_work("partner").get(page).status_code == HTTPStatus.FORBIDDEN
        unknown = worker.get(f"{base}people/{NOBODY}/notice/")
        assert unknown.status_code == HTTPStatus.NOT_FOUND
