"""Where things are handed out and counted, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from flyingstart.activities.web.staff.giving import listing, session

urlpatterns: list[URLPattern | URLResolver] = [
    path("given-out/", listing.given_out, name="given-out"),
    path("given-out/stock/", listing.stock, name="stock"),
    path("given-out/<uuid:given_id>/take-back/", session.take_back, name="given-take-back"),
    path("sessions/<uuid:session_id>/given-out/", session.at_session, name="given-at-session"),
]
