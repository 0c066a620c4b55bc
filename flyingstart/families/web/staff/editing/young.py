"""The safeguarding lead says who was told of a young parent."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import formats, forms
from flyingstart.families.models import Family
from flyingstart.families.operations.young import LONGEST_WHOM, say_who_was_told
from flyingstart.families.queries.young import told_of_person
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, member_of
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.kernel.api import actor_of, clock


class WhoForm(forms.Form):
    """Whom, and when."""

    marks_optional = False

    whom = forms.TextField(
        label=gettext_lazy("Who was told?"),
        hint=gettext_lazy("Such as: police, log 123; the front door, a social worker by name"),
        called=gettext_lazy("who was told"),
        max_length=LONGEST_WHOM,
    )
    told_on = forms.DateField(label=gettext_lazy("On which day?"), latest=clock.today)


@changes(Permission.LEAD_SAFEGUARDING)
def told(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Who was told of somebody, one after the other; what was said stands above."""
    person = member_of(family, person_id)
    today = clock.today()
    page = SmallForm(
        title=_("Say who was told"),
        about=str(person),
        form=WhoForm(
            request.POST if request.method == "POST" else None, initial={"told_on": today}
        ),
        facts=[
            (
                formats.date(row.told_on),
                _("%(whom)s; said by %(name)s") % {"whom": row.whom, "name": row.said_by_name},
            )
            for row in told_of_person(person)
        ],
        save=lambda said: say_who_was_told(
            person=person,
            whom=said["whom"],
            told_on=said["told_on"],
            lead=signed_in(request),
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is kept who was told."),
        back=reverse("staff") if request.method == "POST" else "",
    )
    return answer(request, family, page)
