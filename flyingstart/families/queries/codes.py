"""The authority's code lists as held."""

from __future__ import annotations

from functools import lru_cache

from flyingstart.families.codes import CodeIndex, KnownCode
from flyingstart.families.enums import CodeKind, NoAnswer
from flyingstart.families.models import Code

_Entry = tuple[str, str, tuple[str, ...]]
"""A code, its label, and its other names."""


def code_indexes() -> dict[CodeKind, CodeIndex]:
    """Every code list, to be searched by code, label or alias. One query."""
    lists: dict[str, list[_Entry]] = {kind: [] for kind in CodeKind}
    for kind, code, label, aliases in Code.objects.values_list("kind", "code", "label", "aliases"):
        lists[kind].append((code, label, tuple(aliases)))
    return {kind: _index(tuple(lists[kind])) for kind in CodeKind}


@lru_cache(maxsize=16)
def _index(entries: tuple[_Entry, ...]) -> CodeIndex:
    """Lists change once in years, and every registration asks for them."""
    return CodeIndex((KnownCode(code=code, label=label), more) for code, label, more in entries)


def code_labels(kind: CodeKind) -> dict[str, str]:
    """Labels by code in the list's order, the three ways of having no answer among them."""
    labels = dict(Code.objects.filter(kind=kind).values_list("code", "label"))
    for answer in NoAnswer:
        labels.setdefault(answer.value, str(answer.label))
    return labels


def codes_in(kind: CodeKind, language: str, *, only_parents: bool = False) -> list[KnownCode]:
    """A list in its order with its labels in a language, where the pack has them.

    `only_parents`: those entries that a parent may say herself.
    """
    entries = Code.objects.filter(kind=kind)
    if only_parents:
        entries = entries.filter(parents_say=True)
    return [
        KnownCode(code=code, label=labels.get(language) or label)
        for code, label, labels in entries.values_list("code", "label", "labels")
    ]


def languages_in(language: str) -> list[tuple[str, str]]:
    """The languages: as each is kept (by its label), and its name in the reader's language.

    The label stands beside it: one may know a language by either.
    """
    return [
        (entry.label, f"{own} – {entry.label}" if own else entry.label)
        for entry in Code.objects.filter(kind=CodeKind.LANGUAGE)
        for own in [entry.labels.get(language)]
    ]
