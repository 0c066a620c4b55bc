"""A registration begun online: saved page by page, sent once, gone when it should be."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from flyingstart.families.api import (
    AnswersChangedError,
    AnswersMissingError,
    BirthDateError,
    Code,
    CodeKind,
    Draft,
    DraftGoneError,
    DueDateError,
    Family,
    Member,
    Need,
    Person,
    PersonDetails,
    Registration,
    RegistrationForm,
    Role,
    begin_draft,
    held_draft,
    purge_drafts,
    register_family,
    save_answer,
    send_draft,
)
from flyingstart.families.operations.drafts import KEPT_FOR
from flyingstart.families.rules.joining import mark
from flyingstart.families.sealing import sealed, token_hash
from flyingstart.families.tasks import purge
from flyingstart.kernel.api import Actor, clock
from tests.families.joining.strategies import complete
from tests.families.world import BY, details, everything, homes, make_codes
from tests.history import history_of
from tests.kept import kept

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=3)


def make_asked_codes() -> None:
    make_codes()
    Code.objects.filter(kind=CodeKind.NEED, code="send").update(parents_say=True)


@pytest.fixture(scope="module", autouse=True)
def _codes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with kept(django_db_blocker, make_asked_codes, AT):
        yield


def begun(answers: dict[str, Any] | None = None) -> str:
    """A draft with these answers, saved page by page: its secret."""
    secret = begin_draft(language="en", notice_version="2026-05", by=BY, at=AT)
    for key, answer in (answers or {}).items():
        save_answer(secret=secret, key=key, kept=answer, seen="", by=BY, at=AT)
    return secret


def filled(answers: dict[str, Any]) -> str:
    """A draft that holds what saving these page by page would leave: its secret."""
    secret = begun()
    draft = Draft.objects.filter(token_hash=token_hash(secret))
    draft.update(answers=sealed(answers, secret))
    return secret


def send(secret: str, at: dt.datetime = LATER, version: int | None = None) -> Family:
    if version is None:
        version = held_draft(secret, at).version
    return send_draft(secret=secret, version=version, by=BY, at=at)


def sent(**changes: Any) -> list[Person]:
    """The people of a family who joined with these answers, in the order of the form."""
    return people_of(send(filled(complete(**changes))))


def people_of(family: Family) -> list[Person]:
    return list(Person.objects.filter(ties__family=family).order_by("pk"))


class TestBeginning:
    def test_a_draft_says_its_language_notice_and_end(self) -> None:
        held = held_draft(begun(), LATER)

        assert (held.answers, held.language, held.notice_version) == ({}, "en", "2026-05")
        assert held.expires_at == AT + dt.timedelta(days=14)
        assert not held.is_sent

    def test_no_two_secrets_are_alike_and_none_is_stored(self) -> None:
        secrets = {begun() for _ in range(3)}

        assert len(secrets) == 3
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM families_draft t")
            stored = " ".join(row for (row,) in cursor.fetchall())
        assert [secret for secret in secrets if secret in stored] == []

    def test_nobody_who_reads_the_table_reads_an_answer(self) -> None:
        begun(complete())

        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM families_draft t")
            ((stored,),) = cursor.fetchall()
        assert [
            word for word in ("Agnieszka", "07700", "High", "LU9", "you") if word in stored
        ] == []


class TestNoDraft:
    @pytest.mark.parametrize(
        "secret",
        ["", "x", "A" * 43, "A" * 5000, "\x00", "../../etc", "' OR 1=1 --", "عائشہ"],
    )
    def test_a_guess_opens_nothing(self, secret: str) -> None:
        filled(complete())

        with pytest.raises(DraftGoneError):
            held_draft(secret, LATER)
        with pytest.raises(DraftGoneError):
            save_answer(secret=secret, key="you", kept={}, seen="", by=BY, at=LATER)
        with pytest.raises(DraftGoneError):
            send_draft(secret=secret, version=1, by=BY, at=LATER)

    def test_what_is_stored_opens_nothing(self) -> None:
        begun(complete())

        with pytest.raises(DraftGoneError):
            held_draft(Draft.objects.get().token_hash, LATER)

    def test_it_opens_until_the_last_moment_and_not_at_its_end(self) -> None:
        secret = begun(complete())
        end = AT + KEPT_FOR

        assert held_draft(secret, end - dt.timedelta(microseconds=1)).answers == complete()
        with pytest.raises(DraftGoneError):
            held_draft(secret, end)
        with pytest.raises(DraftGoneError):
            save_answer(secret=secret, key="you", kept={}, seen="", by=BY, at=end)
        with pytest.raises(DraftGoneError):
            send_draft(secret=secret, version=1, by=BY, at=end)
        assert not Family.objects.exists()


class TestSaving:
    def test_pages_are_kept_apart(self) -> None:
        secret = begun({"you": {"given_name": "A"}})

        save_answer(secret=secret, key="phone", kept={"phone": "1"}, seen="", by=BY, at=LATER)

        assert held_draft(secret, LATER).answers == {
            "you": {"given_name": "A"},
            "phone": {"phone": "1"},
        }

    def test_the_same_again_changes_nothing(self) -> None:
        secret = begun({"you": {"given_name": "A"}})
        before = held_draft(secret, LATER)

        save_answer(secret=secret, key="you", kept={"given_name": "A"}, seen="", by=BY, at=LATER)

        assert held_draft(secret, LATER) == before

    def test_a_page_that_was_overtaken_is_told_and_nothing_is_lost(self) -> None:
        secret = begun({"you": {"given_name": "A"}})
        seen = mark({"given_name": "A"})
        save_answer(secret=secret, key="you", kept={"given_name": "B"}, seen=seen, by=BY, at=AT)

        with pytest.raises(AnswersChangedError):
            save_answer(secret=secret, key="you", kept={"given_name": "C"}, seen=seen, by=BY, at=AT)

        assert held_draft(secret, LATER).answers == {"you": {"given_name": "B"}}
        now = mark({"given_name": "B"})
        save_answer(secret=secret, key="you", kept={"given_name": "C"}, seen=now, by=BY, at=AT)
        assert held_draft(secret, LATER).answers == {"you": {"given_name": "C"}}

    def test_a_child_is_taken_away_once_and_again(self) -> None:
        secret = begun({"child-1": {"given_name": "A"}, "child-2": {"given_name": "B"}})

        for seen in (mark({"given_name": "A"}), mark({"given_name": "A"})):
            save_answer(secret=secret, key="child-1", kept=None, seen=seen, by=BY, at=LATER)

        assert held_draft(secret, LATER).answers == {"child-2": {"given_name": "B"}}

    def test_children_stay_in_the_order_in_which_they_were_given(self) -> None:
        names = ["z", "b", "y", "a"]
        secret = begun({f"child-{name}": {"given_name": name} for name in names})

        save_answer(
            secret=secret,
            key="child-b",
            kept={"given_name": "other"},
            seen=mark({"given_name": "b"}),
            by=BY,
            at=AT,
        )

        assert list(held_draft(secret, AT).answers) == [f"child-{name}" for name in names]

    def test_one_draft_is_not_anothers(self) -> None:
        mine, other = begun({"you": {"given_name": "A"}}), begun()

        save_answer(secret=other, key="you", kept={"given_name": "B"}, seen="", by=BY, at=AT)

        assert held_draft(mine, AT).answers == {"you": {"given_name": "A"}}


class TestSending:
    def test_it_becomes_what_staff_would_have_registered(self) -> None:
        mother, child, father = people_of(send(begun(complete())))

        assert (mother.given_name, mother.ethnicity, mother.spoken_language) == (
            "Agnieszka",
            "WBRI",
            "Polish",
        )
        assert (mother.interpreter_needed, mother.contact_by_sms, mother.contact_by_call) == (
            True,
            False,
            True,
        )
        assert (mother.contact_by_email, details(mother)) == (None, {"phone": "07700 900123"})
        assert (child.given_name, child.family_name, child.sex, child.ethnicity) == (
            "Łucja",
            "",
            "F",
            "WBRI",
        )
        assert homes(mother) == homes(child) == [("LU9 1AA", True, None, None)]
        assert [p.ties.get().role for p in (mother, child, father)] == ["parent", "child", "parent"]

    def test_it_is_the_same_rows_as_through_the_desk(self) -> None:
        def rows() -> dict[str, Any]:
            left_out = {"id", "person_id", "family_id", "ref", "came_by", "notice_version"}
            return {
                label.removeprefix("families."): [
                    {name: value for name, value in row.items() if name not in left_out}
                    for row in those
                ]
                for label, those in everything().items()
                if label not in {"families.Draft", "families.FamilyRef", "families.Need"}
            }

        form = RegistrationForm(
            members=[
                Member(
                    details=PersonDetails(given_name="Agnieszka", family_name="Example"),
                    role=Role.EXPECTANT_PARENT,
                    due_on=dt.date(2026, 12, 1),
                )
            ],
            notice_version="2026-05",
            notice_shown_on=clock.london_day(AT),
        )
        register_family(form=form, by=BY, at=LATER)
        by_staff = rows()
        secret = begun(
            complete(
                you={"given_name": "Agnieszka", "family_name": "Example", "roles": ["expecting"]},
                due={"due_on": "2026-12-01"},
                home={"where": "unsaid"},
                phone={"phone": ""},
                another_adult={"is_there": False},
                languages={},
                ethnicity={},
                **{"child-0a": None},
            )
        )

        send(secret)

        of_the_pack = {"Code", "LegalNumber"}
        online = {
            label: those if label in of_the_pack else those[len(by_staff[label]) :]
            for label, those in rows().items()
        }
        assert online == by_staff

    def test_registrations_name_the_notice_and_how_they_came(self) -> None:
        sent()

        assert list(
            Registration.objects.order_by("pk").values_list(
                "person__given_name", "notice_version", "came_by", "registered_on"
            )
        ) == [
            ("Agnieszka", "2026-05", "online", dt.date(2026, 6, 1)),
            ("Łucja", "2026-05", "online", dt.date(2026, 6, 1)),
        ]

    def test_of_an_adult_who_is_not_there_name_and_relationship_and_no_more(self) -> None:
        *_, father = sent()

        assert (father.given_name, father.ties.get().relationship) == ("Piotr", "father")
        assert (homes(father), details(father)) == ([], {})
        assert not father.registrations.exists()

    def test_a_need_is_said_of_the_child_and_says_who_said_it(self) -> None:
        _, child, _ = sent()

        assert list(Need.objects.values_list("person", "code", "source", "starts_on")) == [
            (child.pk, "send", "the family, online", dt.date(2026, 6, 1))
        ]

    def test_a_need_that_parents_are_not_asked_for_is_not_recorded(self) -> None:
        sent(support={"asked": ["0a"], "needs": {"young-parent": ["0a"], "send": ["other"]}})

        assert not Need.objects.exists()

    @pytest.mark.parametrize(
        ("roles", "with_child", "role"),
        [
            (["parent"], True, "parent"),
            (["parent", "expecting"], True, "parent"),
            (["expecting"], False, "expectant_parent"),
            (["expecting"], True, "expectant_parent"),
            (["carer"], True, "carer"),
            (["carer", "expecting"], True, "carer"),
            (["carer", "expecting"], False, "expectant_parent"),
        ],
    )
    def test_one_role_of_several(self, roles: list[str], with_child: bool, role: str) -> None:
        changes: dict[str, Any] = {} if with_child else {"child-0a": None}
        if "expecting" in roles:
            changes["due"] = {"due_on": "2026-12-01"}

        who, *_ = sent(you={"given_name": "Sam", "family_name": "", "roles": roles}, **changes)

        assert who.ties.get().role == role
        assert list(who.expected_births.values_list("due_on", flat=True)) == (
            [dt.date(2026, 12, 1)] if "expecting" in roles else []
        )

    def test_answers_to_what_is_no_longer_asked_are_left_out(self) -> None:
        mother, *_ = sent(
            due={"due_on": "2026-12-01"}, phone={"phone": ""}, emails={"is_safe": True}
        )

        assert not mother.expected_births.exists()
        assert (mother.contact_by_sms, mother.contact_by_call) == (None, None)
        assert mother.contact_by_email is None

    @pytest.mark.parametrize("where", ["none", "unsaid"])
    def test_no_address_is_no_address(self, where: str) -> None:
        mother, child, _ = sent(home={"where": where, "line_1": "left over", "postcode": "LU9 1AA"})

        assert homes(mother) == homes(child) == []

    @pytest.mark.parametrize(
        ("own", "children", "kept"),
        [
            ("APKN", "same", ("APKN", "APKN")),
            ("APKN", "WBRI", ("APKN", "WBRI")),
            ("refused", "same", ("refused", "refused")),
            ("unknown", "", ("unknown", "")),
            ("", "refused", ("", "refused")),
        ],
    )
    def test_having_no_answer_is_kept_as_it_was_given(
        self, own: str, children: str, kept: tuple[str, str]
    ) -> None:
        mother, child, _ = sent(ethnicity={"own": own, "children": children})

        assert (mother.ethnicity, child.ethnicity) == kept

    def test_the_answers_are_gone(self) -> None:
        secret = begun(complete())

        family = send(secret)

        draft = Draft.objects.get()
        assert (draft.answers, draft.family, draft.sent_at) == ({}, family, LATER)
        held = held_draft(secret, LATER)
        assert (held.answers, held.is_sent) == ({}, True)

    def test_sent_twice_it_is_one_family(self) -> None:
        secret = begun(complete())
        version = held_draft(secret, LATER).version
        first = send(secret)
        before = everything()

        second = send(secret, version=version)

        assert first == second
        assert everything() == before

    def test_an_answer_that_comes_after_sending_changes_nothing(self) -> None:
        secret = begun(complete())
        send(secret)

        with pytest.raises(AnswersChangedError):
            save_answer(secret=secret, key="phone", kept={}, seen="", by=BY, at=LATER)

        assert Draft.objects.get().answers == {}

    def test_who_looked_at_other_answers_is_told(self) -> None:
        secret = begun(complete())
        version = held_draft(secret, LATER).version
        save_answer(
            secret=secret,
            key="email",
            kept={"email": "a@example.org"},
            seen=mark({"email": ""}),
            by=BY,
            at=LATER,
        )

        with pytest.raises(AnswersChangedError):
            send(secret, version=version)

        assert not Family.objects.exists()

    @pytest.mark.parametrize("step", ["you", "child-0a", "children", "home", "texts", "support"])
    def test_nothing_is_sent_while_a_question_is_open(self, step: str) -> None:
        answers = complete()
        del answers[step]

        with pytest.raises(AnswersMissingError):
            send(begun(answers))

        assert not Family.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"child-0a": {"given_name": "A", "date_of_birth": "2026-06-02"}}, BirthDateError),
            ({"child-0a": {"given_name": "A", "date_of_birth": "2008-06-01"}}, BirthDateError),
            (
                {
                    "you": {"given_name": "A", "roles": ["expecting"]},
                    "due": {"due_on": "2026-01-01"},
                },
                DueDateError,
            ),
        ],
    )
    def test_what_became_impossible_meanwhile_is_named_and_all_is_kept(
        self, changes: dict[str, Any], error: type[Exception]
    ) -> None:
        answers = {**complete(), **changes}
        secret = begun(answers)

        with pytest.raises(error):
            send(secret)

        assert held_draft(secret, LATER).answers == answers
        assert not Family.objects.exists()
        assert not Need.objects.exists()

    def test_a_child_who_is_known_already_makes_a_family_of_its_own(self) -> None:
        known = sent()

        again = sent()

        assert {p.pk for p in known}.isdisjoint({p.pk for p in again})
        assert Family.objects.count() == 2

    def test_history_names_who_acted(self) -> None:
        secret = begun(complete())
        visitor = Actor.command("visitor")

        send_draft(secret=secret, version=held_draft(secret, LATER).version, by=visitor, at=LATER)

        context = history_of(Person.objects.earliest("pk")).get().pgh_context.metadata
        assert (context["actor_name"], context["at"]) == ("visitor", LATER.isoformat())
        assert "Agnieszka" not in json.dumps(context)


class TestPurging:
    def test_what_ran_out_is_deleted_sent_or_not(self) -> None:
        old, done = begun(complete()), begun(complete())
        send(done)
        new = begin_draft(language="en", notice_version="1", by=BY, at=LATER)

        gone = purge_drafts(by=BY, at=AT + KEPT_FOR)
        again = purge_drafts(by=BY, at=AT + KEPT_FOR)

        assert (gone, again) == (2, 0)
        assert held_draft(new, AT + KEPT_FOR).notice_version == "1"
        assert Draft.objects.count() == 1
        with pytest.raises(DraftGoneError):
            held_draft(old, AT)
        assert Family.objects.count() == 1

    def test_nothing_is_deleted_a_moment_earlier(self) -> None:
        begun()

        assert purge_drafts(by=BY, at=AT + KEPT_FOR - dt.timedelta(microseconds=1)) == 0

    def test_the_task_deletes_what_ran_out_by_now(self) -> None:
        begin_draft(
            language="en", notice_version="", by=BY, at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        )

        purge(0)
        purge(0)

        assert not Draft.objects.exists()


def test_a_form_of_staff_that_says_nothing_of_it_registers_as_before() -> None:
    form = RegistrationForm(
        members=[Member(details=PersonDetails(given_name="A"), role=Role.PARENT)]
    )

    register_family(form=dataclasses.replace(form), by=BY, at=AT)

    assert list(Registration.objects.values_list("notice_version", "came_by")) == [("", "")]
