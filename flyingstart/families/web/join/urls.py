"""Where joining online is, under /join/."""

from __future__ import annotations

from django.urls import path

from flyingstart.families.web.join import returning, views, visits

urlpatterns = [
    path("", views.start, name="join"),
    path("privacy/", views.privacy, name="join-privacy"),
    path("check/", views.check, name="join-check"),
    path("done/", views.done, name="join-done"),
    path("later/", returning.later, name="join-later"),
    path("later/close/", returning.close, name="join-close"),
    path("back/", returning.back, name="join-back"),
    path("gone/", visits.nothing, name="join-gone"),
    path("resume/<str:secret>/", returning.resume, name="join-resume"),
    path("children/<uuid:key>/", views.child, name="join-child"),
    path("children/<uuid:key>/remove/", views.remove_child, name="join-remove-child"),
    path("<slug:name>/", views.step, name="join-step"),
]
