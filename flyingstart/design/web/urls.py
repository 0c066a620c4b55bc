"""Where the pages of design are."""

from __future__ import annotations

from django.urls import path

from flyingstart.design.web import gallery, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/<slug:code>/", views.language, name="language"),
    path("staff/", views.staff, name="staff"),
    path("staff/gallery/", gallery.gallery, name="gallery"),
    path("staff/gallery/questions/", gallery.questions, name="gallery-questions"),
    path("staff/gallery/parts/", gallery.parts, name="gallery-parts"),
    path("staff/gallery/search/", gallery.search, name="gallery-search"),
]
