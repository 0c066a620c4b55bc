"""What a browser's checker does not see: keys that must do what is said of a control."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BUTTON = re.compile(r"<a\b[^>]*role=\"button\"[^>]*>", re.DOTALL)


def said_to_be_buttons() -> Iterator[tuple[str, str]]:
    """Links of our own pages that are called buttons, with the page."""
    for page in sorted((REPOSITORY / "flyingstart").rglob("*.jinja")):
        for tag in BUTTON.findall(page.read_text(encoding="utf-8")):
            yield page.name, tag


def test_a_link_that_is_called_a_button_is_pressed_with_the_space_bar_too() -> None:
    """Script does it, for those that ask: a link knows Enter alone."""
    deaf = [
        (page, tag) for page, tag in said_to_be_buttons() if 'data-module="govuk-button"' not in tag
    ]

    assert deaf == []


def test_there_are_such_links() -> None:
    assert {"family.jinja", "register.jinja"} <= {page for page, _ in said_to_be_buttons()}
