"""Where the list of late registers is, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from flyingstart.activities.web.staff.today import late, tablet

urlpatterns: list[URLPattern | URLResolver] = [
    path("registers/late/", late.late, name="late-registers"),
    path("tablet/registers/", tablet.registers, name="tablet-registers"),
]
