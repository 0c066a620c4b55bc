"""A sheet of paper in words: rows with boxes to tick, and nothing of where anybody lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.activities.models import PaperSheet
from flyingstart.activities.queries.paper import PaperFamily
from flyingstart.activities.queries.registers import Listed
from flyingstart.activities.web.staff.door.squares import Squares, squares_of
from flyingstart.activities.web.staff.registers.words import about, need_words, short_name


@dataclass(frozen=True, kw_only=True)
class PaperPerson:
    """Somebody on paper. `tick` is what a form says of them, `is_here`: the register has them."""

    name: str
    about: str
    warning: str
    signs: Sequence[str]
    tick: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class PaperBlock:
    """A family on paper; `squares` lead a camera to its row. `number` 0: it is not on paper."""

    number: int
    people: Sequence[PaperPerson]
    squares: Squares | None = None


def blocks_of(sheet: PaperSheet, families: Sequence[PaperFamily]) -> list[PaperBlock]:
    """Families to be printed, each with its squares: an address that says nothing of them."""
    return [
        PaperBlock(
            number=one.number,
            people=[paper_person(person, one) for person in one.family.people],
            squares=squares_of(
                settings.SITE_ADDRESS + reverse("paper-family", args=[sheet.public_id, one.number])
            ),
        )
        for one in families
    ]


def entry_blocks(families: Sequence[PaperFamily]) -> list[PaperBlock]:
    """Families to be entered, in the order of the paper."""
    return [
        PaperBlock(
            number=one.number, people=[paper_person(person, one) for person in one.family.people]
        )
        for one in families
    ]


def paper_person(person: Listed, where: PaperFamily) -> PaperPerson:
    """A given name and an initial, a child's age, and what the door must know."""
    signs = [need_words(need) for need in person.signs.needs]
    if person.signs.collectors:
        names = ", ".join(person.signs.collectors)
        signs.append(_("May also be collected by: %(names)s") % {"names": names})
    return PaperPerson(
        name=short_name(person),
        about=about(person),
        warning=_("Do not hand over – call lead") if person.signs.do_not_hand_over else "",
        signs=signs,
        tick=f"{where.family.public_id} {person.public_id}",
        is_here=person.is_here,
    )
