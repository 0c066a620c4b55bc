"""A death, recorded with care: the page says what will happen, and messages stop."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import formats, forms
from flyingstart.families.models import Family, MessagePause
from flyingstart.families.operations.pausing import resume_messages
from flyingstart.families.operations.people import record_death, withdraw_death
from flyingstart.families.queries.merged import family_records
from flyingstart.families.web.staff.editing.base import (
    SmallForm,
    answer,
    changes,
    family_page,
    member_of,
)
from flyingstart.kernel.api import actor_of, clock


class DeathForm(forms.Form):
    """The day, and that one is sure."""

    died_on = forms.DateField(
        label=gettext_lazy("When did they die?"),
        called=gettext_lazy("the day"),
        latest=clock.today,
    )
    is_sure = forms.CheckboxField(
        label=gettext_lazy("I know this from the family, or from a colleague who does")
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.TextAreaField(
        label=gettext_lazy("Why?"), called=gettext_lazy("the reason"), rows=3, max_length=500
    )


@changes(Permission.RECORD_DEATHS)
def death(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Say that somebody died; once said, the page takes a mistake back."""
    person = member_of(family, person_id)
    sent = request.POST if request.method == "POST" else None
    if person.died_on is not None and "died_on-day" not in (sent or {}):
        page = SmallForm(
            title=_("This death was recorded by mistake"),
            about=str(person),
            facts=[(_("Died on"), formats.date(person.died_on))],
            form=ReasonForm(sent),
            save=lambda said: withdraw_death(
                person=person, reason=said["reason"], by=actor_of(request), at=clock.now()
            ),
            done=_("The mistake is put right. Messages stay paused until a worker resumes them."),
            button=_("It was a mistake"),
        )
        return answer(request, family, page)
    page = SmallForm(
        title=_("Record a death"),
        about=str(person),
        form=DeathForm(sent),
        save=lambda said: record_death(
            person=person, died_on=said["died_on"], by=actor_of(request), at=clock.now()
        ),
        done=_("It is recorded. Nothing is sent to this family until a worker lets it resume."),
        button=_("Record the death"),
        is_grave=True,
        foreseen=[
            _("From this moment nothing is sent to anybody of the family: no text, no email."),
            _("Messages resume only when a named worker says so."),
            _("The name stays on the family’s page; it is in no list and no reminder."),
            _("A mistake can be taken back."),
        ],
    )
    return answer(request, family, page)


@changes(Permission.RECORD_DEATHS)
def resume(request: HttpRequest, family: Family) -> HttpResponse:
    """Let messages to a family resume."""
    pauses = MessagePause.objects.filter(
        family__in=family_records([family.pk])[family.pk], resumed_at=None
    ).order_by("started_at")
    if not pauses:
        return HttpResponseRedirect(family_page(family))
    sent = request.POST if request.method == "POST" else None
    first = pauses[0]
    page = SmallForm(
        title=_("Let messages resume"),
        facts=[
            (_("Paused since"), formats.date(first.started_at)),
            (_("Paused by"), first.started_by_name),
            (_("Because of"), "; ".join(dict.fromkeys(pause.reason for pause in pauses))),
        ],
        form=ReasonForm(sent),
        save=lambda said: resume_messages(
            family=family, reason=said["reason"], by=actor_of(request), at=clock.now()
        ),
        done=_("Messages to this family resume."),
        button=_("Let messages resume"),
        foreseen=[
            _("What the family agreed to is sent again: sessions, reminders, news."),
            _("Nothing that was held back in the meantime is sent."),
            _("Your name stands beside this."),
        ],
    )
    return answer(request, family, page)
