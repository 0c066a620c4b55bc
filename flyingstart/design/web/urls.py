"""Where the pages of design are."""

from __future__ import annotations

from django.urls import path

from flyingstart.design.web import gallery, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/<slug:code>/", views.language, name="language"),
    path("staff/", views.staff, name="staff"),
    path("staff/gallery/", gallery.gallery, name="gallery"),
]
