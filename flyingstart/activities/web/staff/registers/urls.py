"""Where registers are taken, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from flyingstart.activities.web.staff.registers import (
    batch,
    closing,
    newcomer,
    offline,
    searching,
    views,
)

of_a_session = [
    path("", views.show, name="register"),
    path("marks/", views.marks, name="register-marks"),
    path("search/", searching.search, name="register-search"),
    path("elsewhere/", searching.elsewhere, name="register-elsewhere"),
    path("newcomer/", newcomer.newcomer, name="register-newcomer"),
    path("heads/", closing.heads, name="register-heads"),
    path("close/", closing.close, name="register-close"),
    path("reopen/", closing.reopen, name="register-reopen"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("registers/batch/", batch.batch, name="register-batch"),
    path("registers/sealed/", offline.sealed, name="register-sealed"),
    path("worker.js", offline.worker, name="staff-worker"),
    path("offline/", offline.offline, name="staff-offline"),
    path("sessions/<uuid:session_id>/register/", include(of_a_session)),
]
