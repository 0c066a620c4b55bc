"""Texts that people write: tidied, and compared without regard to how they are typed.

Letters of every script, emoji and joiners are kept, right-to-left names included. What is left out
cannot be seen: control characters, and the marks and overrides of direction, with which a name can
be made to read as another one. Pages isolate names of either direction themselves.
"""

from __future__ import annotations

import re
import unicodedata

# Arabic letter mark, left-to-right and right-to-left marks, embeddings, overrides, isolates.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Soft hyphen, zero-width space, word joiner, byte-order mark; halves of characters.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
_CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029]")
_UNSTORABLE = re.compile("[\u0000\ud800-\udfff]")


def tidy(text: str) -> str:
    """One line: no control characters or marks of direction, single spaces, composed letters.

    A text of which nothing can be seen is "".
    """
    if not text:
        return ""
    if not (text.isascii() and text.isprintable()):
        text = _DIRECTION.sub("", text)
        text = _UNSEEN.sub("", text)
        text = unicodedata.normalize("NFC", _CONTROL.sub(" ", text))
        if not any(unicodedata.category(letter)[0] not in "CZ" for letter in text):
            return ""
    return " ".join(text.split())


def tidy_paragraphs(text: str) -> str:
    """Several lines, each tidied; never two blank ones in a row, none at either end."""
    lines: list[str] = []
    for line in map(tidy, text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).rstrip("\n")


def has_direction_marks(text: str) -> bool:
    """Whether `tidy` takes marks of direction away."""
    return not text.isascii() and _DIRECTION.search(text) is not None


def folded(text: str) -> str:
    """The form in which names and addresses are compared: no case, no spaces."""
    if text.isascii():
        return "".join(text.lower().split())
    together = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    # What stood apart may compose.
    return unicodedata.normalize("NFKC", together)


def plain(text: str) -> str:
    """The form in which codes and labels are compared: letters and digits only, no case.

    `White - British`, `White: British` and `white british` are one; `-8` is not `8`.
    """
    sign = "-" if re.match(r"\s*-\d", text) else ""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return sign + "".join(letter for letter in letters if letter.isalnum())


def storable(text: str) -> bool:
    """Whether the database can hold it; `tidy` takes the rest away."""
    return (text.isascii() and "\0" not in text) or not _UNSTORABLE.search(text)
