"""The form of one session: a new one, or one that is changed or moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flyingstart.activities.errors import (
    ActivitiesError,
    ClashError,
    ClockChangeError,
    PlanError,
    RoomElsewhereError,
    SessionTimesError,
    WorkerError,
)
from flyingstart.activities.models import Session
from flyingstart.activities.operations.sessions import SessionDetails
from flyingstart.activities.rules.times import london_moment
from flyingstart.activities.web.staff.timetable.days import (
    UnreadableError,
    read_time,
    time_written,
)
from flyingstart.activities.web.staff.timetable.known import Known
from flyingstart.activities.web.staff.timetable.pounds import (
    PriceError,
    pounds_written,
    read_pounds,
)
from flyingstart.design.api import forms
from flyingstart.kernel.api import clock

# How many boxes for who works beside the lead; one more than are filled.
FEWEST_OTHERS, MOST_OTHERS = 2, 12
FIELDS = {"cost_pence": "cost"}
DAY = dt.timedelta(days=1)
# What would go on for longer past midnight is a slip of the pen.
LATEST = dt.timedelta(hours=6)


class TimeField(forms.TextField):
    """A time of day as people write it; a `datetime.time`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"width": 5, "autocomplete": "off", "direction": "ltr", **options})

    def clean(self, value: Any) -> Any:
        """Raises `ValidationError` for what is no time."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_time(text)
        except UnreadableError as fault:
            raise ValidationError(str(fault), code="time") from None

    def none(self) -> None:
        """No time."""
        return


class CostField(forms.TextField):
    """A price in pounds as people write it; in pence."""

    def clean(self, value: Any) -> Any:
        """Raises `ValidationError` for what is no price."""
        try:
            return read_pounds(super().clean(value))
        except PriceError as fault:
            raise ValidationError(str(fault), code="price") from None


class SessionForm(forms.Form):
    """What one session is. `others` grow with how many work beside the lead."""

    marks_optional = False

    activity = forms.AutocompleteField(label=gettext_lazy("Activity"), coerce=int)
    site = forms.AutocompleteField(label=gettext_lazy("Site"), coerce=int)
    room = forms.AutocompleteField(
        label=gettext_lazy("Room"), required=False, coerce=int, empty_value=None
    )
    day = forms.DateField(label=gettext_lazy("Day"))
    starts = TimeField(
        label=pgettext_lazy("a time", "From"),
        called=gettext_lazy("when it begins"),
        hint=gettext_lazy("Such as 9:30"),
    )
    ends = TimeField(
        label=pgettext_lazy("a time", "To"),
        called=gettext_lazy("when it ends"),
        hint=gettext_lazy("Such as 1:15pm"),
        required=False,
    )
    lead = forms.AutocompleteField(
        label=gettext_lazy("Led by"), required=False, coerce=int, empty_value=None
    )
    capacity = forms.WholeNumberField(
        label=gettext_lazy("Families at most"),
        hint=gettext_lazy("Empty: no limit"),
        required=False,
        width=4,
    )
    cost = CostField(
        label=gettext_lazy("Cost a family"),
        hint=gettext_lazy("Empty: free"),
        required=False,
        prefix="£",
        width=5,
        direction="ltr",
    )
    language = forms.SelectField(label=gettext_lazy("Language"), required=False)
    note = forms.TextField(
        label=gettext_lazy("Note for families"),
        hint=gettext_lazy("Such as what to bring, or which door is open."),
        required=False,
        max_length=300,
    )
    listed = forms.CheckboxField(label=gettext_lazy("Shown to the public"), required=False)
    version = forms.HiddenField(required=False)

    def __init__(
        self, *args: Any, known: Known, others: int = FEWEST_OTHERS, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        people = list(known.people.items())
        self._choices("activity", list(known.activities.items()))
        self._choices("site", [(site.id, site.name) for site in known.own_sites])
        self._choices(
            "room",
            [
                (room, f"{name}, {site.name}")
                for site in known.own_sites
                for room, name in site.rooms.items()
            ],
        )
        self._choices("lead", people)
        self._choices("language", list(known.languages.items()))
        cast("forms.SelectField", self.fields["language"]).empty_words = _("English")
        self.others = [f"other_{number}" for number in range(min(others, MOST_OTHERS))]
        after = list(self.fields)
        for number, name in enumerate(self.others):
            self.fields[name] = forms.AutocompleteField(
                label=_("Also working") if not number else _("And"),
                required=False,
                coerce=int,
                empty_value=None,
                choices=people,
                attributes={"aria-label": _("Also working, %(number)s") % {"number": number + 1}},
            )
        place = after.index("lead") + 1
        self.order_fields([*after[:place], *self.others, *after[place:]])

    def _choices(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        cast("forms.SelectField", self.fields[name]).choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """The times are those of London on that day, or of the night that follows it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        day, starts, ends = (said.get(name) for name in ("day", "starts", "ends"))
        if day and starts:
            last = day + DAY if ends and _is_of_the_night(starts, ends) else day
            for box, name, on in (("starts", "starts_at", day), ("ends", "ends_at", last)):
                try:
                    said[name] = london_moment(on, said[box]) if said.get(box) else None
                except ClockChangeError as fault:
                    self.add_error(box, str(fault))
        return said

    def details(self) -> SessionDetails:
        """The session of a valid form."""
        said = self.cleaned_data
        return SessionDetails(
            activity_id=said["activity"],
            site_id=said["site"],
            room_id=said["room"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            capacity=said["capacity"],
            language=said["language"],
            cost_pence=said["cost"],
            note=said["note"],
            listed=said["listed"],
            lead_id=said["lead"],
            worker_ids=tuple(said[name] for name in self.others if said[name]),
        )

    def take(self, fault: ActivitiesError) -> None:
        """Say what an operation found wrong, at its field."""
        if isinstance(fault, PlanError):
            for one in fault.faults:
                field = FIELDS.get(one.field, one.field)
                self.add_error(field if field in self.fields else None, one.words)
        elif isinstance(fault, ClashError):
            for clash in fault.clashes:
                self.add_error("room" if clash.what == "room" else None, clash.words)
        elif isinstance(fault, SessionTimesError):
            self.add_error("ends", str(fault))
        elif isinstance(fault, RoomElsewhereError):
            self.add_error("room", str(fault))
        elif isinstance(fault, WorkerError):
            self.add_error("lead", str(fault))
        else:
            self.add_error(None, str(fault))


def _is_of_the_night(starts: dt.time, ends: dt.time) -> bool:
    """Whether it ends in the night after the day on which it starts."""
    any_day = dt.date.min
    lasts = dt.datetime.combine(any_day + DAY, ends) - dt.datetime.combine(any_day, starts)
    return ends < starts and lasts <= LATEST


def as_held(session: Session) -> dict[str, Any]:
    """A session as it stands in the form."""
    workers = list(session.workers.all())
    others = [one.worker_id for one in workers if not one.is_lead]
    local = session.starts_at.astimezone(clock.LONDON)
    return {
        "activity": session.activity_id,
        "site": session.site_id,
        "room": session.room_id,
        "day": local.date(),
        "starts": time_written(local.time()),
        "ends": time_written(session.ends_at.astimezone(clock.LONDON).time())
        if session.ends_at
        else "",
        "lead": next((one.worker_id for one in workers if one.is_lead), None),
        **{f"other_{number}": pk for number, pk in enumerate(others)},
        "capacity": session.capacity,
        "cost": pounds_written(session.cost_pence),
        "language": session.language,
        "note": session.note,
        "listed": session.listed,
        "version": str(session.version),
    }
