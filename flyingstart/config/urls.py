"""Where each part of the site begins."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from flyingstart.design.web import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", include("flyingstart.accounts.web.sign_in_urls")),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("", include("flyingstart.design.web.urls")),
    path("staff/", include("flyingstart.evidence.web.urls")),
    path("staff/reports/", include("flyingstart.evidence.web.reports.urls")),
    path("staff/", include("flyingstart.activities.web.staff.urls")),
    path("staff/", include("flyingstart.activities.web.staff.door.urls")),
    path("staff/", include("flyingstart.activities.web.staff.today.urls")),
    path("staff/", include("flyingstart.activities.web.staff.giving.urls")),
    path("staff/", include("flyingstart.activities.web.staff.registers.urls")),
    path("staff/", include("flyingstart.activities.web.staff.paper.urls")),
    path("staff/", include("flyingstart.activities.web.staff.care.urls")),
    path("staff/tablets/", include("flyingstart.accounts.web.tablet_urls")),
    path("tablet/", include("flyingstart.accounts.web.tablet_door_urls")),
    path("staff/people/", include("flyingstart.accounts.web.people_urls")),
    path("staff/day-book/", include("flyingstart.daybook.web.book.urls")),
    path("staff/concerns/", include("flyingstart.daybook.web.urls")),
    path("staff/privacy/", include("flyingstart.privacy.web.urls")),
    path("staff/families/", include("flyingstart.families.web.staff.urls")),
    path("whats-on/", include("flyingstart.activities.web.public.urls")),
    path("join/", include("flyingstart.families.web.join.urls")),
]

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.server_error
