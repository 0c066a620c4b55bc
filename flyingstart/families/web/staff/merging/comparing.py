"""Two records side by side: what each says, and where they differ, in words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import formats
from flyingstart.families.enums import DetailKind, Role
from flyingstart.families.queries.held import Home
from flyingstart.families.queries.together import in_force
from flyingstart.families.text import folded
from flyingstart.families.web.staff.family.presenters import joined
from flyingstart.families.web.staff.family.reading import OPEN
from flyingstart.families.web.staff.merging.reading import FamilyRead, Half, Two
from flyingstart.families.words import in_words
from flyingstart.kernel.api import clock


class Verdict(StrEnum):
    """How two answers stand to each other."""

    SAME = "same"
    DIFFERS = "differs"
    ONE = "one"


VERDICTS = {
    Verdict.SAME: gettext_lazy("the same"),
    Verdict.DIFFERS: gettext_lazy("different"),
    Verdict.ONE: gettext_lazy("only one says"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question, both answers ("" for none) and how they stand to each other."""

    question: str
    first: str
    second: str
    verdict: Verdict

    @property
    def words(self) -> str:
        """The verdict, as the page says it."""
        return str(VERDICTS[self.verdict])


def rows(two: Two) -> list[Row]:
    """Every question to which at least one has an answer."""
    first, second = _answers(two.first, two), _answers(two.second, two)
    return [
        Row(question=question, first=one, second=other, verdict=_verdict(one, other))
        for (question, one), (_question, other) in zip(first, second, strict=True)
        if one or other
    ]


def digest(two: Two) -> str:
    """What the reader was shown, in short: another one when anything of it changed."""
    shown = [
        *((row.question, row.first, row.second) for row in rows(two)),
        *(
            (str(half.person.public_id), half.person.version, str(family.family.public_id))
            for half in (two.first, two.second)
            for family in half.families
        ),
        *(
            (str(member.person.public_id), str(member.person), member.is_there)
            for half in (two.first, two.second)
            for family in half.families
            for member in family.members
        ),
        two.distinct is not None,
    ]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]


def family_words(family: FamilyRead) -> str:
    """A family by its people of today: "Zofia Kowalska and Stanisław Kowalski"."""
    names = [str(member.person) for member in family.members if member.is_there]
    return joined(names) or _("a family without members")


def _answers(half: Half, two: Two) -> list[tuple[str, str]]:
    """The questions, always in one order. Of who left, only what search shows too."""
    answers, details = half.state.answers, half.state.details
    person = half.person
    found = [
        (_("Name"), f"{answers.given_name} {answers.family_name}".strip()),
        (_("Born"), _day(answers.date_of_birth)),
        (_("Died"), _day(person.died_on)),
        (_("Sex"), in_words("sex", answers.sex)),
        (_("NHS number"), _spaced(answers.nhs_number)),
        (_("In the family"), "; ".join(_place(half, family) for family in half.families)),
        (_("Home"), _unless(half, "; ".join(_homes(half, two)))),
        (_("Phone"), _unless(half, details.get(DetailKind.PHONE, ""))),
        (_("Email"), _unless(half, details.get(DetailKind.EMAIL, ""))),
        (_("Speaks"), _known(answers.spoken_language)),
        (_("GP practice"), _unless(half, answers.gp_practice)),
        (_("Nursery or school"), _unless(half, answers.setting)),
        (_("Registered"), _registered(half)),
        (_("On record since"), _day(clock.london_day(person.created_at))),
    ]
    shown_of_all = {_("Name"), _("Born"), _("Died"), _("On record since")}
    if half.families:
        return found
    return [(question, one if question in shown_of_all else "") for question, one in found]


def _unless(half: Half, answer: str) -> str:
    """Nothing that tells of a place, while the home is hidden from the reader."""
    return "" if half.is_masked else answer


def _verdict(one: str, other: str) -> Verdict:
    if not (one and other):
        return Verdict.ONE
    return Verdict.SAME if folded(one) == folded(other) else Verdict.DIFFERS


def _day(value: object) -> str:
    return in_words("", value)


def _spaced(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


def _known(answer: str) -> str:
    return "" if answer in OPEN else answer


def _place(half: Half, family: FamilyRead) -> str:
    """The role, and with whom: "parent, with Stanisław"."""
    role = next(m.role for m in family.members if m.person.pk == half.person.pk)
    names = [m.person.given_name or str(m.person) for m in family.others(half.person)]
    label = str(Role(role).label)
    if not names:
        return label
    return _("%(role)s, with %(names)s") % {"role": label, "names": joined(names)}


def _homes(half: Half, two: Two) -> Sequence[str]:
    """Addresses of today with families within sight; of other families nothing is said."""
    seen = {family.family.pk for family in half.families}
    return [
        ", ".join(line for line in _lines(home) if line)
        for home in half.state.homes
        if home.family in seen and in_force((home.starts_on, home.ends_on), two.on)
    ]


def _lines(home: Home) -> tuple[str, ...]:
    lines = home.lines
    return (lines.line_1, lines.line_2, lines.town, lines.postcode or lines.postcode_as_written)


def _registered(half: Half) -> str:
    seen = {family.family.pk for family in half.families}
    days = [own.registered_on for own in half.state.registrations if own.family in seen]
    return formats.date(min(days)) if days else ""
