"""Where the staff pages of the timetable are, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from flyingstart.activities.web.staff import visits
from flyingstart.activities.web.staff.timetable import changing, door_sign, listing, session, week
from flyingstart.activities.web.staff.timetable.programmes import drafting, one, publishing
from flyingstart.activities.web.staff.timetable.programmes import listing as programmes
from flyingstart.activities.web.staff.timetable.programmes.grid import views as grid

of_a_session = [
    path("", session.session, name="session"),
    path("change/", changing.change, name="session-change"),
    path("cancel/", changing.cancel, name="session-cancel"),
    path("door-sign/", door_sign.door_sign, name="session-door-sign"),
    path("reinstate/", changing.reinstate, name="session-reinstate"),
]
of_a_programme = [
    path("", one.programme, name="programme"),
    path("sessions/", grid.grid, name="programme-grid"),
    path("details/", drafting.details, name="programme-details"),
    path("copy/", drafting.copy, name="programme-copy"),
    path("publish/", publishing.publish, name="programme-publish"),
    path("editions/<int:number>/", publishing.edition, name="edition"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("visits/", visits.visits, name="visits"),
    path("sessions/", listing.sessions, name="sessions"),
    path("sessions/week/", week.week, name="week"),
    path("sessions/new/", changing.new, name="session-new"),
    path("sessions/<uuid:session_id>/", include(of_a_session)),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", drafting.new, name="programme-new"),
    path("programmes/<uuid:programme_id>/", include(of_a_programme)),
]
