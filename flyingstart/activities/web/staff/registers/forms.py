"""The questions of a register: who is new, how many heads, what went well, why it is reopened."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.activities.enums import CountedBy
from flyingstart.activities.operations.closing import LONGEST_REASON
from flyingstart.activities.operations.registers import LARGEST_COUNT
from flyingstart.design.api import forms
from flyingstart.families.api import (
    Member,
    NoticeInForce,
    PersonDetails,
    RegisteredBy,
    RegistrationForm,
    Role,
    WelcomedAt,
)
from flyingstart.kernel.api import clock

MOST_CHILDREN = 10
# What a row that script adds is called until it has a number.
UNNUMBERED = "__number__"


class _Part(forms.Form):
    """Nearly everything may be left out."""

    marks_optional = False


class AdultForm(_Part):
    """Who came along."""

    given_name = forms.TextField(
        label=gettext_lazy("First name"),
        required=False,
        autocomplete="off",
        spellcheck=False,
        max_length=200,
    )
    family_name = forms.TextField(
        label=gettext_lazy("Family name"),
        required=False,
        autocomplete="off",
        spellcheck=False,
        max_length=200,
    )
    phone = forms.PhoneField(label=gettext_lazy("Phone"), required=False, autocomplete="off")
    notice_in = forms.SelectField(
        label=gettext_lazy("Privacy notice shown in"),
        required=False,
        empty_words=gettext_lazy("Not shown yet"),
    )
    submission = forms.HiddenField()

    def __init__(self, *args: Any, notice: NoticeInForce, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.SelectField", self.fields["notice_in"])
        field.choices = list(notice.languages)
        if not notice.languages:
            del self.fields["notice_in"]

    def clean_submission(self) -> uuid.UUID:
        """Raises `ValidationError` for what no page of ours sent."""
        try:
            return uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            raise ValidationError(_("This page has expired: open it again")) from None


class ChildForm(_Part):
    """A child. A row in which nothing is typed is not there."""

    given_name = forms.TextField(
        label=gettext_lazy("First name"),
        required=False,
        autocomplete="off",
        spellcheck=False,
        max_length=200,
    )
    family_name = forms.TextField(
        label=gettext_lazy("Family name, if another"),
        required=False,
        autocomplete="off",
        spellcheck=False,
        max_length=200,
    )
    date_of_birth = forms.DateField(
        label=gettext_lazy("Date of birth"), required=False, latest=clock.today
    )

    def clean(self) -> dict[str, Any]:
        """A child of whom anything is said has a name."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        has_name = said.get("given_name") or said.get("family_name")
        if said.get("date_of_birth") and not has_name:
            self.add_error("given_name", _("Enter a name; one is enough"))
        return said


