"""What is not known yet: a worker's own families, then how complete it is by site and worker.

No order but the alphabet, no colours, nobody else's figure but for who runs the place: it is help
that is wanted, not a league.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User, may
from flyingstart.design.api import Column, Table
from flyingstart.evidence.api import AnswerRow
from flyingstart.evidence.colleagues import colleagues_of
from flyingstart.evidence.labels import FIELDS
from flyingstart.evidence.web.figures.parts import (
    Asking,
    FiguresPage,
    Section,
    about,
    none_last,
    number,
    page,
    share,
    words_column,
)
from flyingstart.families.api import FamilyGaps, PersonGaps

COMPLETENESS = "field_completeness"
# Where each thing is mended; what is not named here, among a person's details.
_MENDED = {"phone": "person-contact", "postcode": "family-move"}


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Something to ask for, and the page on which it is entered."""

    words: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Wanting:
    """Somebody of whom something is not known yet."""

    name: str
    missing: Sequence[Missing]


@dataclass(frozen=True, kw_only=True)
class WantingFamily:
    """A family in which somebody is such a one."""

    names: str
    href: str
    people: Sequence[Wanting]


def wanting(family: FamilyGaps) -> WantingFamily:
    """A family as its worker reads it."""
    return WantingFamily(
        names=", ".join(family.names),
        href=reverse("family", args=[family.public_id]),
        people=[
            Wanting(
                name=person.name,
                missing=[
                    Missing(words=FIELDS[name], href=_mending(family, person, name))
                    for name in person.missing
                ],
            )
            for person in family.people
        ],
    )


def _mending(family: FamilyGaps, person: PersonGaps, name: str) -> str:
    page_name = _MENDED.get(name, "person-details")
    whom = (
        [family.public_id] if page_name == "family-move" else [family.public_id, person.public_id]
    )
    return reverse(page_name, args=whom)


def page_of(asking: Asking) -> FiguresPage:
    """Everything the page says beneath a worker's own families."""
    by_field = asking.ask(COMPLETENESS)
    words = FIELDS[asking.field]
    by_site = [row for row in asking.ask(COMPLETENESS, "site").rows if _is_of(row, asking.field)]
    return page(
        asking,
        by_field,
        intro=_("What families have not been asked yet, so that it can be asked when they come."),
        tiles=[],
        sections=[
            Section(
                key="whole",
                title=_("What we hold, in the whole"),
                words=_(
                    "A family that would rather not say has answered. Not known, not asked and "
                    "blank are no answers yet."
                ),
                tables=[_by_field(asking, by_field.rows)],
            ),
            Section(
                key="sites",
                title=_("By site"),
                words=_(
                    "People stand at the site where somebody of their family came last: there "
                    "they can be asked."
                ),
                tables=[
                    _answers(
                        asking,
                        "site",
                        words_column(
                            "site", _("Site"), sort=none_last("site"), none=_("Not seen yet")
                        ),
                        by_site,
                        _("%(field)s, by site") % {"field": words},
                    )
                ],
            ),
            *_workers(asking, words),
        ],
        about=about(COMPLETENESS),
    )


def _is_of(row: AnswerRow, field: str) -> bool:
    return row.by["field"] == field and bool(row.denominator)


def _by_field(asking: Asking, rows: Sequence[AnswerRow]) -> Table[AnswerRow]:
    return _answers(
        asking,
        "field",
        words_column(
            "field",
            _("Question"),
            sort=lambda row: f"{row.by['field'] != 'ethnicity'} {row.labels['field']}",
        ),
        rows,
        _("Answers by question"),
    )


def _workers(asking: Asking, words: str) -> list[Section]:
    """Figures of those who work in the reader's places: their names are for who runs these."""
    if not isinstance(asking.user, User) or not may(asking.user, Permission.SIGN_REPORTS):
        return []
    names = colleagues_of(asking.user)
    rows = [
        row
        for row in asking.ask(COMPLETENESS, "worker").rows
        if _is_of(row, asking.field) and row.by["worker"] in names
    ]
    column = Column[Any](
        key="worker", heading=_("Registered by"), value=lambda row: _name(names, row)
    )
    return [
        Section(
            key="workers",
            title=_("By who registered the family"),
            words=_(
                "Colleagues of your places, by name. Each of them sees the families behind their "
                "own figure at the top of this page; who meets more new families has more left to "
                "ask. Who joined online or came in a file was registered by nobody here."
            ),
            tables=[
                _answers(
                    asking,
                    "worker",
                    column,
                    rows,
                    _("%(field)s, by who registered the family") % {"field": words},
                    empty=_("Nobody of your places has registered a family since this is noted."),
                )
            ],
        )
    ]


def _name(names: Mapping[str, str], row: AnswerRow) -> str:
    return names[str(row.by["worker"])]


def _answers(
    asking: Asking,
    dimension: str,
    column: Column[AnswerRow],
    rows: Sequence[AnswerRow],
    caption: str,
    empty: str = "",
) -> Table[AnswerRow]:
    """How many answered, of how many; by name and by nothing else."""
    about_field = "" if dimension == "field" else f"{asking.field}-"
    return Table(
        key=f"answers-by-{dimension}",
        caption=caption[:1].upper() + caption[1:],
        columns=[
            column,
            share("answered", _("Answered"), lambda row: row.value),
            number("asked", _("Still to ask"), _left),
            number("refused", _("Rather not say"), lambda row: row.beside["refused"]),
            number("people", _("People"), lambda row: row.denominator),
        ],
        rows=list(rows),
        sort=dimension,
        page_size=100,
        # A file of colleagues side by side would be a league table before long.
        exportable=dimension != "worker",
        file_name=f"answers-{about_field}by-{dimension}-{asking.period}",
        empty=empty,
    )


def _left(row: AnswerRow) -> int:
    return (row.denominator or 0) - (row.numerator or 0)
