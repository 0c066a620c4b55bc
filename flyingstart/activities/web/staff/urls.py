"""Where the staff pages of activities are, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from flyingstart.activities.web.staff.timetable import listing, session, week
from flyingstart.activities.web.staff.timetable.programmes import listing as programmes

of_the_timetable: list[URLPattern | URLResolver] = [
    path("sessions/", listing.sessions, name="sessions"),
    path("sessions/week/", week.week, name="week"),
    path("sessions/<uuid:session_id>/", session.session, name="session"),
    path("programmes/", programmes.programmes, name="programmes"),
]

urlpatterns: list[URLPattern | URLResolver] = [*of_the_timetable]
