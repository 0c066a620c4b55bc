"""What registers say of what cannot be, and of people."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from flyingstart.accounts.api import current_tablet
from flyingstart.activities.models import Session
from flyingstart.activities.operations.entries import ClockFault, Refusal
from flyingstart.activities.queries.registers import Listed
from flyingstart.design.api import formats
from flyingstart.families.api import CareKind, DoorNeed, Role

TWO_YEARS = 24

REFUSALS: dict[Refusal, str | Promise] = {
    Refusal.SESSION_UNKNOWN: gettext_lazy("You cannot take the register of this session."),
    Refusal.CANCELLED: gettext_lazy("This session was cancelled: nobody is marked at it."),
    Refusal.NOT_BEGUN: gettext_lazy("The day of this session has not come."),
    Refusal.CLOSED: gettext_lazy("The register is closed. Reopen it to mark somebody."),
    Refusal.PERSON_UNKNOWN: gettext_lazy("There is nobody like that whom you can mark here."),
    Refusal.FAMILY_UNCLEAR: gettext_lazy("It is not clear with which family they came."),
    Refusal.MAY_NOT_REGISTER: gettext_lazy(
        "You may not add new families: ask a colleague who may."
    ),
}
CLOCKS: dict[ClockFault, str | Promise] = {
    ClockFault.AHEAD: gettext_lazy("The clock of this device runs ahead: it counts as said now."),
    ClockFault.BEHIND: gettext_lazy(
        "The clock of this device is behind: what other devices say today comes after it."
    ),
}


def name_of(person: Listed, *, in_sight: bool) -> str:
    """Both names; out of sight, and on a shared tablet, the given name and an initial.

    The reader's own people have none: a colleague greets them.
    """
    if not person.given_name:
        return _("Somebody you know")
    if current_tablet() is not None:
        return short_name(person)
    family = person.family_name if in_sight else person.family_name[:1]
    full_stop = "" if in_sight or not family else "."
    return f"{person.given_name} {family}{full_stop}".strip()


def short_name(person: Listed) -> str:
    """The given name and an initial: for a shared tablet and for paper, which others may see."""
    if person.is_called_by_family:
        return f"{person.given_name[:1]}."
    initial = f"{person.family_name[:1]}." if person.family_name else ""
    return f"{person.given_name} {initial}".strip()


def about(person: Listed) -> str:
    """A child's age; what anybody else is to the family."""
    if not person.is_child:
        return str(Role(person.role).label) if person.role else ""
    if person.months is not None and person.months < TWO_YEARS:
        months = ngettext("%(n)s month", "%(n)s months", person.months)
        return months % {"n": formats.number(person.months)}
    if person.age is None:
        return _("child")
    return ngettext("%(n)s year", "%(n)s years", person.age) % {"n": formats.number(person.age)}


def need_words(need: DoorNeed) -> str:
    """What the door must know to keep somebody well, and what to do."""
    words = {
        CareKind.ALLERGY: _("Allergy: %(what)s"),
        CareKind.MEDICINE: _("Medicine: %(what)s"),
        CareKind.ACCESS: _("Access: %(what)s"),
        CareKind.SEND: _("Needs: %(what)s"),
    }
    said = words[CareKind(need.kind)] % {"what": need.text}
    return f"{said} – {need.what_to_do}" if need.what_to_do else said


def other_session(session: Session, reach: Iterable[int]) -> str:
    """Another session of the same time; named where the reader takes its register."""
    if session.pk not in set(reach):
        return _("a session somewhere else")
    return _("%(activity)s, %(place)s, %(time)s") % {
        "activity": session.activity.name,
        "place": session.site.name,
        "time": formats.time(session.starts_at),
    }