class NewcomerForm:
    """The page as a whole: an adult, children. Works like one form."""

    def __init__(
        self, data: QueryDict | None = None, *, notice: NoticeInForce, name: str = ""
    ) -> None:
        self._data, self.notice = data, notice
        *given, last = name.split()[:10] or [""]
        initial = {
            "submission": str(uuid.uuid4()),
            "given_name": " ".join(given) or last,
            "family_name": last if given else "",
            "notice_in": notice.nearest,
        }
        self.adult = AdultForm(data, notice=notice, prefix="adult", initial=initial)
        rows = range(self._rows(data))
        self.children = [ChildForm(data, prefix=f"child-{row}") for row in rows]
        self.blank = ChildForm(prefix=f"child-{UNNUMBERED}")
        if data is None:
            field = cast("forms.TextField", self.adult.fields["given_name"])
            field.attributes = {**field.attributes, "autofocus": "autofocus"}

    @property
    def parts(self) -> list[_Part]:
        """All parts, for the summary of errors."""
        return [self.adult, *self.children]

    def add_child(self) -> None:
        """One more row, with everything typed so far, judged by nobody."""
        typed = {name: value for name, value in (self._data or {}).items() if name}
        self.adult = AdultForm(
            notice=self.notice,
            prefix="adult",
            initial={name: typed.get(f"adult-{name}", "") for name in self.adult.fields},
        )
        self.children = [_unjudged(child) for child in self.children]
        if len(self.children) < MOST_CHILDREN:
            self.children.append(ChildForm(prefix=f"child-{len(self.children)}"))

    def is_valid(self) -> bool:
        """Whether it can be saved: everything as it should be, and somebody has a name."""
        valid = [part.is_valid() for part in self.parts]
        if all(valid) and not self.members():
            self.adult.add_error("given_name", _("Enter the name of somebody; one is enough"))
            return False
        return all(valid)

    def members(self) -> list[Member]:
        """The people of a valid form; a child bears the adult's family name unless another."""
        adult = self.adult.cleaned_data
        found = []
        if adult["given_name"] or adult["family_name"]:
            details = PersonDetails(
                given_name=adult["given_name"], family_name=adult["family_name"]
            )
            found.append(Member(details=details, role=Role.PARENT, phone=adult["phone"]))
        for said in (child.cleaned_data for child in self.children):
            if said["given_name"] or said["family_name"]:
                details = PersonDetails(
                    given_name=said["given_name"],
                    family_name=said["family_name"] or adult["family_name"],
                    date_of_birth=said["date_of_birth"],
                )
                found.append(Member(details=details, role=Role.CHILD))
        return found

    def registration(self, *, welcomed_at: WelcomedAt | None) -> RegistrationForm:
        """What was said, of a valid form."""
        language = self.adult.cleaned_data.get("notice_in", "")
        return RegistrationForm(
            members=self.members(),
            submission=self.adult.cleaned_data["submission"],
            came_by=RegisteredBy.WORKER,
            notice_version=self.notice.version if language else "",
            notice_language=language,
            welcomed_at=welcomed_at,
        )

    @staticmethod
    def _rows(data: QueryDict | None) -> int:
        sent = data.get("child-rows", "") if data is not None else "2"
        count = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 1
        return min(max(count, 1), MOST_CHILDREN)


class HeadsForm(_Part):
    """People who came without being named."""

    us = forms.WholeNumberField(
        label=gettext_lazy("Heads that we counted"), required=False, max_value=LARGEST_COUNT
    )
    partner = forms.WholeNumberField(
        label=gettext_lazy("Heads that a partner counted"),
        required=False,
        max_value=LARGEST_COUNT,
    )

    def counts(self) -> dict[CountedBy, int]:
        """What was counted, of a valid form; who counted nobody said nothing."""
        return {
            counter: self.cleaned_data[counter.value]
            for counter in CountedBy
            if self.cleaned_data.get(counter.value) is not None
        }


class CloseForm(HeadsForm):
    """The last thirty seconds."""

    went_well = forms.TextAreaField(
        label=gettext_lazy("What went well"),
        hint=gettext_lazy("A line to remember. No names of families."),
        required=False,
        rows=2,
        max_length=1_000,
    )
    nobody_came = forms.CheckboxField(label=gettext_lazy("Nobody came"), required=False)

    def __init__(self, *args: Any, is_empty: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_empty:
            del self.fields["nobody_came"]


class ReopenForm(forms.Form):
    """Why a register is opened again."""

    reason = forms.TextField(
        label=gettext_lazy("Why are you opening it again?"),
        hint=gettext_lazy("Such as: two families came in late"),
        called=gettext_lazy("why you are opening it again"),
        max_length=LONGEST_REASON,
        autocomplete="off",
    )


class ElsewhereForm(forms.Form):
    """Somebody whom the reader does not see, by what they say of themselves."""

    marks_optional = False

    given_name = forms.TextField(
        label=gettext_lazy("First name"), autocomplete="off", spellcheck=False, max_length=200
    )
    family_name = forms.TextField(
        label=gettext_lazy("Family name"),
        required=False,
        autocomplete="off",
        spellcheck=False,
        max_length=200,
    )
    date_of_birth = forms.DateField(label=gettext_lazy("Date of birth"), latest=clock.today)


def _unjudged(child: ChildForm) -> ChildForm:
    typed = {
        name: field.widget.value_from_datadict(child.data, child.files, child.add_prefix(name))
        for name, field in child.fields.items()
    }
    return ChildForm(prefix=child.prefix, initial=typed)
