"""Files stay small, and nothing of one council stands in the software."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache

import pytest
import yaml

from tests.architecture.tree import PACKAGE, REPOSITORY, files

LONGEST = 600
CODE = (".py", ".jinja", ".scss", ".js", ".mjs", ".sql")
TEXT = (*CODE, ".md", ".po", ".html", ".svg", ".csv", ".yaml")
PACK = REPOSITORY / "authorities" / "luton"
# Names that are plain words of the trade or the compass elsewhere.
PLAIN = {"north", "south", "east", "west", "central", "town hall", "library", "home"}


@pytest.mark.parametrize("folder", ["flyingstart", "tests", "tools", "bench", "frontend"])
def test_no_file_is_longer_than_can_be_read(folder: str) -> None:
    long = [
        (str(path.relative_to(REPOSITORY)), lines)
        for path in files(REPOSITORY / folder, *CODE)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    ]

    assert long == []


def names_of_the_pack() -> Iterator[str]:
    """The pack, its authority, areas, neighbourhoods, sites and rooms."""
    authority = yaml.safe_load((PACK / "authority.yaml").read_text(encoding="utf-8"))
    yield PACK.name
    yield authority["name"]
    yield authority["code"]
    for path in [
        *sorted(PACK.glob("areas/*.csv")),
        PACK / "neighbourhoods.csv",
        PACK / "sites.csv",
    ]:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in ("code", "name", "area", "part", "part_name"):
                    yield row.get(column) or ""
                yield from (row.get("aliases") or "").split(";")


@lru_cache
def council_words() -> re.Pattern[str]:
    """Whole names, and codes of areas; spaces or hyphens between words. For text in small letters,
    as looking for many names in any case takes three times as long."""
    names = {name.strip().casefold() for name in names_of_the_pack()} - PLAIN
    telling = sorted(name for name in names if len(name) > 4)
    patterns = (re.escape(name).replace(r"\ ", r"[\s_-]+") for name in telling)
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


def test_the_pack_tells_many_words() -> None:
    words = council_words()

    assert words.search("the wards of Luton".casefold())
    assert words.search("beech-hill".casefold())
    assert words.search("E05002193".casefold())
    assert not words.search("a ward in the north of the town".casefold())


def test_the_software_knows_no_council() -> None:
    found = [
        (str(path.relative_to(REPOSITORY)), number, match[0])
        for path in files(PACKAGE, *TEXT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in council_words().finditer(line.casefold())
    ]

    assert found == []
