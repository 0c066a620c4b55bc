"""What is asked before two records are joined: which is kept, what of the families, every doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import formats, forms
from flyingstart.families.models import Family, Person
from flyingstart.families.operations.merging import merge_doubts
from flyingstart.families.rules.merging import Doubt
from flyingstart.families.web.staff.merging.comparing import family_words
from flyingstart.families.web.staff.merging.reading import FamilyRead, Two, likeliest

FIRST, SECOND, APART, NOBODY = "first", "second", "apart", "nobody"
MOST_CHOICES = 4
Couple = tuple[Person, Person]
KNOWN = {
    Doubt.UNLIKE: gettext_lazy(
        "I know that they are one person, although names and birth dates all differ"
    ),
    Doubt.TWINS: gettext_lazy("I know that they are one person under two names, not twins"),
    Doubt.DEATH: gettext_lazy(
        "I know that it is this person who has died. Nothing is sent to the family then, until a "
        "worker lets messages resume"
    ),
}
"""What a person who joins two records in spite of a doubt says."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody of the second family: who of the first is it? `likely` is a public id, or ""."""

    person: Person
    choices: Sequence[Person]
    likely: str


@dataclass(frozen=True, kw_only=True)
class FamilyChoice:
    """Two families that can be joined along with the two people."""

    key: str
    first: Family
    second: Family
    words: str
    asked: Sequence[Asked]

    def box(self, asked: Asked) -> str:
        """How the form names the question."""
        return f"who-{self.key}-{asked.person.public_id}"


def family_choices(two: Two) -> list[FamilyChoice]:
    """Families that are two so far; none where both people belong to one already."""
    own = {family.family.pk for family in two.first.families}
    others = {family.family.pk for family in two.second.families}
    pairs = [
        (one, other)
        for one in two.first.families
        for other in two.second.families
        if one.family.pk not in others and other.family.pk not in own
        if one.may_join and other.may_join
    ]
    return [
        _choice(str(number), one, other, two)
        for number, (one, other) in enumerate(pairs[:MOST_CHOICES], 1)
    ]


def _choice(key: str, one: FamilyRead, other: FamilyRead, two: Two) -> FamilyChoice:
    here = {member.person.pk for member in one.members}
    there = {member.person.pk for member in other.members}
    first, second = two.first.person.pk, two.second.person.pk
    people = [m.person for m in one.members if m.person.pk not in {*there, first}]
    asked = [m.person for m in other.members if m.person.pk not in {*here, second}]
    likely = likeliest(asked, people, two.reader) if asked and people else {}
    ids = {person.pk: str(person.public_id) for person in people}
    return FamilyChoice(
        key=key,
        first=one.family,
        second=other.family,
        words=_("Yes, one family: %(first)s, written down again as %(second)s")
        % {"first": family_words(one), "second": family_words(other)},
        asked=[
            Asked(person=person, choices=people, likely=ids.get(likely.get(person.pk, 0), ""))
            for person in asked
        ]
        if people
        else [],
    )


class JoinForm(forms.Form):
    """Everything that is asked before two records are joined."""

    marks_optional = False

    kept = forms.RadiosField(
        label=gettext_lazy("Which record is kept on top?"),
        called=gettext_lazy("the record that is kept"),
        hint=gettext_lazy(
            "Where both say something, its word stands. What it leaves open is filled in from the "
            "other one."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, two: Two) -> None:
        super().__init__(data, initial={"kept": FIRST})
        self.two = two
        self.choices = family_choices(two)
        fields: Any = self.fields
        halves = {FIRST: two.first.person, SECOND: two.second.person}
        fields["kept"].choices = [
            (FIRST, _("First record: %(name)s") % {"name": halves[FIRST]}),
            (SECOND, _("Second record: %(name)s") % {"name": halves[SECOND]}),
        ]
        if self.choices:
            self._ask_of_families()
        chosen = self._chosen_now()
        whole = chosen is not None
        self.doubts = dict(doubts_of(two.first.person, two.second.person, with_families=whole))
        for one, other in self.couples(chosen):
            about = _("%(name)s: %(words)s")
            self.doubts |= {
                box: about % {"name": other, "words": words}
                for box, words in doubts_of(one, other, with_families=whole)
            }
        missing = _("Tick that you know it, or do not join them")
        for box, words in self.doubts.items():
            fields[box] = forms.CheckboxField(label=words, error_messages={"required": missing})
        fields["reason"] = forms.TextAreaField(
            label=_("How do you know that they are one?"),
            hint=_("Such as: her mother told us at the door"),
            called=_("how you know it"),
            rows=2,
            max_length=500,
        )

    def choice(self, key: object) -> FamilyChoice | None:
        """The families that an answer means; None: they stay apart."""
        return next((choice for choice in self.choices if choice.key == key), None)

    def couples(self, choice: FamilyChoice | None) -> list[Couple]:
        """Who of the first family is whom in the second, as answered so far."""
        found = []
        for asked in choice.asked if choice else ():
            said = str(self.data.get(choice.box(asked), "")) if choice else ""
            found += [(one, asked.person) for one in asked.choices if str(one.public_id) == said]
        return found

    def _chosen_now(self) -> FamilyChoice | None:
        """The families that are chosen in what was sent, before anything is checked."""
        return self.choice(self.data.get("families"))

    def _ask_of_families(self) -> None:
        fields: Any = self.fields
        fields["families"] = forms.RadiosField(
            label=_("Are their families one family too?"),
            called=_("what becomes of the families"),
            choices=[
                *((choice.key, choice.words) for choice in self.choices),
                (APART, _("No, two families, and one person who belongs to both")),
            ],
            choice_hints={
                APART: _("Such as a child of two homes. The families stay apart as they are.")
            },
        )
        only_when = {}
        for choice in self.choices:
            for asked in choice.asked:
                box = choice.box(asked)
                fields[box] = forms.SelectField(
                    label=_("Who is %(name)s?") % {"name": member_words(asked.person)},
                    choices=[
                        (NOBODY, _("Nobody of these: somebody more")),
                        *((str(one.public_id), member_words(one)) for one in asked.choices),
                    ],
                    initial=asked.likely or NOBODY,
                    required=False,
                )
                only_when[box] = ("families", choice.key)
        self.only_when = only_when


def member_words(person: Person) -> str:
    """Somebody of a family, told from others of the name by the birth date."""
    if not person.date_of_birth:
        return str(person)
    return _("%(name)s, born %(day)s") % {
        "name": person,
        "day": formats.date(person.date_of_birth),
    }


def doubts_of(one: Person, other: Person, *, with_families: bool) -> list[tuple[str, str]]:
    """What speaks against it, each to be ticked by who knows better: (name of the box, words)."""
    found = [
        (doubt.value, str(KNOWN[doubt]))
        for doubt in merge_doubts(one, other, with_families=with_families)
    ]
    born = one.date_of_birth, other.date_of_birth
    if all(born) and born[0] != born[1] and Doubt.UNLIKE.value not in dict(found):
        days = {"first": formats.date(born[0]), "second": formats.date(born[1])}
        words = _(
            "I know that they are one person. One of the birth dates, %(first)s or %(second)s, is "
            "a slip"
        )
        found.append(("born", words % days))
    return [(f"sure-{what}-{one.public_id}-{other.public_id}", words) for what, words in found]
