"""Who they are: the one who answers, the children, another adult."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import forms
from flyingstart.families.enums import Role, Sex
from flyingstart.families.rules.checks import OF_AGE
from flyingstart.families.rules.joining import EXPECTING, children, is_expecting
from flyingstart.families.rules.oddities import EARLIEST_DUE, LATEST_DUE
from flyingstart.families.web.join.fields import LineField, NameField
from flyingstart.families.web.join.questions.base import UNSAID, NamedForm, StepForm
from flyingstart.kernel.api import birthdays, clock


class YouForm(NamedForm):
    """Who answers, and what they are to a child."""

    heading = gettext_lazy("About you")
    lead = gettext_lazy("One name is enough, in any script, the way you use it.")
    given_name = NameField(label=gettext_lazy("Your first name"), autocomplete="given-name")
    family_name = NameField(label=gettext_lazy("Your family name"), autocomplete="family-name")
    roles = forms.CheckboxesField(
        label=gettext_lazy("Which of these are you?"),
        hint=gettext_lazy("Choose all that are true for you."),
        error_messages={"required": gettext_lazy("Choose at least one of these")},
        choices=[
            (Role.PARENT.value, gettext_lazy("I am a parent")),
            (Role.CARER.value, gettext_lazy("I look after a child in another way")),
            (EXPECTING, gettext_lazy("I am, or my partner is, expecting a baby")),
        ],
        choice_hints={
            Role.CARER.value: gettext_lazy(
                "For example as a grandparent, foster carer, relative or friend"
            ),
        },
    )


class DueForm(StepForm):
    """When a baby is expected."""

    due_on = forms.DateField(
        label=gettext_lazy("When is the baby due?"),
        called=gettext_lazy("the due date"),
        hint=gettext_lazy("For example 27 3 2027. If you are not sure, give your best guess."),
        label_size="l",
        earliest=lambda: clock.today() + EARLIEST_DUE,
        latest=lambda: clock.today() + LATEST_DUE,
    )


class ChildForm(NamedForm):
    """One child."""

    heading = gettext_lazy("About your child")
    lead = gettext_lazy("One name is enough.")
    given_name = NameField(label=gettext_lazy("Child’s first name"))
    family_name = NameField(label=gettext_lazy("Child’s family name"))
    date_of_birth = forms.DateField(
        label=gettext_lazy("Child’s birth date"),
        called=gettext_lazy("the birth date"),
        hint=gettext_lazy("For example 27 3 2024"),
        latest=clock.today,
    )
    sex = forms.RadiosField(
        label=gettext_lazy("Is your child a girl or a boy?"),
        hint=gettext_lazy("You can leave this out."),
        required=False,
        choices=[
            (Sex.FEMALE.value, gettext_lazy("Girl")),
            (Sex.MALE.value, gettext_lazy("Boy")),
            (UNSAID, gettext_lazy("I would rather not say")),
        ],
    )

    def clean_date_of_birth(self) -> dt.date:
        """Raises where it is no child's."""
        born: dt.date = self.cleaned_data["date_of_birth"]
        if birthdays.birthday(born, age=OF_AGE) <= clock.today():
            raise ValidationError(
                _("A child is under 18. Check the year of the birth date."), code="of_age"
            )
        return born


class ChildrenForm(StepForm):
    """Whether there is another child to add."""

    another = forms.YesNoField(
        label=gettext_lazy("Do you have another child under five?"),
        hint=gettext_lazy("Older brothers and sisters can be added too, if you like."),
        label_size="m",
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Asked anew each time: the answer is about those who are not in the list.
        self.initial = {}
        if not children(self.answers):
            self.fields["another"].label = _("Do you have a child under five?")

    def clean_another(self) -> bool:
        """Raises where there is nobody yet to register for."""
        another: bool = self.cleaned_data["another"]
        if not another and not children(self.answers) and not is_expecting(self.answers):
            raise ValidationError(
                _("Add a child, or go back and say that you are expecting a baby"), code="nobody"
            )
        return another


class AdultForm(NamedForm):
    """Somebody else, who is not there to ask: a name and a relationship, and no more."""

    is_there = forms.YesNoField(
        label=gettext_lazy("Does another adult look after the children with you?"),
        called=gettext_lazy("another adult"),
        hint=gettext_lazy(
            "You do not have to name anybody. We ask for a name and nothing else, and we do not "
            "contact them."
        ),
        label_size="l",
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )
    given_name = NameField(label=gettext_lazy("Their first name"))
    family_name = NameField(label=gettext_lazy("Their family name"))
    role = forms.RadiosField(
        label=gettext_lazy("What are they to the children?"),
        called=gettext_lazy("what they are to the children"),
        choices=[
            (Role.PARENT.value, gettext_lazy("A parent")),
            (Role.CARER.value, gettext_lazy("Somebody who looks after them in another way")),
            (Role.OTHER.value, gettext_lazy("Somebody else in the home")),
        ],
    )
    relationship = LineField(
        label=gettext_lazy("In your own words, if you like"),
        called=gettext_lazy("the relationship"),
        hint=gettext_lazy("For example father, grandmother or my partner"),
        required=False,
        max_length=100,
    )

    class Rules:
        """Asked only about somebody who is there."""

        only_when: ClassVar = dict.fromkeys(
            ("given_name", "family_name", "role", "relationship"), ("is_there", True)
        )

    def clean(self) -> dict[str, Any]:
        """A name is needed only of somebody who is there."""
        given = self.cleaned_data
        return super().clean() if given.get("is_there") else given

    def said(self, name: str, field: Any) -> str | list[str] | None:
        """Of nobody there is nothing to say."""
        if name != "is_there" and not self.initial.get("is_there"):
            return None
        return super().said(name, field)
