"""Who was found, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.design.api import Suggestion
from flyingstart.families.queries.found import FoundPerson
from flyingstart.families.queries.search import Found
from flyingstart.families.web.staff.ages import age_words
from flyingstart.kernel.api import clock


@dataclass(frozen=True, kw_only=True)
class Result:
    """One person on the page of results; `href` is the page of the family, "" without one.

    `elsewhere` are the addresses of further families of the person.
    """

    name: str
    about: str
    why: str
    href: str
    elsewhere: Sequence[str]


def results(found: Found) -> list[Result]:
    """All who were found, in their order."""
    return [_result(person) for person in found.people]


def suggestions(found: Found) -> list[Suggestion]:
    """The same for the box in which one writes; who belongs to no family has no page."""
    return [
        Suggestion(
            title=one.name,
            text=" · ".join(words for words in (one.about, one.why) if words),
            href=one.href,
        )
        for one in results(found)
        if one.href
    ]


def _result(person: FoundPerson) -> Result:
    here, *elsewhere = [reverse("family", args=[f.public_id]) for f in person.families] or [""]
    return Result(
        name=person.name,
        about=about(person),
        why=", ".join(person.reasons),
        href=here,
        elsewhere=elsewhere,
    )


def about(person: FoundPerson) -> str:
    """What tells somebody from others of that name: role, age, outward postcode."""
    words = [person.families[0].role_label] if person.families else []
    if person.has_died:
        # Nobody's age is counted on.
        words.append(_("has died"))
    elif person.date_of_birth:
        words.append(age_words(person.date_of_birth, clock.today()))
    if person.outward:
        words.append(person.outward)
    return ", ".join(words)
