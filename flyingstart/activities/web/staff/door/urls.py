"""Where the pages of the door are, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from flyingstart.activities.web.staff.door import giving, scanning

urlpatterns: list[URLPattern | URLResolver] = [
    path("door/", scanning.typed, name="door-typed"),
    path("door/<str:code>/", scanning.scanned, name="door"),
    path("families/<uuid:public_id>/code/", giving.family_code, name="family-code"),
    path("families/<uuid:public_id>/code/card/", giving.card, name="family-card"),
]
