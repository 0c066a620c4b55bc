"""Background work of activities."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from flyingstart.kernel.api import Actor, clock

# A mail server that is away for a night gets the letter in the morning.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=4)
# Nobody is written to at night.
FIRST_HOUR, LAST_HOUR = 7, 18
# Cron counts by UTC: of its two hours one is this one in London, summer and winter.
PAPER_HOUR = 16


@app.periodic(cron="19 * * * *")
@app.task(
    name="activities.chase_late_registers",
    queueing_lock="activities.chase_late_registers",
    lock="activities.chase_late_registers",
    pass_context=False,
)
def chase(timestamp: int = 0) -> None:  # noqa: ARG001 - when it was due; what counts is now
    """Remind leads of registers left open, by day, where letters reach them. Twice does no harm."""
    from flyingstart.activities.operations.chasing import chase_late_registers  # needs all apps

    at = clock.now()
    if settings.SMTP_URL and FIRST_HOUR <= at.astimezone(clock.LONDON).hour < LAST_HOUR:
        waits = dt.timedelta(hours=settings.LATE_REGISTER_HOURS)
        chase_late_registers(waits=waits, by=Actor.job("the daily reminder"), at=at)


@app.periodic(cron="0 15,16 * * *")
@app.task(
    name="activities.make_paper_ready",
    queueing_lock="activities.make_paper_ready",
    lock="activities.make_paper_ready",
    pass_context=False,
)
def make_paper_ready(timestamp: int = 0) -> None:  # noqa: ARG001 - as above
    """At four by London's clock, write down the paper registers of the next day of each site."""
    from flyingstart.activities.operations.paper import make_sheets_ready  # needs all apps
    from flyingstart.places.api import Site  # as above

    at = clock.now()
    if at.astimezone(clock.LONDON).hour == PAPER_HOUR:
        sites = list(Site.objects.values_list("pk", flat=True))
        make_sheets_ready(sites=sites, by=Actor.job("tomorrow's registers"), at=at)


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="activities.look_for_late_visits",
    queueing_lock="activities.look_for_late_visits",
    lock="activities.look_for_late_visits",
    pass_context=False,
)
def look_for_late_visits(timestamp: int = 0) -> None:  # noqa: ARG001 - as above
    """Tell managers of colleagues who visit alone and are not back; at any hour."""
    from flyingstart.activities.operations.visits import tell_of_late_visits  # needs all apps

    tell_of_late_visits(by=Actor.job("lone visits"), at=clock.now())


@app.task(name="activities.tell_of_late_visit", retry=PATIENCE)
def tell_of_late_visit(visit: str) -> None:
    """Write to the managers of a visit's site that somebody is late; nothing once they are back."""
    from flyingstart.activities.letters import tell_managers  # as above

    tell_managers(uuid.UUID(visit))


@app.task(name="activities.remind_lead", retry=PATIENCE)
def remind_lead(lead: str, day: str) -> None:
    """Write to a lead. Again: nothing, once it was written."""
    from flyingstart.activities.letters import remind  # as above

    remind(uuid.UUID(lead), dt.date.fromisoformat(day))
