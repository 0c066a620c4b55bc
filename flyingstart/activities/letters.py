"""What is written to those who lead sessions: plain text, links, and nobody's family."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from textwrap import dedent

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.api import User
from flyingstart.activities.addresses import register_address
from flyingstart.activities.models import LoneVisit, Session
from flyingstart.activities.queries.late import told_of_on
from flyingstart.activities.queries.visits import managers_of
from flyingstart.design.api import formats
from flyingstart.kernel.api import clock

A_DAY_AND_MORE = 2 * 24 * 60 * 60


def remind(lead: uuid.UUID, day: dt.date) -> None:
    """Write to a lead of the registers of which they are to be reminded on a day, once.

    Nothing when they were all closed meanwhile, the lead cannot sign in any more, or the letter
    waited for so long that later ones tell of the same.
    """
    if day < clock.today() - dt.timedelta(days=1):
        return
    user = User.objects.filter(public_id=lead, is_active=True).first()
    sessions = told_of_on(lead, day)
    # Jobs may run twice; a letter is sent once. One that could not be sent may be tried again.
    sent = f"late-registers:{lead}:{day.isoformat()}"
    if user is None or not sessions or not cache.add(sent, value=True, timeout=A_DAY_AND_MORE):
        return
    try:
        _letter(user, sessions).send()
    except BaseException:
        cache.delete(sent)
        raise


def tell_managers(visit: uuid.UUID) -> None:
    """Write to the managers of a site that a colleague is not back from a visit, unless they are.

    Where they went stands on the page alone.
    """
    late = LoneVisit.objects.filter(public_id=visit, ended_at=None).select_related("worker").first()
    if late is None:
        return
    words = _(
        """\
        Hello %(name)s,

        %(worker)s visits alone and was to be back at %(time)s. Call them now.
        Where they are is here:

        %(address)s"""
    )
    said = {"worker": late.worker.name, "time": formats.time(late.expected_at)}
    address = settings.SITE_ADDRESS + reverse("visits")
    for one in managers_of(late.site, clock.today()):
        EmailMessage(
            subject=_("A colleague is not back from a visit"),
            body=dedent(words) % {**said, "name": one.name, "address": address} + "\n",
            to=[one.email],
        ).send()


def _letter(user: User, sessions: Sequence[Session]) -> EmailMessage:
    number = len(sessions)
    subject = ngettext(
        "A register is still open", "%(number)s registers are still open", number
    ) % {"number": formats.number(number)}
    words = _(
        """\
        Hello %(name)s,

        nobody is counted until the register is taken and closed. Still open:

        %(list)s

        Did nobody come? The register can say that too. If somebody else took it on paper, they can
        enter it: everybody who takes registers there opens the same page."""
    )
    text = dedent(words) % {"name": user.name, "list": "\n\n".join(map(_line, sessions))}
    return EmailMessage(subject=subject, body=text + "\n", to=[user.email])


def _line(session: Session) -> str:
    what = f"{session.activity.name}, {session.site.name}, {formats.moment(session.starts_at)}"
    return f"{what}\n{settings.SITE_ADDRESS}{register_address(session)}"
