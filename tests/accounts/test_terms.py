"""The rules of use: loaded from the pack, agreed to by edition."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import IntegrityError, transaction

from flyingstart.accounts.api import (
    Acceptance,
    Rule,
    Terms,
    TermsError,
    accept_terms,
    current_terms,
    update_terms,
)
from flyingstart.accounts.pack import load_terms
from flyingstart.kernel.api import PackError
from tests.accounts.at_once import at_once
from tests.accounts.people import user_with
from tests.accounts.world import AT, BY

WORDS: dict[str, Any] = {
    "edition": "1",
    "title": "Using it",
    "introduction": "Be kind.",
    "agreement": "I will.",
    "rules": [{"heading": "Look", "text": "Only where you must."}],
}
LUTON = Path(__file__).resolve().parents[2] / "authorities" / "luton"


def hold(edition: str = "1", **changes: Any) -> Terms:
    words = {**WORDS, "rules": [Rule(heading="Look", text="Only where you must.")], **changes}
    return update_terms(**{**words, "edition": edition}, by=BY, at=AT)


@pytest.mark.django_db
class TestHolding:
    def test_the_newest_holds(self) -> None:
        hold("1")
        hold("2", title="Using it well")

        found = current_terms()
        assert found is not None
        assert (found.edition, found.title) == ("2", "Using it well")
        assert found.rules == [{"heading": "Look", "text": "Only where you must."}]

    def test_the_same_again_changes_nothing(self) -> None:
        first = hold()

        again = hold()

        again.refresh_from_db()
        assert (again.pk, again.version) == (first.pk, 1)

    def test_an_older_edition_can_hold_again(self) -> None:
        hold("1")
        hold("2")

        hold("1")

        assert [t.edition for t in Terms.objects.filter(is_current=True)] == ["1"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "Another"},
            {"introduction": ""},
            {"agreement": "Yes."},
            {"rules": [Rule(heading="Look", text="Anywhere.")]},
        ],
    )
    def test_the_words_of_an_edition_never_change(self, changes: dict[str, Any]) -> None:
        hold()
        with pytest.raises(TermsError, match="gives a new edition"):
            hold(**changes)


@pytest.mark.django_db
class TestAgreeing:
    def test_it_is_kept_who_agreed_to_what_when(self) -> None:
        terms, user = hold(), user_with()

        accept_terms(user=user, edition="1", by=BY, at=AT)

        acceptance = Acceptance.objects.get()
        assert (acceptance.user, acceptance.terms, acceptance.accepted_at) == (user, terms, AT)

    def test_twice_is_once_and_the_first_counts(self) -> None:
        hold()
        user = user_with()
        accept_terms(user=user, edition="1", by=BY, at=AT)

        accept_terms(user=user, edition="1", by=BY, at=AT + dt.timedelta(days=1))

        assert Acceptance.objects.get().accepted_at == AT

    @pytest.mark.parametrize("edition", ["", "0", "1", "3"])
    def test_only_to_what_holds_today(self, edition: str) -> None:
        hold("1")
        hold("2")
        with pytest.raises(TermsError, match="have changed since you read them"):
            accept_terms(user=user_with(), edition=edition, by=BY, at=AT)

    def test_without_any_there_is_nothing_to_agree_to(self) -> None:
        assert current_terms() is None
        with pytest.raises(TermsError):
            accept_terms(user=user_with(), edition="1", by=BY, at=AT)


def test_agreeing_twice_at_once_is_once(fresh_db: None) -> None:
    hold()
    user = user_with()

    outcomes = at_once(*[lambda: accept_terms(user=user, edition="1", by=BY, at=AT)] * 2)

    assert outcomes == ["Acceptance", "Acceptance"]
    assert Acceptance.objects.count() == 1


@pytest.mark.django_db
class TestTheDatabase:
    def test_one_edition_holds(self) -> None:
        hold()
        with pytest.raises(IntegrityError, match="terms_one_current"), transaction.atomic():
            Terms.objects.create(edition="2", title="T", rules=[], agreement="A", is_current=True)

    def test_others_may_lie_beside_it(self) -> None:
        hold()
        for edition in ("2", "3"):
            Terms.objects.create(
                edition=edition, title="T", rules=[], agreement="A", is_current=False
            )

    def test_a_person_agrees_once(self) -> None:
        acceptance = accept_terms(user=user_with(), edition=hold().edition, by=BY, at=AT)
        with pytest.raises(IntegrityError, match="acceptance_once_a_person"), transaction.atomic():
            Acceptance.objects.create(user=acceptance.user, terms=acceptance.terms, accepted_at=AT)


@pytest.mark.django_db
class TestThePack:
    def load(self, folder: Path, content: object) -> None:
        text = content if isinstance(content, str) else yaml.safe_dump(content)
        (folder / "acceptable_use.yaml").write_text(text, encoding="utf-8")
        load_terms(folder, BY, AT)

    def test_its_rules_hold(self, tmp_path: Path) -> None:
        self.load(tmp_path, WORDS)

        held = current_terms()
        assert held is not None
        assert {key: getattr(held, key) for key in WORDS} == WORDS

    def test_without_the_file_nobody_is_asked(self, tmp_path: Path) -> None:
        load_terms(tmp_path, BY, AT)

        assert current_terms() is None

    def test_the_real_one_is_in_order(self) -> None:
        load_terms(LUTON, BY, AT)

        held = current_terms()
        assert held is not None
        assert len(held.rules) >= 5

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("- a list", "is no list of keys and values"),
            ("a: [", "cannot be read"),
            ({**WORDS, "edition": None}, "lacks edition"),
            ({**WORDS, "edition": "x" * 21}, "edition is longer than 20 characters"),
            ({**WORDS, "title": "  "}, "lacks title"),
            ({**WORDS, "agreement": ""}, "lacks agreement"),
            ({**WORDS, "rules": []}, "lacks rules"),
            ({**WORDS, "rules": "many"}, "lacks rules"),
            ({**WORDS, "rules": ["one"]}, "each rule has a heading and a text"),
            ({**WORDS, "rules": [{"heading": "One"}]}, "lacks text"),
        ],
    )
    def test_what_is_wrong_is_said(self, tmp_path: Path, content: object, words: str) -> None:
        with pytest.raises(PackError, match=words):
            self.load(tmp_path, content)
        assert current_terms() is None

    def test_changed_words_need_a_new_edition(self, tmp_path: Path) -> None:
        self.load(tmp_path, WORDS)

        with pytest.raises(PackError, match=r"acceptable_use\.yaml: The words of edition 1"):
            self.load(tmp_path, {**WORDS, "title": "Another"})
