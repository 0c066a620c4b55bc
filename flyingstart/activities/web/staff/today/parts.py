"""What activities adds to the staff landing page: my sessions today, and registers left open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User, may
from flyingstart.activities.queries.today import SessionToday, late_registers, sessions_of_day
from flyingstart.activities.web.staff.today.presenters import late_row, today_row
from flyingstart.design.api import TodayPart, today_parts
from flyingstart.families.api import Offer, OfferAsk, family_offers
from flyingstart.kernel.api import clock

# Of a whole town those that matter now; the rest is a click away.
SHOWN = 8
LATE_SHOWN = 5


def _parts(request: HttpRequest) -> Iterable[TodayPart]:
    """Two parts, and two queries, for who takes registers or works at sessions."""
    user = request.user
    if not isinstance(user, User):
        return
    takes = may(user, Permission.TAKE_REGISTERS)
    today, now = clock.today(), clock.now()
    sessions = sessions_of_day(user, today)
    if takes or sessions:
        mine = [one for one in sessions if one.is_mine]
        shown = _nearest(mine or sessions)
        yield TodayPart(
            template="activities/today/sessions.jinja",
            context={
                "title": _("Your sessions today")
                if mine or not sessions
                else _("Sessions at your sites today"),
                "rows": [today_row(one, now) for one in shown],
                "more": len(sessions) - len(shown),
                "takes": takes,
            },
            order=10,
        )
    late = late_registers(user, today)
    if takes or late:
        yield TodayPart(
            template="activities/today/late.jinja",
            context={
                "rows": [late_row(one, today) for one in late[:LATE_SHOWN]],
                "count": len(late),
                "all": reverse("late-registers"),
            },
            order=20,
        )


def _nearest(sessions: Sequence[SessionToday]) -> list[SessionToday]:
    """As many as a page takes: those that are over longest go first, unless they are open."""
    now = clock.now()
    if len(sessions) <= SHOWN:
        return list(sessions)
    by_need = sorted(
        sessions,
        key=lambda one: (
            not one.is_to_take,
            (one.session.ends_at or one.session.starts_at) < now and not one.is_to_take,
            abs(one.session.starts_at - now),
        ),
    )
    chosen = {one.session.pk for one in by_need[:SHOWN]}
    return [one for one in sessions if one.session.pk in chosen]


def _offers(ask: OfferAsk) -> Iterable[Offer]:
    if ask.may_edit:
        yield Offer(
            words=_("Card for the door"), href=reverse("family-code", args=[ask.family.public_id])
        )


today_parts.fill(_parts)
family_offers.fill(_offers)
