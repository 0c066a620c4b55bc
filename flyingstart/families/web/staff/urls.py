"""Where the staff pages of families are, under /staff/families/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from flyingstart.families.web.staff.answering import consenting, placing
from flyingstart.families.web.staff.answering import views as answering
from flyingstart.families.web.staff.editing import (
    belonging,
    births,
    colleague,
    deaths,
    deciding,
    details,
    home,
    keeping,
    more,
    needs,
    notice,
    own,
    places,
    reaching,
    sealing,
    young,
)
from flyingstart.families.web.staff.family import history
from flyingstart.families.web.staff.family import views as family
from flyingstart.families.web.staff.lists import saving
from flyingstart.families.web.staff.lists import views as lists
from flyingstart.families.web.staff.merging import finding, joining, parting, worklist
from flyingstart.families.web.staff.outside import contacts, papers, replies
from flyingstart.families.web.staff.register import views as register
from flyingstart.families.web.staff.search import views as search

PERSON = "people/<uuid:person_id>"

of_a_family = [
    path("", family.show, name="family"),
    path("history/", history.changes_of, name="family-history"),
    path("people/add/", belonging.add, name="person-add"),
    path(f"{PERSON}/", more.more, name="person-more"),
    path(f"{PERSON}/details/", details.details, name="person-details"),
    path(f"{PERSON}/contact/", reaching.reaching, name="person-contact"),
    path(f"{PERSON}/notice/", notice.notice, name="person-notice"),
    path(f"{PERSON}/role/", belonging.role, name="person-role"),
    path(f"{PERSON}/leave/", belonging.leave, name="person-leave"),
    path(f"{PERSON}/join/", belonging.join, name="person-join"),
    path(f"{PERSON}/needs/add/", needs.add, name="need-new"),
    path(f"{PERSON}/expecting/", births.expecting, name="person-expecting"),
    path(f"{PERSON}/sign/", deciding.alert_new, name="alert-new"),
    path(f"{PERSON}/objects/", deciding.objection_new, name="objection-new"),
    path("signs/<uuid:alert_id>/", deciding.alert, name="alert"),
    path("objections/<uuid:objection_id>/", deciding.objection_end, name="objection"),
    path(f"{PERSON}/death/", deaths.death, name="person-death"),
    path(f"{PERSON}/told/", young.told, name="young-parent-told"),
    path(f"{PERSON}/seal/", sealing.seal, name="person-seal"),
    path("needs/<uuid:need_id>/end/", needs.end, name="need-end"),
    path("births/<uuid:birth_id>/", births.birth, name="birth"),
    path("move/", home.move, name="family-move"),
    path("resume/", deaths.resume, name="family-resume"),
    path("notes/add/", keeping.note, name="note-new"),
    path("notes/<uuid:note_id>/correct/", keeping.correct, name="note-correct"),
    path("warnings/add/", keeping.warn, name="warning-new"),
    path("warnings/<uuid:warning_id>/", keeping.warning, name="warning"),
    path("places/add/", places.share, name="place-new"),
    path("places/<uuid:place_id>/end/", places.end, name="place-end"),
    path("contacts/add/", contacts.add, name="contact-new"),
    path("contacts/<uuid:contact_id>/", contacts.correct, name="contact"),
    path("contacts/<uuid:contact_id>/take-back/", contacts.take_back, name="contact-take-back"),
    path("contacts/<uuid:contact_id>/done/", contacts.step_done, name="next-step-done"),
    path("papers/add/", papers.add, name="paper-new"),
    path("papers/<uuid:paper_id>/", papers.correct, name="paper"),
    path("papers/<uuid:paper_id>/scan/", papers.scan, name="paper-scan"),
    path("papers/<uuid:paper_id>/take-back/", papers.take_back, name="paper-take-back"),
    path(f"{PERSON}/responsibility/", answering.responsibility, name="responsibility"),
    path(f"{PERSON}/orders/add/", answering.order, name="order-new"),
    path(f"{PERSON}/collectors/add/", answering.collector, name="collector-new"),
    path(f"{PERSON}/care/add/", answering.care, name="care-new"),
    path(f"{PERSON}/permissions/add/", consenting.consent, name="consent-new"),
    path("permissions/<uuid:row_id>/end/", consenting.withdraw, name="consent-end"),
    path(f"{PERSON}/carer/add/", placing.place, name="placement-new"),
    path("carers/<uuid:row_id>/", placing.placement, name="placement"),
    path("carers/<uuid:row_id>/told/", placing.told, name="placement-told"),
    path("carers/<uuid:row_id>/end/", placing.end, name="placement-end"),
    path("emergency/add/", answering.emergency, name="emergency-new"),
    path(
        "responsibility/<uuid:row_id>/end/",
        answering.end_responsibility,
        name="responsibility-end",
    ),
    path("orders/<uuid:row_id>/end/", answering.end_order, name="order-end"),
    path("collectors/<uuid:row_id>/end/", answering.end_collector, name="collector-end"),
    path("care/<uuid:row_id>/end/", answering.end_care, name="care-end"),
    path("emergency/<uuid:row_id>/end/", answering.end_emergency, name="emergency-end"),
    path("own/", own.declare, name="own-people-declare"),
    path("colleague/", colleague.colleague, name="family-colleague"),
    path("twice/", finding.twice, name="family-twice"),
]
PAIR = "duplicates/<uuid:first_id>/<uuid:second_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.families, name="families"),
    path("signs/", deciding.alerts, name="alerts"),
    path("own/", own.own_people, name="own-people"),
    path("own/<uuid:declared_id>/end/", own.end, name="own-people-end"),
    path("lists/", saving.save, name="list-save"),
    path("lists/<uuid:list_id>/", saving.open_list, name="list-open"),
    path("lists/<uuid:list_id>/change/", saving.change, name="list-change"),
    path("lists/<uuid:list_id>/delete/", saving.delete, name="list-delete"),
    path("new/", register.new, name="family-new"),
    path("find/", search.find, name="family-find"),
    path("find/suggest/", search.suggest, name="family-suggest"),
    path("replies/", replies.replies, name="replies"),
    path("replies/<uuid:reply_id>/", replies.reply, name="reply"),
    path("duplicates/", worklist.duplicates, name="duplicates"),
    path(f"{PAIR}/", joining.pair, name="pair"),
    path(f"{PAIR}/two/", joining.two_people, name="pair-two"),
    path("joined/", parting.joined, name="joined"),
    path("joined/<uuid:merge_id>/", parting.merge, name="merge"),
    path("<uuid:public_id>/", include(of_a_family)),
]
