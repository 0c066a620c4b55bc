"""What people decided: signs that every screen obeys, and what somebody objects to."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import Permission, requires
from flyingstart.design.api import formats, forms
from flyingstart.families.enums import AlertKind, ObjectsTo
from flyingstart.families.models import Alert, Family, Objection
from flyingstart.families.operations.alerts import end_alert, raise_alert, review_alert
from flyingstart.families.operations.objections import end_objection, record_objection
from flyingstart.families.queries.decided import alerts_due, alerts_for, permission_for
from flyingstart.families.queries.people import families_of
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    member_of,
)
from flyingstart.families.web.staff.guard import signed_in
from flyingstart.kernel.api import actor_of, clock

KEEP, OVER = "keep", "over"
REVIEW_AFTER = dt.timedelta(days=90)
MEANS = {
    AlertKind.HIDDEN_HOME: gettext_lazy(
        "Hide where they live: greeted and counted, found nowhere else"
    ),
    AlertKind.TWO_WORKERS: gettext_lazy("Visit in twos"),
    AlertKind.NO_VISITS: gettext_lazy("No visits without asking the safeguarding lead"),
    AlertKind.NO_MESSAGES: gettext_lazy("No messages of any kind"),
    AlertKind.CALL_LEAD: gettext_lazy("Call the safeguarding lead"),
}


class AlertForm(forms.Form):
    """Which sign, why, until when."""

    marks_optional = False

    kind = forms.RadiosField(label=gettext_lazy("What must everyone keep to?"), coerce=AlertKind)
    reason = forms.TextAreaField(
        label=gettext_lazy("Why"),
        hint=gettext_lazy("Only for those who may see this sign. You may leave it empty"),
        required=False,
        rows=3,
        max_length=500,
    )
    review_on = forms.DateField(label=gettext_lazy("Look at it again by"), earliest=clock.today)


class AlertAgainForm(forms.Form):
    """Whether a sign still holds."""

    is_true = forms.RadiosField(
        label=gettext_lazy("Does it still hold?"),
        choices=[(KEEP, gettext_lazy("Yes")), (OVER, gettext_lazy("No, it is over"))],
    )
    review_on = forms.DateField(label=gettext_lazy("Look at it again by"), earliest=clock.today)

    class Rules:
        """Only what holds is looked at again."""

        only_when = {"review_on": ("is_true", KEEP)}


class ObjectionForm(forms.Form):
    """What somebody objects to, in their words."""

    marks_optional = False

    to = forms.RadiosField(
        label=gettext_lazy("What do they object to?"), choices=ObjectsTo.choices, coerce=ObjectsTo
    )
    words = forms.TextAreaField(
        label=gettext_lazy("In their words"), required=False, rows=3, max_length=1000
    )


class SureForm(forms.Form):
    """That one is sure."""

    is_sure = forms.CheckboxField(label=gettext_lazy("They took it back, or it was decided"))


@changes(Permission.SEE_WARNINGS)
def alert_new(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Put a sign on somebody."""
    person, user = member_of(family, person_id), signed_in(request)
    form = AlertForm(_sent(request), initial={"review_on": clock.today() + REVIEW_AFTER})
    form.fields["kind"].choices = [  # type: ignore[attr-defined]  # radios
        (kind, words)
        for kind, words in MEANS.items()
        if user.has_perm(permission_for(kind), family)
    ]
    page = SmallForm(
        title=_("A sign that everyone keeps to"),
        about=str(person),
        form=form,
        save=lambda said: raise_alert(
            person=person,
            kind=said["kind"],
            reason=said["reason"],
            review_on=said["review_on"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It holds from now on."),
    )
    return answer(request, family, page)


@changes(Permission.SEE_WARNINGS)
def alert(request: HttpRequest, family: Family, alert_id: uuid.UUID) -> HttpResponse:
    """Whether a sign still holds, on who left, too. One that the reader may not see is 404."""
    held = alerts_for(signed_in(request)).filter(public_id=alert_id).first()
    if held is None:
        raise Http404
    member_of(family, held.person.public_id, or_did=True)
    page = SmallForm(
        title=_("Look at a sign again"),
        about=str(held.person),
        facts=[(_("Sign"), str(MEANS[AlertKind(held.kind)])), (_("Why"), held.reason)],
        form=AlertAgainForm(_sent(request), initial={"review_on": clock.today() + REVIEW_AFTER}),
        save=lambda said: _look_again(request, held, said),
        done=_("It is saved."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def objection_new(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Write down what somebody objects to."""
    person = member_of(family, person_id)
    page = SmallForm(
        title=_("They object"),
        about=str(person),
        form=ObjectionForm(_sent(request)),
        save=lambda said: record_objection(
            person=person,
            to=said["to"],
            words=said["words"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is kept to from now on."),
    )
    return answer(request, family, page)


@changes(Permission.EDIT_FAMILIES)
def objection_end(request: HttpRequest, family: Family, objection_id: uuid.UUID) -> HttpResponse:
    """End an objection."""
    rows = Objection.objects.select_related("person")
    held = rows.filter(public_id=objection_id).first()
    if held is None:
        raise Http404
    member_of(family, held.person.public_id)
    page = SmallForm(
        title=_("End an objection"),
        about=str(held.person),
        facts=[(_("Objects to"), str(ObjectsTo(held.to).label)), (_("Said"), held.words)],
        form=SureForm(_sent(request)),
        save=lambda _said: end_objection(objection=held, by=actor_of(request), at=clock.now()),
        done=_("It is ended."),
    )
    return answer(request, family, page)


@require_safe
@requires(Permission.SEE_WARNINGS)
def alerts(request: HttpRequest) -> HttpResponse:
    """The signs that are due to be looked at again, the longest due first."""
    due = list(alerts_due(signed_in(request))[:200])
    families = families_of([one.person_id for one in due])
    ids = dict(
        Family.objects.filter(pk__in={pk for own in families.values() for pk in own}).values_list(
            "pk", "public_id"
        )
    )
    rows = [
        (
            str(one.person),
            str(MEANS[AlertKind(one.kind)]),
            formats.date(one.review_on),
            reverse("alert", args=[ids[min(families[one.person_id])], one.public_id]),
        )
        for one in due
        if families.get(one.person_id)
    ]
    return TemplateResponse(request, "families/staff/alerts.jinja", {"rows": rows})


def _look_again(request: HttpRequest, held: Alert, said: Any) -> None:
    by, at = actor_of(request), clock.now()
    if said["is_true"] == KEEP:
        review_alert(alert=held, review_on=said["review_on"], by=by, at=at)
    else:
        end_alert(alert=held, by=by, at=at)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
