"""Finding what the pages of paper registers are about: a site of the reader's, a day, a session."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest

from flyingstart.accounts.api import log_opening
from flyingstart.activities.models import Session
from flyingstart.activities.queries.giving import sites_of
from flyingstart.activities.queries.paper import AHEAD, held_at
from flyingstart.activities.visibility import sessions_visible_to
from flyingstart.activities.web.staff.registers.guard import signed_in
from flyingstart.kernel.api import clock
from flyingstart.places.api import Site

ON_PAPER = "register on paper"


def site_in_reach(request: HttpRequest, code: str) -> Site:
    """A site where the reader takes registers. Raises `Http404`."""
    # Looked for here: the database takes no text with a NUL in it.
    found = next((site for site in sites_of(signed_in(request)) if site.code == code), None)
    if found is None:
        raise Http404
    return found


def day_to_print(text: str) -> dt.date:
    """A day whose registers are printed: today, or one of the week ahead. Raises `Http404`."""
    today = clock.today()
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not today <= day <= today + AHEAD:
        raise Http404
    return day


def sessions_to_print(request: HttpRequest, site: Site, day: dt.date) -> list[Session]:
    """The sessions of a day at a site whose register the reader takes; they take place."""
    return list(held_at(sessions_visible_to(signed_in(request)), site, day))


def note_opening(request: HttpRequest, session: Session) -> None:
    """Put on record that the reader opened who stands on the paper register of a session."""
    log_opening(
        kind=ON_PAPER,
        public_id=session.public_id,
        user=signed_in(request),
        allowed=True,
        at=clock.now(),
    )
