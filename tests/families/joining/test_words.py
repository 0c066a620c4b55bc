"""Every word of joining is in Urdu, and each page is light enough for patchy data."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.design import messages
from tests.design.messages import Message
from tests.design.test_weight import BUILT, LATIN, LIMIT, NASKH, fonts
from tests.design.test_words import PLACEHOLDER, bare_text, translations
from tests.families.joining.visitor import Visitor, make_world

FAMILIES = Path(__file__).resolve().parents[3] / "flyingstart" / "families"
TEMPLATES = sorted((FAMILIES / "jinja2" / "families" / "join").glob("*.jinja"))
MODULES = sorted((FAMILIES / "web" / "join").rglob("*.py"))
MESSAGES: list[Message] = sorted(
    {message for file in TEMPLATES for message in messages.of_template(file)}
    | {message for file in MODULES for message in messages.of_module(file)}
)


def test_there_are_words_to_look_at() -> None:
    assert (len(TEMPLATES) > 8, len(MESSAGES) > 100) == (True, True)


def test_urdu_has_every_message_with_its_placeholders() -> None:
    # None of them counts things, so each has one translation.
    said = [(one, translations((context, one, ""))[0]) for context, one, _ in MESSAGES]

    assert {many for _, _, many in MESSAGES} == {""}

    wrong = [
        one
        for one, found in said
        if found == one
        or {*PLACEHOLDER.findall(found)} != {*PLACEHOLDER.findall(one)}
        or (re.findall(r"</?\w+", found) != re.findall(r"</?\w+", one) and "<bdi>" not in one)
        or found.endswith((".", "?", ",", ";"))
    ]
    assert wrong == []


def test_no_template_says_a_word_outside_the_catalogue() -> None:
    words = {
        str(file): re.findall(r"[^\W\d_]{2,}", bare_text(file.read_text(encoding="utf-8")))
        for file in TEMPLATES
    }

    assert {name: found for name, found in words.items() if found} == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "faces"), [("en", LATIN), ("ur", (*LATIN, *NASKH))])
def test_each_page_is_light(client: Client, language: str, faces: tuple[str, ...]) -> None:
    make_world()
    visitor = Visitor(client).has_answered()
    client.cookies["django_language"] = language
    shared = sum(len(gzip.compress((BUILT / n).read_bytes(), 6)) for n in ("app.css", "app.js"))

    heavy = {
        path: weight
        for path in ("/join/", "/join/privacy/", "/join/languages/", "/join/check/")
        for page in [visitor.open(path).html.encode()]
        for weight in [len(gzip.compress(page, 6)) + shared + fonts(*faces)]
        if weight > LIMIT
    }

    assert heavy == {}
