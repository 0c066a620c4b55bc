"""Where the pages of privacy are, under /staff/privacy/."""

from __future__ import annotations

from django.urls import URLPattern, path

from flyingstart.privacy.web import (
    asking,
    documents,
    home,
    incidents,
    keeping,
    lead,
    looking,
    registers,
    rows,
)

REQUEST = "requests/<uuid:public_id>"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="privacy"),
    path("find/", asking.find, name="privacy-find"),
    path("people/<uuid:person_id>/ask/", asking.ask, name="privacy-ask"),
    path("people/<uuid:person_id>/looked/", looking.looked, name="privacy-looked"),
    path("people/<uuid:person_id>/hold/", keeping.hold_new, name="privacy-hold-of"),
    path("requests/", asking.listed, name="privacy-requests"),
    path(f"{REQUEST}/", asking.one, name="privacy-request"),
    path(f"{REQUEST}/identity/", asking.identity, name="privacy-identity"),
    path(f"{REQUEST}/acting/", asking.acting, name="privacy-acting"),
    path(f"{REQUEST}/clock/", asking.pause, name="privacy-pause"),
    path(f"{REQUEST}/extend/", asking.extend, name="privacy-extend"),
    path(f"{REQUEST}/close/", asking.close, name="privacy-close"),
    path(f"{REQUEST}/gather/", asking.gather, name="privacy-gather"),
    path(f"{REQUEST}/rows/", rows.rows, name="privacy-rows"),
    path(f"{REQUEST}/rows/<int:number>/", rows.row, name="privacy-row"),
    path(f"{REQUEST}/rows/<int:number>/alike/", rows.together, name="privacy-alike"),
    path(f"{REQUEST}/release/", rows.release, name="privacy-release"),
    path(f"{REQUEST}/pack/", rows.pack, name="privacy-pack"),
    path("asked/", lead.asked, name="privacy-lead"),
    path("asked/lists/<uuid:public_id>/", lead.approve, name="privacy-lead-approve"),
    path("asked/<uuid:public_id>/", lead.one, name="privacy-lead-answer"),
    path("breaches/", incidents.breaches, name="privacy-breaches"),
    path("breaches/new/", incidents.breach_new, name="privacy-breach-new"),
    path("breaches/<uuid:public_id>/", incidents.breach, name="privacy-breach"),
    path(
        "breaches/<uuid:public_id>/<slug:step>/",
        incidents.breach_step,
        name="privacy-breach-step",
    ),
    path("complaints/", incidents.complaints, name="privacy-complaints"),
    path("complaints/new/", incidents.complaint_new, name="privacy-complaint-new"),
    path("complaints/<uuid:public_id>/", incidents.complaint, name="privacy-complaint"),
    path(
        "complaints/<uuid:public_id>/<slug:step>/",
        incidents.complaint_step,
        name="privacy-complaint-step",
    ),
    path("keeping/", keeping.retention, name="privacy-retention"),
    path("keeping/rules/<uuid:public_id>/", keeping.disposal_new, name="privacy-disposal-new"),
    path("keeping/lists/<uuid:public_id>/", keeping.disposal, name="privacy-disposal"),
    path("keeping/lists/<uuid:public_id>/approve/", keeping.approve, name="privacy-approve"),
    path(
        "keeping/lists/<uuid:public_id>/put-forward/",
        keeping.put_forward,
        name="privacy-put-forward",
    ),
    path("keeping/lists/<uuid:public_id>/cancel/", keeping.cancel, name="privacy-cancel"),
    path("keeping/holds/new/", keeping.hold_new, name="privacy-hold-new"),
    path("keeping/holds/<uuid:public_id>/", keeping.hold, name="privacy-hold"),
    path(
        "keeping/holds/<uuid:public_id>/review/",
        keeping.hold_review,
        name="privacy-hold-review",
    ),
    path("keeping/holds/<uuid:public_id>/end/", keeping.hold_end, name="privacy-hold-end"),
    path("looks/", looking.unusual, name="privacy-unusual"),
    path(
        "looks/<slug:kind>/<uuid:user_id>/<str:day>/<str:thing>/",
        looking.review,
        name="privacy-review",
    ),
    path("purposes/", registers.purposes, name="privacy-purposes"),
    path("agreements/", registers.agreements, name="privacy-agreements"),
    path("notices/", registers.notices, name="privacy-notices"),
    path("objections/", registers.objections, name="privacy-objections"),
    path("documents/", documents.documents, name="privacy-documents"),
    path("documents/<slug:name>/", documents.document, name="privacy-document"),
]
