"""The authority's code lists as held."""

from __future__ import annotations

from collections.abc import Iterable

from flyingstart.families.codes import CodeIndex, KnownCode
from flyingstart.families.enums import CodeKind, NoAnswer
from flyingstart.families.models import Code


def code_indexes() -> dict[CodeKind, CodeIndex]:
    """Every code list, to be searched by code, label or alias. One query."""
    lists: dict[str, list[tuple[KnownCode, Iterable[str]]]] = {kind: [] for kind in CodeKind}
    for entry in Code.objects.all():
        known = KnownCode(code=entry.code, label=entry.label)
        lists[entry.kind].append((known, entry.aliases))
    return {kind: CodeIndex(lists[kind]) for kind in CodeKind}


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
