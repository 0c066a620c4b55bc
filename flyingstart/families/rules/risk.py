"""Words of danger in what somebody wrote: so that it is read first. Pure; the words are the pack's.

It only puts in order and hides nothing: what holds no such word is read the same working day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Letters that decompose into nothing, or are written in two ways on keyboards of one language.
_ALIKE = str.maketrans(
    {
        "ł": "l",
        "ß": "ss",
        "ø": "o",
        # Arabic forms of yeh, kaf, heh and alef, as some keyboards write Urdu.
        **dict.fromkeys("\u064a\u0649", "\u06cc"),
        "\u0643": "\u06a9",
        **dict.fromkeys("\u0647\u06be\u0629", "\u06c1"),
        **dict.fromkeys("\u0623\u0622", "\u0627"),
        # Nobody sees them, or they part no words: joiners, marks of direction, apostrophes.
        **dict.fromkeys("\u200c\u200d\u200e\u200f\u2018\u2019\u00b4'`-"),
    }
)
_WORD = re.compile(r"\w+")


def in_words(text: str) -> list[str]:
    """The words of a text, without case, accents and vowel signs; what is alike is one letter."""
    # Before letters come apart: then a hamza would go its own way.
    letters = unicodedata.normalize("NFC", text).casefold().translate(_ALIKE)
    apart = unicodedata.normalize("NFKD", letters)
    kept = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return _WORD.findall(kept.translate(_ALIKE))


def is_risky(text: str, risk_words: Iterable[str]) -> bool:
    """Whether a text holds one of the words, in any language: whole, or as a stem that ends in `*`.

    An entry of several words is found where they follow each other, each as it is written.
    """
    said = in_words(text)
    return any(_holds(said, entry) for entry in risk_words)


def _holds(said: list[str], entry: str) -> bool:
    parts = [
        (word, part.endswith("*"))
        for part in entry.split()
        for word in in_words(part.removesuffix("*"))[:1]
    ]
    if not parts:
        return False
    return any(
        all(
            word.startswith(wanted) if is_stem else word == wanted
            for word, (wanted, is_stem) in zip(said[start:], parts, strict=False)
        )
        for start in range(len(said) - len(parts) + 1)
    )
