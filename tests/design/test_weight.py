"""What a phone on patchy data must fetch: at most 120 kB for a public page."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

BUILT = Path(__file__).resolve().parents[2] / "flyingstart" / "static" / "build"
LATIN = ("latin-400", "latin-700")
# The letters of names such as Łucja.
MORE = ("latin-ext-400", "latin-ext-700")
NASKH = ("noto-naskh-arabic-arabic-400",)
LIMIT = 120_000


def zipped(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def fonts(*names: str) -> int:
    """Fonts are compressed already."""
    files = [
        file for file in sorted(BUILT.glob("fonts/*.woff2")) if any(n in file.name for n in names)
    ]
    assert len(files) == len(names)
    return sum(file.stat().st_size for file in files)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/nowhere/"])
@pytest.mark.parametrize(
    ("language", "faces"),
    # Which faces a browser asks for: tests/journeys.
    [("en", LATIN), ("en", (*LATIN, *MORE)), ("ur", (*LATIN, *NASKH))],
)
def test_a_public_page_is_light(
    client: Client, path: str, language: str, faces: tuple[str, ...]
) -> None:
    page = client.get(path, headers={"accept-language": language}).content

    parts = {
        "html": zipped(page),
        "css": zipped((BUILT / "app.css").read_bytes()),
        "js": zipped((BUILT / "app.js").read_bytes()),
        "fonts": fonts(*faces),
    }
    assert sum(parts.values()) <= LIMIT, parts


@pytest.mark.django_db
def test_what_only_staff_see_is_not_fetched_by_families(client: Client) -> None:
    page = client.get("/").content.decode()

    assert "build/app.css" in page
    assert "build/staff." not in page


@pytest.mark.django_db
def test_a_page_names_only_files_that_are_built(client: Client) -> None:
    page = client.get("/").content.decode()
    css = (BUILT / "app.css").read_text(encoding="utf-8")

    named = {part.split('"')[0] for part in page.split("/static/build/")[1:]}
    asked = {part.split(")")[0].strip("\"'") for part in css.split("url(")[1:]}
    files = {name for name in named | asked if not name.startswith("data:")}
    assert {name for name in files if not (BUILT / name).is_file()} == set()


@pytest.mark.parametrize("name", ["app.css", "staff.css"])
def test_no_rule_of_the_styles_keeps_to_left_or_right(name: str) -> None:
    css = (BUILT / name).read_text(encoding="utf-8")

    sided = r"[{;](?:margin|padding|border)-(?:left|right)[\w-]*:|text-align:(?:left|right)"
    assert re.findall(sided, css) == []


def test_nothing_of_the_governments_own_look_is_built() -> None:
    css = (BUILT / "app.css").read_text(encoding="utf-8").lower()

    assert "gds transport" not in css
    assert "crown" not in css
    assert [file.name for file in BUILT.glob("images/*")] == ["icon.svg"]
