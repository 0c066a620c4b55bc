"""Where sign-ins are looked after, under /staff/people/."""

from __future__ import annotations

from django.urls import path

from flyingstart.accounts.web import acts, people

urlpatterns = [
    path("still-here/", people.still_here, name="still-here"),
    path("", people.sign_ins, name="sign-ins"),
    path("invite/", people.invite_somebody, name="invite"),
    path("openings/", people.access_log, name="openings"),
    path("<uuid:public_id>/", people.person, name="sign-in-of"),
    path("<uuid:public_id>/role/", people.give, name="give-role"),
    path("<uuid:public_id>/reopen/", people.reopen, name="reopen-sign-in"),
    path("<uuid:public_id>/link/", acts.link, name="invitation-link"),
    path("<uuid:public_id>/role/<uuid:grant>/end/", acts.end, name="end-role"),
    path("<uuid:public_id>/<slug:act>/", acts.do, name="sign-in-act"),
]
