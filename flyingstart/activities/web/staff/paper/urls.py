"""Where registers on paper are printed and entered, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from flyingstart.activities.web.staff.paper import entering, listing, sheets

urlpatterns: list[URLPattern | URLResolver] = [
    path("paper/", listing.paper, name="paper"),
    # First, as the id of a sheet might be the code of a site.
    path("paper/<uuid:sheet_id>/<int:number>/", sheets.scanned, name="paper-family"),
    path("paper/<slug:site>/<str:day>/", sheets.sheets, name="paper-sheets"),
    path("sessions/<uuid:session_id>/paper/", entering.enter, name="paper-enter"),
    path("sessions/<uuid:session_id>/paper/shredded/", entering.shredded, name="paper-shredded"),
]
