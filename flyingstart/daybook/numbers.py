"""Numbers that nobody should ring: made up, or written until the real one is known."""

from __future__ import annotations

import re

# What the regulator keeps for stories and examples, without the first 0; nobody answers there.
MADE_UP = re.compile(
    r"1632960|(?:113|114|115|116|117|118|121|131|141|151|161)4960|1914980|2079460|2896496|2920180"
    r"|7700900|8081570|9098790|3069990"
)
# `TBC`, `number to come`, `01999 xxxxxx`; not the words of an extension.
WORDS = re.compile(r"[^\W\d_]+|[?…]")
EXTENSION = {"ext", "extension", "option", "x"}
FEWEST_DIGITS, SAME_AT_THE_END = 3, 6
COUNTED_UP = ("123456", "1234567", "234567")


def is_placeholder(phone: str) -> bool:
    """Whether a text is no number that somebody in a hurry should ring; an empty one is not."""
    if not phone:
        return False
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", phone))
    words = [word.casefold() for word in WORDS.findall(phone)]
    if any(word not in EXTENSION for word in words) or len(digits) < FEWEST_DIGITS:
        return True
    national = re.sub(r"^(?:0044|44|0)", "", digits)
    end = national[-SAME_AT_THE_END:]
    return (
        MADE_UP.match(national) is not None
        or (len(end) == SAME_AT_THE_END and len(set(end)) == 1)
        or national.endswith(COUNTED_UP)
    )
