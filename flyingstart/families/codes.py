"""Code lists of the authority: finding what is meant by a code, a label or another name for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flyingstart.families.enums import NoAnswer
from flyingstart.families.text import plain

# Three ways of having no answer, as people and the Department for Education write them.
NO_ANSWERS: Mapping[str, str] = {
    plain(written): answer.value
    for answer, others in {
        NoAnswer.UNKNOWN: ("unknown", "not known", "don't know"),
        NoAnswer.REFUSED: ("refused", "REFU", "prefer not to say", "declined", "not stated"),
        NoAnswer.NOT_ASKED: (
            *("not_asked", "not asked yet", "NOBT", "not yet asked", "not obtained"),
            "information not yet obtained",
        ),
    }.items()
    for written in others
}


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownCode:
    """An entry of a code list: its code, and the label that people read."""

    code: str
    label: str


class CodeIndex:
    """One code list, searched by code, label or alias; punctuation, case and spaces are ignored."""

    def __init__(self, entries: Iterable[tuple[KnownCode, Iterable[str]]]) -> None:
        """Take each entry with its other names; a code comes before a label, that before others."""
        entries = list(entries)
        self._found: dict[str, KnownCode] = {}
        for entry, _ in entries:
            self._found.setdefault(plain(entry.code), entry)
        for entry, _ in entries:
            self._found.setdefault(plain(entry.label), entry)
        for entry, others in entries:
            for name in others:
                self._found.setdefault(plain(name), entry)

    def find(self, text: str) -> KnownCode | None:
        """The entry that is meant."""
        return self._found.get(plain(text))

    def __len__(self) -> int:
        return len(self._found)


def no_answer(text: str) -> str | None:
    """`unknown`, `refused` or `not_asked` if the text says one of them."""
    return NO_ANSWERS.get(plain(text))
