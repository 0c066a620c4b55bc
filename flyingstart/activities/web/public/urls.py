"""Where what's on is, under /whats-on/."""

from __future__ import annotations

from django.urls import path

from flyingstart.activities.web.public import calendars, views

urlpatterns = [
    path("", views.whats_on, name="whats-on"),
    path("calendar.ics", calendars.everything, name="whats-on-calendar"),
    path("programme/<str:code>/", views.programme, name="whats-on-programme"),
    path("<uuid:public_id>/", views.one, name="whats-on-one"),
    path("<uuid:public_id>/calendar.ics", calendars.one, name="whats-on-one-calendar"),
]
