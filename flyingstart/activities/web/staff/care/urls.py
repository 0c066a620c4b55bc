"""Where the crèche of a session and the list of first-aiders are, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from flyingstart.activities.web.staff.care import creche, first_aid

urlpatterns: list[URLPattern | URLResolver] = [
    path("first-aiders/", first_aid.first_aiders, name="first-aiders"),
    path("sessions/<uuid:session_id>/creche/", creche.creche, name="register-creche"),
    path(
        "sessions/<uuid:session_id>/creche/<uuid:stay_id>/",
        creche.collect,
        name="register-creche-out",
    ),
]
