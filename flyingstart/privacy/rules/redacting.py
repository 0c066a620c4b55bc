"""Blanking what free words say of other people: a suggestion, which somebody reads; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

BLANK = "[…]"
# Names of one or two letters are words of their own as often as not; they are left to the reader.
SHORTEST = 3
_PHONE = re.compile(r"(?<![\w+])\+?\d(?:[\s().-]*\d){8,14}(?!\w)")
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().,;]+")
_SEVERAL = re.compile(rf"(?:{re.escape(BLANK)}\s*){{2,}}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
# Each after a sign of it that is found sooner: most of what is written has neither.
_PATTERNS = (
    (re.compile("@"), _EMAIL),
    (re.compile(r"\d"), _PHONE),
    (re.compile(r"\d"), _POSTCODE),
)


def blanker(*, others: Iterable[str], own: Iterable[str] = ()) -> Callable[[str], str]:
    """What makes a text one without other people: their names, numbers and addresses are `[…]`.

    `others` are names and lines of addresses, in any case; `own` what the person is called and
    reached by, which stays even where others share it. Every phone number, email address and
    postcode that is not the person's own goes, whoever's it is.
    """
    kept = {_bare(word) for word in own}
    names = {
        word.strip() for word in others if len(word.strip()) >= SHORTEST and _bare(word) not in kept
    }
    # The longest first: "Mary Ann" before "Mary".
    any_of = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    named = re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE) if names else None

    def blanked(text: str) -> str:
        found = text
        for sign, pattern in _PATTERNS:
            if sign.search(found):
                found = pattern.sub(lambda m: m[0] if _bare(m[0]) in kept else BLANK, found)
        if named is not None:
            found = named.sub(BLANK, found)
        return _SEVERAL.sub(f"{BLANK} ", found).strip()

    return blanked


def without(values: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """A row without some columns."""
    left_out = set(columns)
    return {name: value for name, value in values.items() if name not in left_out}


def _bare(text: str) -> str:
    """Letters and digits alone, small: numbers and postcodes as they compare."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
