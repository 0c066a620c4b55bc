"""What is done seldom with somebody of a family, on a page of its own."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission
from flyingstart.families.models import Family
from flyingstart.families.queries.notices import current_version
from flyingstart.families.web.staff.editing.base import changes, family_page, member_of
from flyingstart.families.web.staff.guard import signed_in


@changes(Permission.EDIT_FAMILIES)
def more(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """The list."""
    person = member_of(family, person_id)
    ids = [family.public_id, person.public_id]
    offered = [
        ("need-new", _("Record a need"), _("With who says so, and since when.")),
        ("person-expecting", _("Expecting a baby"), _("A due date, or another one.")),
        ("person-role", _("Role in the family"), _("Such as a carer who is a parent now.")),
        (
            "person-join",
            _("Belongs to another family too"),
            _("A child of two homes: one record, two families kept apart."),
        ),
        ("person-leave", _("No longer in this family"), _("The history stays.")),
    ]
    if current_version():
        about = _("Show it again, in their language: it is written down which one.")
        offered.append(("person-notice", _("Privacy notice"), about))
    offered.append(("objection-new", _("They object"), _("To messages, sharing, evaluation.")))
    if signed_in(request).has_perm(Permission.SEE_WARNINGS, family):
        about = _("Address hidden, visit in twos, no messages: every screen keeps to it.")
        offered.append(("alert-new", _("A sign that everyone keeps to"), about))
    if signed_in(request).has_perm(Permission.RECORD_DEATHS, family):
        words = _("Record a death") if person.died_on is None else _("A death recorded by mistake")
        offered.append(("person-death", words, _("With care: nothing is sent from then on.")))
    if signed_in(request).has_perm(Permission.SEAL_RECORDS, family):
        about = _("After an adoption. It cannot be taken back.")
        offered.append(("person-seal", _("Seal this child’s record"), about))
    context = {
        "person": person,
        "family": family,
        "back": family_page(family),
        "offered": [(reverse(name, args=ids), words, about) for name, words, about in offered],
    }
    return TemplateResponse(request, "families/staff/more.jinja", context)
