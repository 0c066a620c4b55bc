"""Languages, ethnic groups, help: all of it free to leave out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from flyingstart.design.api import forms
from flyingstart.families.enums import CodeKind, NoAnswer
from flyingstart.families.operations.joining import SAME
from flyingstart.families.queries.codes import codes_in, languages_in
from flyingstart.families.rules.joining import Answers, Kept, children
from flyingstart.families.web.join.fields import LineField
from flyingstart.families.web.join.questions.base import (
    NONE_OF_THEM,
    UNSAID,
    StepForm,
    name_of,
)


class LanguagesForm(StepForm):
    """What they speak, what they read, and whether somebody should interpret."""

    heading = gettext_lazy("Your languages")
    lead = gettext_lazy("You can leave out whatever you like.")
    optional_rows = ("other",)
    spoken = forms.AutocompleteField(
        label=gettext_lazy("Which language do you speak most at home?"), required=False
    )
    read = forms.AutocompleteField(
        label=gettext_lazy("Which language do you like to read?"), required=False
    )
    other = LineField(
        label=gettext_lazy("If your language is not in the list, write it here"),
        called=gettext_lazy("another language"),
        required=False,
        max_length=100,
    )
    interpreter = forms.YesNoField(
        label=gettext_lazy("Would you like an interpreter when you talk with us?"),
        hint=gettext_lazy("It costs you nothing. We never ask children to interpret."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", ""), *languages_in(_language())]
        for name in ("spoken", "read"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


class EthnicityForm(StepForm):
    """Ethnic groups, for statistics only, and as free to leave out as to answer."""

    heading = gettext_lazy("Ethnic groups")
    lead = gettext_lazy(
        "You do not have to answer. We only count answers, to see whether all communities find "
        "their way to us. They never decide what you are offered."
    )
    own = forms.SelectField(label=gettext_lazy("Your ethnic group"), required=False)
    children = forms.SelectField(label=gettext_lazy("Your children’s ethnic group"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        empty = ("", _("Not answered"))
        refused = (NoAnswer.REFUSED.value, _("I would rather not say"))
        unknown = (NoAnswer.UNKNOWN.value, _("I do not know"))
        none = set(NoAnswer.values)
        groups = [
            (entry.code, entry.label)
            for entry in codes_in(CodeKind.ETHNICITY, _language())
            if entry.code not in none
        ]
        own, theirs = self.fields["own"], self.fields["children"]
        own.choices = [empty, refused, unknown, *groups]  # type: ignore[attr-defined]
        same = (SAME, _("The same as mine"))
        theirs.choices = [empty, same, refused, unknown, *groups]  # type: ignore[attr-defined]
        if not children(self.answers):
            del self.fields["children"]


class SupportForm(StepForm):
    """Whether a child needs more help to take part: one question for each need parents may name."""

    heading = gettext_lazy("Help to take part")
    lead = gettext_lazy(
        "Tell us only what you want us to know, so that we can make sessions work for your child. "
        "You do not have to answer."
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, answers: Answers, kept: Kept | None = None
    ) -> None:
        super().__init__(data, answers=answers, kept=(kept or {}).get("needs"))
        those = [(key, name_of(child)) for key, child in children(answers).items()]
        for code, label in asked_needs():
            self.fields[code] = forms.CheckboxesField(
                label=label,
                hint=_("Choose each child for whom this is true."),
                required=False,
                exclusive=[NONE_OF_THEM, UNSAID],
                choices=[
                    *those,
                    (NONE_OF_THEM, _("None of them")),
                    (UNSAID, _("I would rather not say")),
                ],
            )

    def kept(self) -> dict[str, Any]:
        """The needs by code, and of which children they were asked."""
        return {"asked": list(children(self.answers)), "needs": super().kept()}


def asked_needs() -> list[tuple[str, str]]:
    """The needs that parents may name, in the reader's language."""
    entries = codes_in(CodeKind.NEED, _language(), only_parents=True)
    return [(entry.code, entry.label) for entry in entries]


def _language() -> str:
    return get_language() or ""
