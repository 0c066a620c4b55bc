"""The questions at the door: who comes, where they live, where they are welcomed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeAlias, TypeVar, cast

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.design.api import forms
from flyingstart.families.enums import RegisteredBy, Role
from flyingstart.families.operations.forms import (
    AddressLines,
    Member,
    PersonDetails,
    RegistrationForm,
)
from flyingstart.families.web.staff.welcome import Welcome
from flyingstart.kernel.api import clock

MOST_ROWS = 20
# What a row that script adds is called until it has a number.
UNNUMBERED = "__number__"
ADULTS = (
    (Role.PARENT, gettext_lazy("Parent")),
    (Role.CARER, gettext_lazy("Carer, such as a grandparent")),
    (Role.OTHER, gettext_lazy("Somebody else of the family")),
)
NEW_ADULT: Mapping[str, Any] = {"role": Role.PARENT}


class DoorPart(forms.Form):
    """A part of the page: nearly everything may be left out."""

    marks_optional = False

    def typed_so_far(self) -> dict[str, Any]:
        """What stands in the boxes, right or wrong, to be shown again."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }


class RowForm(DoorPart):
    """One person. A row in which nothing is typed is not there."""

    given_name = forms.TextField(
        label=gettext_lazy("First name"), required=False, autocomplete="off", spellcheck=False
    )
    family_name = forms.TextField(
        label=gettext_lazy("Family name"), required=False, autocomplete="off", spellcheck=False
    )
    date_of_birth = forms.DateField(
        label=gettext_lazy("Date of birth"), required=False, latest=clock.today
    )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into the row, whatever is chosen in it."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in self.typed)

    @property
    def typed(self) -> list[str]:
        """The names of the boxes one types in."""
        boxes = [f"date_of_birth-{box}" for box in ("day", "month", "year")]
        return ["given_name", "family_name", *boxes]

    def unjudged(self) -> Self:
        """The same row with what was typed so far, and no faults."""
        if not self.is_bound:
            return self
        return type(self)(prefix=self.prefix, initial=self.typed_so_far())

    def take_the_keyboard(self) -> None:
        """Let the first box be where one goes on typing."""
        field = cast("forms.TextField", self.fields["given_name"])
        # Copies of a form share what their fields hold.
        field.attributes = {**field.attributes, "autofocus": "autofocus"}

    def clean(self) -> dict[str, Any]:
        """Somebody of whom anything is said has a name."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.is_blank and not (said.get("given_name") or said.get("family_name")):
            self.add_error("given_name", _("Enter a name; one is enough"))
        return said

    @property
    def phone_number(self) -> str:
        """The phone number of a valid row."""
        return str(self.cleaned_data.get("phone", ""))

    def details(self) -> PersonDetails:
        """The person of a valid row."""
        said = self.cleaned_data
        return PersonDetails(
            given_name=said["given_name"],
            family_name=said["family_name"],
            date_of_birth=said["date_of_birth"],
        )


class AdultForm(RowForm):
    """A parent, a carer, somebody else."""

    role = forms.SelectField(label=gettext_lazy("Who they are"), choices=ADULTS, coerce=Role)
    phone = forms.PhoneField(label=gettext_lazy("Phone"), required=False, autocomplete="off")
    is_expecting = forms.CheckboxField(label=gettext_lazy("Expecting a baby"), required=False)
    due_on = forms.DateField(label=gettext_lazy("Baby due on"), required=False)

    class Rules:
        """The due date is asked of who expects."""

        only_when = {"due_on": ("is_expecting", True)}

    @property
    def typed(self) -> list[str]:
        """The phone number too."""
        return [*super().typed, "phone"]

    def member(self, *, has_children: bool) -> Member:
        """The adult; who expects a first child is an expectant parent."""
        said = self.cleaned_data
        role = said["role"]
        if said["is_expecting"] and role == Role.PARENT and not has_children:
            role = Role.EXPECTANT_PARENT
        return Member(
            details=self.details(), role=role, phone=self.phone_number, due_on=said["due_on"]
        )


class ChildForm(RowForm):
    """A child."""

    def member(self, *, has_children: bool) -> Member:
        """The child."""
        del has_children
        return Member(details=self.details(), role=Role.CHILD)


class HouseholdForm(DoorPart):
    """Where they live and where they are welcomed; what carries the page along unseen."""

    line_1 = forms.TextField(
        label=gettext_lazy("House number and street"), required=False, autocomplete="off"
    )
    postcode = forms.TextField(
        label=gettext_lazy("Postcode"),
        required=False,
        autocomplete="off",
        spellcheck=False,
        autocapitalize="characters",
        direction="ltr",
        max_length=40,
        width=10,
    )
    welcomed_at = forms.SelectField(
        label=gettext_lazy("Welcomed at"),
        called=gettext_lazy("where you welcome them"),
        required=False,
    )
    notice_in = forms.SelectField(
        label=gettext_lazy("Privacy notice shown in"),
        required=False,
        empty_words=gettext_lazy("Not shown yet"),
    )
    submission = forms.HiddenField()

    def __init__(
        self,
        *args: Any,
        welcomes: Sequence[Welcome],
        is_bound_to_place: bool,
        notices: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.notices = notices
        shown = cast("forms.SelectField", self.fields["notice_in"])
        shown.choices = list(notices)
        if not notices:
            del self.fields["notice_in"]
        self.welcomes = {welcome.value: welcome for welcome in welcomes}
        field = cast("forms.SelectField", self.fields["welcomed_at"])
        field.choices = [(one.value, one.words) for one in welcomes]
        field.required = is_bound_to_place
        if not is_bound_to_place:
            field.empty_words = _("At no site")

    def unjudged(self) -> HouseholdForm:
        """The same with what was typed so far, and no faults."""
        return HouseholdForm(
            welcomes=list(self.welcomes.values()),
            is_bound_to_place=self.fields["welcomed_at"].required,
            notices=self.notices,
            initial=self.typed_so_far(),
        )

    def clean_submission(self) -> uuid.UUID:
        """Raises `ValidationError` for what no page of ours sent."""
        try:
            return uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            raise ValidationError(_("This page has expired: open it again")) from None

    @property
    def welcome(self) -> Welcome | None:
        """Where they are welcomed, of a valid form."""
        return self.welcomes.get(self.cleaned_data["welcomed_at"])

    @property
    def others(self) -> set[str]:
        """Public ids of the families of which the worker said that it is none of them."""
        return set(self.data.get("looked_at", "").split()) if "is_new" in self.data else set()


R = TypeVar("R", AdultForm, ChildForm)
Row: TypeAlias = AdultForm | ChildForm


class DoorForm:
    """The page as a whole: adults, children, household. Works like one form.

    `data` None: a page that is opened; `initial` is what is known beforehand.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        welcomes: Sequence[Welcome],
        is_bound_to_place: bool,
        notices: Sequence[tuple[str, str]] = (),
        initial: Mapping[str, Any],
    ) -> None:
        self.adults = _rows(AdultForm, "adult", data, initial)
        self.children = _rows(ChildForm, "child", data, {})
        self.household = HouseholdForm(
            data,
            welcomes=welcomes,
            is_bound_to_place=is_bound_to_place,
            notices=notices,
            initial=initial,
        )
        if data is None:
            self.adults[0].take_the_keyboard()
        self.blank_adult = AdultForm(prefix=f"adult-{UNNUMBERED}", initial=NEW_ADULT)
        self.blank_child = ChildForm(prefix=f"child-{UNNUMBERED}")

    @property
    def rows(self) -> list[Row]:
        """All rows."""
        return [*self.adults, *self.children]

    @property
    def said(self) -> list[Row]:
        """The rows in which something stands."""
        return [row for row in self.rows if row.is_bound and not row.is_blank]

    def is_valid(self) -> bool:
        """Whether everything can be saved: each row that says something, and somebody at all."""
        said = self.said
        if not said:
            first = self.adults[0]
            first.errors.clear()
            first.add_error("given_name", _("Enter the name of somebody; one name is enough"))
        valid = [row.is_valid() for row in [*said, self.household]]
        self._forget_faults(keep=said or self.adults[:1])
        return bool(said) and all(valid)

    def add_row(self, kind: str) -> None:
        """One more row for an adult or a child, with everything typed so far, judged by nobody.

        The new row's first box takes the keyboard.
        """
        self._forget_faults(keep=[])
        self.household = self.household.unjudged()
        if kind == "adult" and len(self.adults) < MOST_ROWS:
            new = AdultForm(prefix=f"adult-{len(self.adults)}", initial=NEW_ADULT)
            self.adults.append(new)
            new.take_the_keyboard()
        elif kind == "child" and len(self.children) < MOST_ROWS:
            another = ChildForm(prefix=f"child-{len(self.children)}")
            self.children.append(another)
            another.take_the_keyboard()

    def registration(self, *, notice_version: str) -> RegistrationForm:
        """What was said, of a valid form."""
        household, welcome = self.household.cleaned_data, self.household.welcome
        language = household.get("notice_in", "")
        has_children = any(isinstance(row, ChildForm) for row in self.said)
        return RegistrationForm(
            members=[row.member(has_children=has_children) for row in self.said],
            address=AddressLines(line_1=household["line_1"], postcode=household["postcode"]),
            submission=household["submission"],
            came_by=RegisteredBy.WORKER,
            notice_version=notice_version if language else "",
            notice_language=language,
            welcomed_at=welcome.where if welcome else None,
        )

    def _forget_faults(self, *, keep: Sequence[Row]) -> None:
        self.adults = [row if row in keep else row.unjudged() for row in self.adults]
        self.children = [row if row in keep else row.unjudged() for row in self.children]


def _rows(form: type[R], kind: str, data: QueryDict | None, initial: Mapping[str, Any]) -> list[R]:
    """As many rows as the page sent, at least one; the first with what is known beforehand."""
    usual = NEW_ADULT if kind == "adult" else {}
    if data is None:
        return [form(prefix=f"{kind}-0", initial={**usual, **initial})]
    sent = data.get(f"{kind}-rows", "")
    count = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 1
    return [form(data, prefix=f"{kind}-{n}") for n in range(min(max(count, 1), MOST_ROWS))]
