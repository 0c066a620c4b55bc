"""The forms of the day book: one for each kind, in the words of what happened."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.daybook.enums import EntryKind, SignedHow
from flyingstart.daybook.kinds import ABOUT_SOMEBODY
from flyingstart.daybook.models import CheckPoint
from flyingstart.daybook.queries.here import Here
from flyingstart.daybook.words import EntryWords, Point
from flyingstart.design.api import forms
from flyingstart.kernel.api import clock, is_public_id

OTHER = "other"
_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})")
Words = str | Promise
TOLD = gettext_lazy("Who was told?")
HINT = gettext_lazy("What you saw and heard. No guesses about why")


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What a form of a kind asks."""

    happened: Words
    done: Words
    told: Words = TOLD
    hint: Words = HINT


LABELS = {
    EntryKind.ACCIDENT: Labels(
        happened=gettext_lazy("What happened, and where were they hurt?"),
        done=gettext_lazy("What was done?"),
    ),
    EntryKind.INCIDENT: Labels(
        happened=gettext_lazy("What happened?"), done=gettext_lazy("What was done?")
    ),
    EntryKind.NEAR_MISS: Labels(
        happened=gettext_lazy("What nearly happened?"),
        done=gettext_lazy("What was done so that it does not happen?"),
    ),
    EntryKind.INJURY: Labels(
        happened=gettext_lazy("What did you see, and where on the body?"),
        done=gettext_lazy("What did the adult with them say about it?"),
        hint=gettext_lazy("Size, colour and place. In their own words, as near as you can"),
    ),
    EntryKind.FIRST_AID: Labels(
        happened=gettext_lazy("What was it for?"), done=gettext_lazy("What first aid was given?")
    ),
    EntryKind.MEDICINE: Labels(
        happened=gettext_lazy("Which medicine, how much, and how?"),
        done=gettext_lazy("Who agreed to it, and where is that written?"),
        hint=gettext_lazy("As it stands on the packet"),
    ),
    EntryKind.LOST_CHILD: Labels(
        happened=gettext_lazy("When and where were they last seen?"),
        done=gettext_lazy("What was done, and when and where were they found?"),
        told=gettext_lazy("Who was told? The family, the police?"),
    ),
    EntryKind.ROLL_CALL: Labels(
        happened=gettext_lazy("How did the roll call go?"), done=gettext_lazy("What was done?")
    ),
}


