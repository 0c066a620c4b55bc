"""The privacy notice and the words of code lists, as a pack brings them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from flyingstart.families.api import (
    Code,
    CodeKind,
    NoticeError,
    Person,
    PersonDetails,
    PrivacyNotice,
    keep_notice,
    update_details,
)
from flyingstart.families.pack import load_codes
from flyingstart.families.pack_notice import load_notice
from flyingstart.families.queries.codes import codes_in, languages_in
from flyingstart.families.queries.notices import Notice, current_notice
from flyingstart.kernel.api import PackError
from tests.families.world import AT, BY

pytestmark = pytest.mark.django_db

PACK = Path(__file__).resolve().parents[3] / "authorities" / "luton"
Files = dict[str, str | bytes]
Load = Callable[[Files], None]
GOOD: Files = {"version.txt": "2026-05\n", "en.txt": "We ask.\n", "ur.txt": "ہم پوچھتے ہیں"}


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a pack that holds these files of a notice."""

    def run(files: Files) -> None:
        folder = tmp_path / "privacy_notice"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        load_notice(tmp_path, BY, AT)

    return run


def held() -> list[tuple[str, str, bool]]:
    rows = PrivacyNotice.objects.order_by("notice_version", "language")
    return list(rows.values_list("notice_version", "language", "is_current"))


class TestLoading:
    def test_each_language_is_held_without_the_space_round_it(self, load: Load) -> None:
        load(GOOD)

        assert current_notice("en") == Notice(version="2026-05", language="en", text="We ask.")
        assert current_notice("ur") == Notice(
            version="2026-05", language="ur", text="ہم پوچھتے ہیں"
        )

    def test_again_changes_nothing(self, load: Load) -> None:
        load(GOOD)
        before = list(PrivacyNotice.objects.order_by("pk").values())

        load(GOOD)

        assert list(PrivacyNotice.objects.order_by("pk").values()) == before

    def test_another_version_leaves_the_first_as_it_was_shown(self, load: Load) -> None:
        load(GOOD)

        load({"version.txt": "2026-06", "en.txt": "We ask more."})

        assert held() == [
            ("2026-05", "en", False),
            ("2026-05", "ur", False),
            ("2026-06", "en", True),
        ]
        assert PrivacyNotice.objects.get(notice_version="2026-05", language="en").text == "We ask."
        # What is not there in a language is shown in the site's own.
        assert current_notice("ur") == Notice(version="2026-06", language="en", text="We ask more.")

    def test_an_older_version_may_come_back(self, load: Load) -> None:
        load(GOOD)
        load({"version.txt": "2026-06", "en.txt": "We ask more."})

        load(GOOD)

        assert [row for row in held() if row[2]] == [
            ("2026-05", "en", True),
            ("2026-05", "ur", True),
        ]

    def test_a_language_may_be_added(self, load: Load) -> None:
        load({"version.txt": "1", "en.txt": "We ask."})

        load({"version.txt": "1", "en.txt": "We ask.", "ur.txt": "ہم"})

        assert held() == [("1", "en", True), ("1", "ur", True)]

    def test_a_pack_without_a_notice_brings_none(self, tmp_path: Path) -> None:
        load_notice(tmp_path, BY, AT)

        assert current_notice("en") is None

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"version.txt": ""}, "version.txt says nothing"),
            ({"version.txt": "a b"}, "needs a name such as 2026-11"),
            ({"version.txt": "x" * 41}, "up to 40 letters"),
            ({"version.txt": "<b>"}, "needs a name"),
            ({"en.txt": "  \n"}, "en.txt says nothing"),
            ({"en.txt": "a\0b"}, "en.txt says nothing that can be read"),
            ({"en.txt": b"\xff\xfe\x00"}, "en.txt is not written in UTF-8"),
            ({"ur.txt": ""}, "ur.txt says nothing"),
            ({"en.txt": None}, "en.txt is missing"),
            ({"version.txt": None}, "version.txt is missing"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_kept(
        self, load: Load, change: dict[str, str | bytes | None], words: str
    ) -> None:
        files = {k: v for k, v in {**GOOD, **change}.items() if v is not None}

        with pytest.raises(PackError, match=words):
            load(files)

        assert held() == []

    def test_other_words_under_the_same_name_are_refused(self, load: Load) -> None:
        load(GOOD)

        with pytest.raises(PackError, match="give it a new version"):
            load({**GOOD, "en.txt": "We ask everything."})

        assert current_notice("en") == Notice(version="2026-05", language="en", text="We ask.")

    def test_so_they_are_by_the_operation(self) -> None:
        keep_notice(version="1", texts={"en": "a"}, by=BY, at=AT)

        with pytest.raises(NoticeError, match="other words than before"):
            keep_notice(version="1", texts={"en": "b", "ur": "c"}, by=BY, at=AT)

        assert held() == [("1", "en", True)]


class TestThePack:
    def test_its_notice_and_lists_are_in_every_language_of_the_site(self) -> None:
        load_notice(PACK, BY, AT)
        load_codes(PACK, BY, AT)

        notices = [current_notice(language) for language in ("en", "ur")]
        assert [notice.language for notice in notices if notice] == ["en", "ur"]
        assert not Code.objects.filter(labels__ur=None).exists()

    def test_parents_are_asked_of_no_need_but_a_childs(self) -> None:
        load_codes(PACK, BY, AT)

        asked = Code.objects.filter(parents_say=True)
        assert list(asked.values_list("kind", "group")) == [("need", "Child")]


class TestLabels:
    @pytest.fixture(autouse=True)
    def codes(self) -> None:
        for position, (kind, code, label, labels, said) in enumerate(
            [
                (CodeKind.LANGUAGE, "pol", "Polish", {"ur": "پولش"}, False),
                (CodeKind.LANGUAGE, "som", "Somali", {}, False),
                (CodeKind.NEED, "a", "Apples", {"ur": "سیب"}, True),
                (CodeKind.NEED, "b", "Books", {}, False),
            ]
        ):
            Code.objects.create(
                kind=kind,
                code=code,
                label=label,
                labels=labels,
                parents_say=said,
                position=position,
            )

    def test_a_language_is_found_by_either_name_and_kept_by_its_label(self) -> None:
        assert languages_in("ur") == [("Polish", "پولش – Polish"), ("Somali", "Somali")]
        assert languages_in("en") == [("Polish", "Polish"), ("Somali", "Somali")]

    def test_needs_in_the_readers_language_and_only_what_parents_say(self) -> None:
        def labels(language: str, *, only_parents: bool = False) -> list[str]:
            found = codes_in(CodeKind.NEED, language, only_parents=only_parents)
            return [entry.label for entry in found]

        assert labels("ur") == ["سیب", "Books"]
        assert labels("ur", only_parents=True) == ["سیب"]
        assert labels("en", only_parents=True) == ["Apples"]


@pytest.mark.parametrize(
    ("said", "kept"), [(None, False), (False, False), (True, True)], ids=["unsaid", "no", "yes"]
)
def test_a_form_that_does_not_ask_whether_to_ring_forgets_no_answer(
    said: bool | None, kept: bool
) -> None:
    person = Person.objects.create(given_name="A", contact_by_call=False)
    person.refresh_from_db()
    details = PersonDetails(given_name="B")

    update_details(
        person=person, details=dataclasses.replace(details, contact_by_call=said), by=BY, at=AT
    )

    person.refresh_from_db()
    assert (person.given_name, person.contact_by_call) == ("B", kept)
