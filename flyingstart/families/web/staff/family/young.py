"""What a family's page says of a parent who is a child in law: whom to tell, first of all."""

from __future__ import annotations

from django.utils.translation import gettext as _

from flyingstart.families.front_door import front_door_on
from flyingstart.families.queries.law import legal_ages_on
from flyingstart.families.queries.whole import WholeMember
from flyingstart.families.web.staff.answering.placed import ring_words
from flyingstart.families.web.staff.family.reading import FamilyRead, born
from flyingstart.families.young import Tell, may_be_young, whom_to_tell


def told_of(member: WholeMember, read: FamilyRead) -> list[str]:
    """Whom to tell of a young parent; nobody of most. Two queries where there is one."""
    if not may_be_young(member.role, born(member), read.today):
        return []
    ages = legal_ages_on(read.today)
    match whom_to_tell(member.role, born(member), read.today, ages):
        case Tell.POLICE:
            return [
                _(
                    "Younger than %(age)s, by the date of birth held here. If that is right, ring "
                    "the police on 101 now, or 999 in danger."
                )
                % {"age": ages.police_under},
                ring_words(front_door_on(read.today)),
                _("Then tell the safeguarding lead: “Worried about a child?”, below."),
            ]
        case Tell.LEAD:
            return [
                _(
                    "Younger than %(age)s. Tell the safeguarding lead: “Worried about a child?”, "
                    "below."
                )
                % {"age": ages.lead_under},
                _("Tell their own parents nothing without asking them."),
            ]
        case Tell.UNKNOWN:
            return [
                _("Younger than 18. Tell the safeguarding lead: “Worried about a child?”, below."),
                _(
                    "At which age the police must be rung is not in the authority’s pack "
                    "(law.csv): the lead decides."
                ),
            ]
        case _:
            return []
