"""Codes of families, as signs: pure.

Seven signs and one that checks them, of nineteen that are not taken for one another in anybody's
hand: no 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, 6 and G, U and V; no vowels, so that no
code is a word. Each sign is weighed by its place; as nineteen is prime, one wrong sign, or two that
changed places, are never another code.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

SIGNS = "34679CDFHJKMNPQRTWX"
LENGTH = 8
_GROUP = 4


def new_code(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A code by chance: one of 894 million."""
    given = "".join(choose(SIGNS) for _ in range(LENGTH - 1))
    return next(given + last for last in SIGNS if is_code(given + last))


def is_code(text: str) -> bool:
    """Whether these are the signs of a code, and agree with each other."""
    if len(text) != LENGTH or not set(text) <= set(SIGNS):
        return False
    return sum(place * SIGNS.index(sign) for place, sign in enumerate(text, 1)) % len(SIGNS) == 0


def read_code(text: str) -> str | None:
    """The code that somebody typed, in whatever case and groups; None for a slip."""
    signs = "".join(sign for sign in text.upper() if sign not in " -–—.\t")
    return signs if is_code(signs) else None


def spaced(code: str) -> str:
    """A code as it is printed and read out: in two groups."""
    return f"{code[:_GROUP]} {code[_GROUP:]}"
