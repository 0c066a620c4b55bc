"""How to reach somebody: phone, email, and whether it is safe to use them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.enums import DetailKind
from flyingstart.families.errors import PersonChangedError
from flyingstart.families.models import Family, Person
from flyingstart.families.operations.people import set_contact_detail
from flyingstart.families.operations.reaching import (
    RULES,
    ContactRules,
    rules_of,
    say_contact_rules,
)
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, member_of
from flyingstart.families.web.staff.family.reached import asked_words
from flyingstart.families.web.staff.guard import demand_home
from flyingstart.kernel.api import actor_of, clock

ANSWERS = {True: "y", False: "n", None: "-"}
CHOICES = (
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
    ("open", gettext_lazy("Not asked")),
)


def _rule(label: str | Promise, hint: str | Promise = "") -> forms.YesNoField:
    """A question of which it can be said again that it was not asked."""
    return forms.YesNoField(
        label=label,
        hint=hint,
        label_size="s",
        required=False,
        choices=CHOICES,
        coerce={"yes": True, "no": False}.get,
    )


class ReachingForm(forms.Form):
    """Phone and email, and the person's own rules. Asked alone, for phones and homes are shared."""

    marks_optional = False

    phone = forms.PhoneField(label=gettext_lazy("Phone"), required=False, autocomplete="off")
    contact_by_call = _rule(gettext_lazy("Is it safe to call?"))
    contact_by_voicemail = _rule(
        gettext_lazy("Is it safe to leave a voicemail?"),
        gettext_lazy("Somebody else may hear it. Without a yes nobody leaves one"),
    )
    contact_by_sms = _rule(gettext_lazy("Is it safe to text?"))
    email = forms.EmailField(label=gettext_lazy("Email"), required=False, autocomplete="off")
    contact_by_email = _rule(gettext_lazy("Is it safe to email?"))
    contact_by_letter = _rule(
        gettext_lazy("Is it safe to write a letter to their home?"),
        gettext_lazy("Somebody else may open it. Without a yes nobody writes one"),
    )
    asked_alone = _rule(
        gettext_lazy("Were they alone when you asked?"),
        gettext_lazy("A yes that somebody listened to does not count: ask again another day"),
    )
    asked_again = forms.CheckboxField(
        label=gettext_lazy("I asked all of this again today"), required=False
    )
    # As they stood when the page was opened.
    phone_was = forms.HiddenField(required=False)
    email_was = forms.HiddenField(required=False)
    rules_were = forms.HiddenField(required=False)

    def clean_rules_were(self) -> ContactRules:
        """The answers as the page showed them; of a page that is not ours, none."""
        signs = {sign: answer for answer, sign in ANSWERS.items()}
        written = self.cleaned_data["rules_were"].ljust(len(RULES), "-")
        return ContactRules(
            **{name: signs.get(sign) for name, sign in zip(RULES, written, strict=False)}
        )


@changes(Permission.EDIT_FAMILIES)
def reaching(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """Phone, email, and whether it is safe to use them: private to this person."""
    person = member_of(family, person_id)
    demand_home(request, family, [person])
    held, rules = _held(person), _rules(person)
    form = ReachingForm(
        request.POST if request.method == "POST" else None,
        initial={
            **held,
            **{name: getattr(rules, name) for name in RULES},
            "rules_were": "".join(ANSWERS[getattr(rules, name)] for name in RULES),
            "phone_was": held["phone"],
            "email_was": held["email"],
        },
    )
    page = SmallForm(
        title=_("How to reach them"),
        about=str(person),
        form=form,
        facts=[fact for fact in [(_("Last asked"), asked_words(person))] if fact[1]],
        foreseen_title=_("Before you ask"),
        foreseen=[
            _("Ask when nobody else can hear, and say that it stays between you."),
            _("Nobody else of the family is told. Leave out what you did not ask."),
        ],
        save=lambda said: _save(request, person, said),
        done=_("How to reach %(name)s is saved.") % {"name": person},
    )
    return answer(request, family, page)


def _held(person: Person) -> dict[str, str]:
    details = person_states([person.pk])[person.pk].details
    return {kind.value: details.get(kind.value, "") for kind in DetailKind}


def _save(request: HttpRequest, person: Person, said: Mapping[str, Any]) -> None:
    by, at = actor_of(request), clock.now()
    with transaction.atomic():
        held = _held(Person.objects.select_for_update(no_key=True).get(pk=person.pk))
        for kind in DetailKind:
            typed, was, now = said[kind.value], said[f"{kind.value}_was"], held[kind.value]
            if now not in {was, typed}:
                raise PersonChangedError(
                    _("A colleague wrote “%(theirs)s” while you were typing: open the page again.")
                    % {"theirs": now or _("nothing")}
                )
            if typed != was:
                set_contact_detail(person=person, kind=kind, value=typed, by=by, at=at)
        say_contact_rules(
            person=person,
            rules=ContactRules(**{name: said[name] for name in RULES}),
            seen=said["rules_were"],
            asked_again=said["asked_again"],
            by=by,
            at=at,
        )


def _rules(person: Person) -> ContactRules:
    """What they said, through all records where a file may say it too."""
    held = person_states([person.pk])[person.pk].answers
    return replace(
        rules_of(person),
        contact_by_sms=held.contact_by_sms,
        contact_by_email=held.contact_by_email,
    )
