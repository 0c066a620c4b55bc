"""What a family's page says of a parent who is a child in law: whom to tell, first of all."""

from __future__ import annotations

from django.utils.translation import gettext as _

from flyingstart.families.front_door import front_door_on
from flyingstart.families.queries.whole import WholeMember
from flyingstart.families.web.staff.answering.placed import ring_words
from flyingstart.families.web.staff.family.reading import FamilyRead, born
from flyingstart.families.young import Tell, whom_to_tell


def told_of(member: WholeMember, read: FamilyRead) -> list[str]:
    """Whom to tell of a young parent; nobody of most. A query for the number, where one is rung."""
    match whom_to_tell(member.role, born(member), read.today):
        case Tell.POLICE:
            return [
                _(
                    "Younger than 13, by the date of birth held here. If that is right, ring the "
                    "police on 101 now, or 999 in danger."
                ),
                ring_words(front_door_on(read.today)),
                _("Then tell the safeguarding lead: “Worried about a child?”, below."),
            ]
        case Tell.LEAD:
            return [
                _("Younger than 16. Tell the safeguarding lead: “Worried about a child?”, below."),
                _("Tell their own parents nothing without asking them."),
            ]
        case _:
            return []
