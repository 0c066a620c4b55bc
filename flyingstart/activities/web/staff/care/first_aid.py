"""Whose certificate in first aid holds until when: kept by those who plan sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, User, requires
from flyingstart.activities.models import FirstAid
from flyingstart.activities.operations.care import say_first_aid
from flyingstart.activities.queries.workers import people_to_ask
from flyingstart.design.api import formats, forms
from flyingstart.kernel.api import actor_of, clock


class FirstAidForm(forms.Form):
    """A colleague, and until when."""

    marks_optional = False

    worker = forms.SelectField(
        label=gettext_lazy("Colleague"),
        called=gettext_lazy("the colleague"),
        empty_words=gettext_lazy("Choose"),
    )
    until = forms.DateField(
        label=gettext_lazy("Their certificate holds until"),
        hint=gettext_lazy("Leave it empty if they hold none"),
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [  # type: ignore[attr-defined]  # a select
            (str(one.public_id), str(one)) for one in people
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_SESSIONS)
def first_aiders(request: HttpRequest) -> HttpResponse:
    """Who holds a certificate, those that end first at the top."""
    people = list(people_to_ask().order_by("name", "pk"))
    form = FirstAidForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        worker = next(one for one in people if str(one.public_id) == form.cleaned_data["worker"])
        until = form.cleaned_data["until"]
        say_first_aid(worker=worker, until=until, by=actor_of(request), at=clock.now())
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("first-aiders"))
    held = FirstAid.objects.select_related("worker").order_by("until", "pk")
    context = {"form": form, "rows": [_words(one, clock.today()) for one in held]}
    return TemplateResponse(request, "activities/care/first_aid.jinja", context)


def _words(one: FirstAid, today: dt.date) -> tuple[str, str]:
    said = _("until %(day)s") if one.until >= today else _("ended on %(day)s")
    return str(one.worker), said % {"day": formats.date(one.until)}
