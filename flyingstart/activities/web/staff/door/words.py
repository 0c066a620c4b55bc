"""Words that the pages of the door say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.activities.models import Session
from flyingstart.design.api import formats
from flyingstart.families.api import PresentPerson, Role

TWO_YEARS = 24


def about(person: PresentPerson) -> str:
    """A child's age; what anybody else is to the family."""
    if not person.is_child:
        return str(Role(person.role).label)
    if person.months is None or person.age is None:
        return ""
    if person.months < TWO_YEARS:
        months = ngettext("%(n)s month", "%(n)s months", person.months)
        return months % {"n": formats.number(person.months)}
    return ngettext("%(n)s year", "%(n)s years", person.age) % {"n": formats.number(person.age)}


def session_words(session: Session) -> str:
    """A session of today: what, where, when."""
    return _("%(activity)s, %(place)s, %(time)s") % {
        "activity": session.activity.name,
        "place": session.site.name,
        "time": formats.time(session.starts_at),
    }


def names_in_words(names: list[str]) -> str:
    """Ayaan, Zofia and Imran."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}
