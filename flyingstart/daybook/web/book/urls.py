"""Where the day book is, under /staff/day-book/."""

from __future__ import annotations

from django.urls import URLPattern, path

from flyingstart.daybook.web.book import days, entry, roll, writing

urlpatterns: list[URLPattern] = [
    path("", days.listed, name="day-book"),
    path("entries/<uuid:entry_id>/", entry.one, name="day-book-entry"),
    path("entries/<uuid:entry_id>/correct/", writing.correct, name="day-book-correct"),
    path("entries/<uuid:entry_id>/sign/", entry.sign, name="day-book-sign"),
    path("entries/<uuid:entry_id>/countersign/", entry.countersign, name="day-book-countersign"),
    path("entries/<uuid:entry_id>/out/", entry.out, name="day-book-out"),
    path("entries/<uuid:entry_id>/sheet/", entry.sheet, name="day-book-sheet"),
    path("<uuid:site_id>/roll/", roll.roll, name="day-book-roll"),
    path("<uuid:site_id>/<str:day>/", days.day, name="day-book-day"),
    path("<uuid:site_id>/<str:day>/new/<slug:kind>/", writing.new, name="day-book-new"),
    path("<uuid:site_id>/<str:day>/sheets/", entry.sheets, name="day-book-sheets"),
]
