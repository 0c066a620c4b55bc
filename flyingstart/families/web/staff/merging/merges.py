"""What was joined: who, when and why; whether it was parted again; and what came in since."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import formats, forms
from flyingstart.families.models import FamilyTie, Merge, Person
from flyingstart.families.since import Side, SinceEntry
from flyingstart.families.web.staff.family.presenters import joined


@dataclass(frozen=True, kw_only=True)
class MergeShown:
    """A merge in words. `undone` is "" while it stands; `brought` are people joined with families.

    `number` tells links of merges of the same names apart.
    """

    kept: str
    merged: str
    is_of_families: bool
    told: str
    reason: str
    undone: str
    undone_why: str
    brought: Sequence[str]
    href: str
    number: int = 0


class PartForm(forms.Form):
    """To which of the two everything belongs that was entered since, and why they are parted."""

    marks_optional = False

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        entries: Sequence[SinceEntry],
        kept: str,
        merged: str,
    ) -> None:
        super().__init__(data)
        fields: Any = self.fields
        self._keys = {box_of(entry): entry.key for entry in entries}
        for entry in entries:
            fields[box_of(entry)] = forms.RadiosField(
                label=entry_words(entry),
                hint=_("Entered on %(moment)s") % {"moment": formats.moment(entry.entered_at)},
                called=entry_words(entry),
                error_messages={
                    "required": _("Choose whose it is: %(what)s") % {"what": entry_words(entry)}
                },
                choices=[
                    (Side.KEPT, _("The record kept on top: %(name)s") % {"name": kept}),
                    (Side.MERGED, _("The record joined to it: %(name)s") % {"name": merged}),
                ],
                coerce=Side,
            )
        fields["reason"] = forms.TextAreaField(
            label=gettext_lazy("Why are they parted?"),
            hint=gettext_lazy("Such as: they came together today, and are cousins"),
            called=gettext_lazy("why they are parted"),
            rows=2,
            max_length=500,
        )

    @property
    def belongs(self) -> dict[str, Side]:
        """To which record each entry belongs, by its key."""
        return {key: self.cleaned_data[box] for box, key in self._keys.items()}


def box_of(entry: SinceEntry) -> str:
    """How a form names an entry: the same one however many others there are."""
    return f"since-{hashlib.sha256(entry.key.encode()).hexdigest()[:16]}"


def digest(entries: Sequence[SinceEntry]) -> str:
    """Which entries the reader was asked about, in short."""
    return hashlib.sha256(repr([box_of(entry) for entry in entries]).encode()).hexdigest()[:24]


def entry_words(entry: SinceEntry) -> str:
    """What was entered: "Note of Zofia Kowalska: by Sam Okafor, 3 March 2026"."""
    words = {"what": entry.what[:1].upper() + entry.what[1:], "text": entry.text}
    if not entry.about:
        return _("%(what)s: %(text)s") % words
    return _("%(what)s of %(name)s: %(text)s") % {**words, "name": entry.about}


def shown(merges: Sequence[Merge], first: int = 1) -> list[MergeShown]:
    """Merges in words, numbered from `first`; three queries however many there are."""
    ids = {pk for m in merges for pk in (m.kept_family_id, m.merged_family_id) if pk}
    names = _names_of(ids)
    pieces: dict[int, list[Merge]] = defaultdict(list)
    found = Merge.objects.filter(whole__in=[m.pk for m in merges])
    for piece in found.select_related("kept_person", "merged_person").order_by("pk"):
        pieces[piece.whole_id or 0].append(piece)
    return [
        _shown(merge, names, pieces[merge.pk], number) for number, merge in enumerate(merges, first)
    ]


def _shown(
    merge: Merge, names: Mapping[int, str], pieces: Sequence[Merge], number: int
) -> MergeShown:
    kept, merged = merge.kept_person, merge.merged_person
    told = _("%(name)s, %(moment)s")
    return MergeShown(
        kept=_person(kept) if kept else names.get(merge.kept_family_id or 0, _("A family")),
        merged=_person(merged) if merged else names.get(merge.merged_family_id or 0, _("A family")),
        is_of_families=kept is None,
        told=told % {"name": merge.merged_by_name, "moment": formats.moment(merge.merged_at)},
        reason=merge.reason,
        undone=told % {"name": merge.undone_by_name, "moment": formats.moment(merge.undone_at)}
        if merge.undone_at
        else "",
        undone_why=merge.undone_why,
        brought=[_brought(piece) for piece in pieces],
        href=reverse("merge", args=[merge.public_id]),
        number=number,
    )


def _brought(piece: Merge) -> str:
    return _("%(kept)s, written down again as %(merged)s") % {
        "kept": _person(piece.kept_person),
        "merged": _person(piece.merged_person),
    }


def _person(person: Person | None) -> str:
    if person is None or person.date_of_birth is None:
        return str(person or "")
    born = formats.date(person.date_of_birth)
    return _("%(name)s, born %(day)s") % {"name": person, "day": born}


def _names_of(families: Collection[int]) -> dict[int, str]:
    """Families by the people of their own rows, as each was written down."""
    ties = FamilyTie.objects.filter(family__in=families).select_related("person").order_by("pk")
    names: dict[int, dict[str, None]] = defaultdict(dict)
    for tie in ties:
        names[tie.family_id][str(tie.person)] = None
    return {pk: joined(list(own)) for pk, own in names.items()}