class TimeField(forms.TextField):
    """A time of day by the clock, such as 10:40; a `datetime.time`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"width": 5, "autocomplete": "off", "direction": "ltr", **options})

    def clean(self, value: Any) -> Any:
        """Raises `ValidationError` for what is no time."""
        text = super().clean(value)
        found = _TIME.fullmatch(text.strip())
        hour, minute = (int(found[1]), int(found[2])) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise ValidationError(_("Write the time by the clock, like 10:40 or 14:05"))
        return dt.time(hour, minute)


class KeyedForm(forms.Form):
    """`key` is made with the page: the same words sent twice are one entry."""

    marks_optional = False

    key = forms.HiddenField()
    time = TimeField(
        label=gettext_lazy("At what time?"), hint=gettext_lazy("By the clock, like 10:40 or 14:05")
    )

    def clean_key(self) -> uuid.UUID:
        """The key of the page; another one where it was tampered with."""
        key = self.cleaned_data["key"]
        return uuid.UUID(key) if is_public_id(key) else uuid.uuid4()

    def at_on(self, day: dt.date) -> dt.datetime:
        """When it happened."""
        time = self.cleaned_data["time"]
        return dt.datetime.combine(day, time, tzinfo=clock.LONDON).astimezone(dt.UTC)

    def words_on(self, day: dt.date) -> EntryWords:
        """What the form says."""
        raise NotImplementedError


class HappenedForm(KeyedForm):
    """All but opening checks and visitors. `people` can be chosen, others are written."""

    person = forms.SelectField(
        label=gettext_lazy("Whom is it about?"), required=False, empty_value=""
    )
    called = forms.TextField(
        label=gettext_lazy("What are they called?"), required=False, max_length=200
    )
    happened = forms.TextAreaField(rows=4, max_length=10_000, required=False)
    done = forms.TextAreaField(rows=3, max_length=10_000, required=False)
    witnesses = forms.TextField(
        label=gettext_lazy("Who saw it?"), required=False, max_length=500, autocomplete="off"
    )
    told = forms.TextField(required=False, max_length=500, autocomplete="off")
    why = forms.TextField(
        label=gettext_lazy("Why do you correct it?"),
        called=gettext_lazy("why you correct it"),
        max_length=500,
    )

    def __init__(
        self,
        *args: Any,
        kind: EntryKind,
        people: Sequence[Here],
        corrects: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.person.public_id): one for one in people}
        labels = LABELS[kind]
        self.fields["happened"].label = str(labels.happened)
        self.fields["happened"].hint = labels.hint  # type: ignore[attr-defined]  # ours
        self.fields["done"].label = str(labels.done)
        self.fields["told"].label = str(labels.told)
        if not corrects:
            del self.fields["why"]
        self._ask_of_people(kind)

    def _ask_of_people(self, kind: EntryKind) -> None:
        called = cast("forms.TextField", self.fields["called"])
        if kind not in ABOUT_SOMEBODY:
            called.label = _("Is it about somebody? What are they called?")
        if self.people:
            called.hint = _("Only if they are not on the list above")
            cast("forms.SelectField", self.fields["person"]).choices = [
                ("", _("Choose")),
                *((key, one.name) for key, one in self.people.items()),
                (OTHER, _("Somebody else")),
            ]
        else:
            del self.fields["person"]

    def words_on(self, day: dt.date) -> EntryWords:
        """What the form says; whoever was chosen is called as they are registered."""
        said = self.cleaned_data
        chosen = self.people.get(said.get("person", ""))
        person = chosen.person if chosen else None
        return EntryWords(
            happened_at=self.at_on(day),
            person=person,
            called="" if person else said["called"],
            happened=said["happened"],
            done=said["done"],
            witnesses=said["witnesses"],
            told=said["told"],
        )


class VisitorForm(KeyedForm):
    """Somebody who comes in and is on no register."""

    called = forms.TextField(
        label=gettext_lazy("What are they called?"),
        called=gettext_lazy("what they are called"),
        max_length=200,
        autocomplete="off",
    )
    happened = forms.TextField(
        label=gettext_lazy("Whom do they come to see, or from where?"),
        required=False,
        max_length=300,
        autocomplete="off",
    )
    done = forms.TextField(
        label=gettext_lazy("Which proof of who they are did you see?"),
        hint=gettext_lazy("A work pass, for example. Leave it empty if you saw none"),
        required=False,
        max_length=300,
        autocomplete="off",
    )
    why = HappenedForm.declared_fields["why"]

    def __init__(self, *args: Any, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["why"]

    def words_on(self, day: dt.date) -> EntryWords:
        """What the form says."""
        said = self.cleaned_data
        return EntryWords(
            happened_at=self.at_on(day),
            called=said["called"],
            happened=said["happened"],
            done=said["done"],
        )


class OpeningForm(KeyedForm):
    """The points of the authority's list: one tick for each that is fine."""

    fine = forms.CheckboxesField(
        label=gettext_lazy("Tick what you looked at and found fine"),
        hint=gettext_lazy("What is not ticked is not right: say below what you did about it"),
        required=False,
    )
    note = forms.TextAreaField(
        label=gettext_lazy("What was not right, and what did you do about it?"),
        required=False,
        rows=3,
        max_length=2_000,
    )
    why = HappenedForm.declared_fields["why"]

    def __init__(
        self, *args: Any, points: Sequence[CheckPoint], corrects: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        fine = cast("forms.CheckboxesField", self.fields["fine"])
        fine.choices = [(point.code, point.words) for point in points]
        if not corrects:
            del self.fields["why"]

    def words_on(self, day: dt.date) -> EntryWords:
        """What the form says: the note belongs to what was not right."""
        said = self.cleaned_data
        return EntryWords(
            happened_at=self.at_on(day),
            points=[
                Point(
                    words=point.words,
                    fine=point.code in said["fine"],
                    note="" if point.code in said["fine"] else said["note"].strip(),
                )
                for point in self.points
            ],
        )


class SignForm(forms.Form):
    """The adult who looks after the child reads it, and signs; or did so on paper."""

    marks_optional = False

    how = forms.RadiosField(
        label=gettext_lazy("How do they sign?"),
        choices=[
            (SignedHow.TYPED, gettext_lazy("Here: they read it and type their name")),
            (SignedHow.PAPER, gettext_lazy("On paper: the sheet is signed and put away")),
        ],
        coerce=SignedHow,
    )
    has_read = forms.CheckboxField(label=gettext_lazy("I have read this"), required=False)
    name = forms.TextField(
        label=gettext_lazy("Your name, or the name on the sheet"),
        called=gettext_lazy("the name"),
        max_length=200,
        autocomplete="off",
    )

    def clean(self) -> dict[str, Any]:
        """Whoever signs here says that they read it."""
        said = super().clean() or self.cleaned_data
        if said.get("how") == SignedHow.TYPED and not said.get("has_read"):
            self.add_error("has_read", _("Tick that you have read it, or sign on paper"))
        return said


class CountersignForm(forms.Form):
    """What follows from it."""

    marks_optional = False

    note = forms.TextAreaField(
        label=gettext_lazy("What follows from it?"),
        hint=gettext_lazy("What you changed, whom you told. Nothing is an answer too"),
        required=False,
        rows=3,
        max_length=2_000,
    )


def clock_words(at: dt.datetime) -> str:
    """A time as it stands in a box: 9:05."""
    local = at.astimezone(clock.LONDON)
    return f"{local.hour}:{local.minute:02}"
