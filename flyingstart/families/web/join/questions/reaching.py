"""Where they live and how we may reach them, as far as it is safe to say."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import forms
from flyingstart.families.operations.joining import HAS_ADDRESS
from flyingstart.families.web.join.fields import EmailField, LineField, PhoneField, PostcodeField
from flyingstart.families.web.join.questions.base import NONE_OF_THEM, UNSAID, StepForm

LONGEST_LINE = 200


class HomeForm(StepForm):
    """Where they live, as far as it is safe to say."""

    where = forms.RadiosField(
        label=gettext_lazy("Where do you live?"),
        called=gettext_lazy("one of these answers"),
        hint=gettext_lazy(
            "So that we can tell you what is near you. If it is not safe for us to know where you "
            "live, or to write to you there, leave it out."
        ),
        label_size="l",
        choices=[
            (HAS_ADDRESS, gettext_lazy("At an address I can give you")),
            (NONE_OF_THEM, gettext_lazy("I do not have a fixed address")),
            (UNSAID, gettext_lazy("I would rather not say")),
        ],
    )
    postcode = PostcodeField(label=gettext_lazy("Postcode"), required=False)
    line_1 = LineField(
        label=gettext_lazy("House number and street"),
        autocomplete="address-line1",
        required=False,
        max_length=LONGEST_LINE,
    )
    line_2 = LineField(
        label=gettext_lazy("Second line, if there is one"),
        autocomplete="address-line2",
        required=False,
        max_length=LONGEST_LINE,
    )
    town = LineField(
        label=gettext_lazy("Town"),
        autocomplete="address-level2",
        required=False,
        max_length=LONGEST_LINE,
    )

    class Rules:
        """Asked only about an address that can be given."""

        only_when: ClassVar = dict.fromkeys(
            ("postcode", "line_1", "line_2", "town"), ("where", HAS_ADDRESS)
        )

    def clean(self) -> dict[str, Any]:
        """Raises where an address says nothing."""
        given = super().clean() or self.cleaned_data
        said = any(given.get(name) for name in ("postcode", "line_1", "line_2", "town"))
        if given.get("where") == HAS_ADDRESS and not said and not self.errors:
            self.add_error(
                "postcode",
                ValidationError(
                    _("Enter your postcode, or choose another answer"), code="required"
                ),
            )
        return given

    def said(self, name: str, field: Any) -> str | list[str] | None:
        """An address is one answer."""
        if name != "where":
            return None
        if self.initial.get("where") != HAS_ADDRESS:
            return super().said(name, field)
        lines = (self.initial.get(part) for part in ("line_1", "line_2", "town", "postcode"))
        return [line for line in lines if line]


class PhoneForm(StepForm):
    """A number on which they can be reached."""

    phone = PhoneField(
        label=gettext_lazy("What is your phone number?"),
        called=gettext_lazy("your phone number"),
        hint=gettext_lazy("You can leave this empty. A phone that only you answer is best."),
        label_size="l",
        required=False,
    )


class EmailForm(StepForm):
    """An address to which we can write."""

    email = EmailField(
        label=gettext_lazy("What is your email address?"),
        called=gettext_lazy("your email address"),
        hint=gettext_lazy("You can leave this empty. An address that only you read is best."),
        label_size="l",
        required=False,
    )


class TextsForm(StepForm):
    """Whether texts are safe."""

    is_safe = forms.YesNoField(
        label=gettext_lazy("Is it safe to send you texts on this number?"),
        hint=gettext_lazy(
            "Think about who else sees your phone. Our texts say what is on near you, and nothing "
            "private."
        ),
        label_size="l",
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )


class CallsForm(StepForm):
    """Whether calls are safe."""

    is_safe = forms.YesNoField(
        label=gettext_lazy("Is it safe to ring you on this number?"),
        hint=gettext_lazy("Think about who else may answer or listen."),
        label_size="l",
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )


class EmailsForm(StepForm):
    """Whether emails are safe."""

    is_safe = forms.YesNoField(
        label=gettext_lazy("Is it safe to send you emails?"),
        hint=gettext_lazy("Think about who else can read them."),
        label_size="l",
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )
