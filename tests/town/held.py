"""What is held of a town, counted."""

from __future__ import annotations

import datetime as dt

from flyingstart.activities.api import Headcount, Mark, Series, Session
from flyingstart.families.api import Contact, Family, Person
from flyingstart.kernel.api import clock
from flyingstart.places.api import Population, Postcode, Term
from flyingstart.town.plan import Town


def held(planned: Town) -> dict[str, int]:
    """How many there are of everything; sessions before and after the day of the plan."""
    morning = dt.datetime.combine(planned.until, dt.time(), tzinfo=clock.LONDON)
    return {
        "postcodes": Postcode.objects.filter(made_up=True).count(),
        "populations": Population.objects.filter(source="made up").count(),
        "families": Family.objects.count(),
        "people": Person.objects.count(),
        "terms": Term.objects.filter(made_up=True).count(),
        "series": Series.objects.count(),
        "sessions": Session.objects.filter(starts_at__lt=morning).count(),
        "sessions_ahead": Session.objects.filter(starts_at__gte=morning).count(),
        "marks": Mark.objects.count(),
        "headcounts": Headcount.objects.count(),
        "contacts": Contact.objects.count(),
    }
