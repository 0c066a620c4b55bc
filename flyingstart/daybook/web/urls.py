"""Where the pages of worries are, under /staff/concerns/."""

from __future__ import annotations

from django.urls import URLPattern, path

from flyingstart.daybook.web import raising, reading

urlpatterns: list[URLPattern] = [
    path("", reading.listed, name="concerns"),
    path("new/", raising.new, name="concern-new"),
    path("sent/", raising.sent, name="concern-sent"),
    path("<uuid:concern_id>/", reading.one, name="concern"),
    path("<uuid:concern_id>/<slug:step>/", reading.step, name="concern-step"),
]
