"""What design says can be said in the reader's language, and is in Urdu."""

from __future__ import annotations

import re

from django.utils import translation

from tests.design import messages
from tests.design.messages import DESIGN, Message
from tests.design.rendering import environment

CATALOGUE = DESIGN.parent / "locale" / "ur" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TEMPLATES = sorted((DESIGN / "jinja2").rglob("*.jinja"))
MARKUP = re.compile(r"<script.*?</script>|<[^>]*>|&\w+;", re.DOTALL)
# Not to be read: a class in a block of its own, and names that show how names look.
NO_WORDS = re.compile(r"\bfs-\w+|Zoë O’Neill|Łucja Wiśniewska|عائشہ خان|Ștefan")


def translations(message: Message) -> list[str]:
    context, one, many = message
    with translation.override("ur"):
        if many:
            return [translation.ngettext(one, many, number) for number in (1, 2)]
        return [translation.pgettext(context, one) if context else translation.gettext(one)]


MESSAGES = sorted(messages.of_design())


def test_urdu_has_every_message() -> None:
    unsaid = [
        one
        for context, one, many in MESSAGES
        if {one, many} & {*translations((context, one, many))} and one != "Flying Start"  # a name
    ]

    assert unsaid == []


def test_urdu_has_the_placeholders_of_every_message() -> None:
    wrong = []
    for context, one, many in MESSAGES:
        for text, source in zip(translations((context, one, many)), [one, many], strict=False):
            held, whole = {*PLACEHOLDER.findall(text)}, {*PLACEHOLDER.findall(many or one)}
            # The singular may say its one in words.
            if (source != one and held != {*PLACEHOLDER.findall(source)}) or not held <= whole:
                wrong.append(text)
            if "  " in text:
                wrong.append(text)

    assert wrong == []


def test_urdu_ends_its_sentences_as_urdu_does() -> None:
    wrong = [
        text
        for message in MESSAGES
        for text in translations(message)
        if text.endswith((".", "?", ",", ";"))
    ]

    assert wrong == []


def test_the_catalogue_says_that_no_native_reader_has_checked_it() -> None:
    head = CATALOGUE.read_text(encoding="utf-8").split("\n\n")[0]

    assert "# Awaiting a native reader's check" in head
    assert '"X-Checked-By-Native-Reader: no\\n"' in head
    assert "fuzzy" not in CATALOGUE.read_text(encoding="utf-8")


def test_the_catalogue_holds_nothing_that_design_no_longer_says() -> None:
    text = CATALOGUE.read_text(encoding="utf-8").split("\n\n", 1)[1]
    held = {re.sub(r'\\"', '"', one) for one in re.findall(r'^msgid "(.*)"$', text, re.MULTILINE)}
    others = {"English", "Urdu"}  # names of languages, said by settings

    assert {one for _, one, _ in MESSAGES} <= held
    assert held - {one for _, one, _ in MESSAGES} - others == others_of_the_site(held) - others


def others_of_the_site(held: set[str]) -> set[str]:
    """Messages that apps beside design say."""
    package = DESIGN.parent
    said = {
        one
        for app in sorted(package.iterdir())
        if app.is_dir() and app != DESIGN
        for kind, read in (("*.jinja", messages.of_template), ("*.py", messages.of_module))
        for file in sorted(app.rglob(kind))
        for _, one, _ in read(file)
    }
    return (held & said) - {one for _, one, _ in MESSAGES}


def bare_text(source: str) -> str:
    """What a template prints itself: without tags, and without what is translated."""
    text, translated, before = [], False, ""
    for _line, kind, value in environment().lex(source):
        if kind == "name" and before == "block_begin":
            translated = value == "trans" or (translated and value != "endtrans")
        if kind == "data" and not translated:
            text.append(value)
        if kind != "whitespace":
            before = kind
    return NO_WORDS.sub("", MARKUP.sub(" ", "".join(text)))


def test_no_template_says_a_word_outside_the_catalogue() -> None:
    said = {str(file): bare_text(file.read_text(encoding="utf-8")) for file in TEMPLATES}

    words = {name: re.findall(r"[^\W\d_]{2,}", text) for name, text in said.items()}
    assert {name: found for name, found in words.items() if found} == {}


def test_a_word_outside_the_catalogue_would_be_found() -> None:
    source = """<p class="a">{% trans x=1 %}said{% endtrans %} unsaid {{ _("said") }}</p>"""

    assert bare_text(source).split() == ["unsaid"]
