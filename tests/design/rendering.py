"""Renders macros and pages as the site does, and reads what came out."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, cast

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment


def environment() -> Environment:
    """The Jinja environment of the site."""
    env: Environment = cast("Jinja2", engines["jinja2"]).env
    return env


def render(source: str, **context: Any) -> str:
    """A piece of template, rendered by the site's environment."""
    return str(environment().from_string(source).render(context))


class Tokens(HTMLParser):
    """HTML as a list of tags, attributes and words; white space between them does not count."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = [(k, " ".join(v.split()) if k == "class" and v else v) for k, v in attrs]
        self.found.append((tag, said))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(" ".join(data.split()))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(" ".join(data.split()))


def words(html: str) -> list[str]:
    """The pieces of text, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.words


def tags(html: str, name: str) -> list[dict[str, str | None]]:
    """The attributes of all elements of a name, in order."""
    reader = _Reader()
    reader.feed(html)
    return [attributes for tag, attributes in reader.tags if tag == name]
