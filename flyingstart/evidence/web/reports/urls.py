"""Where the reports are, under /staff/reports/."""

from __future__ import annotations

from django.urls import path

from flyingstart.evidence.web.reports.listing import reports
from flyingstart.evidence.web.reports.pages import draft, report, report_file, sign
from flyingstart.evidence.web.reports.since import since

urlpatterns = [
    path("", reports, name="reports"),
    path("draft/", draft, name="report-draft"),
    path("sign/", sign, name="report-sign"),
    path("<uuid:public_id>/", report, name="report"),
    path("<uuid:public_id>/<int:number>/", report, name="report-number"),
    path("<uuid:public_id>/<int:number>/since/", since, name="report-since"),
    path("<uuid:public_id>/<int:number>/<slug:kind>/", report_file, name="report-file"),
]
