"""The boxes of a row of a programme's grid, and what each is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from flyingstart.activities.enums import Pattern
from flyingstart.activities.web.staff.timetable.words import weekday_name

MOST_WEEKS = 13
YES = "yes"


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box: `name` in the form, `field` in `SeriesDetails`.

    `listing` is the list of names that browsers offer; `choices` make it a select; a tick is
    sent as "yes" or not at all.
    """

    name: str
    field: str
    label: str
    hint: str = ""
    listing: str = ""
    choices: Sequence[tuple[str, str]] = ()
    is_tick: bool = False
    is_numeric: bool = False


class Boxes:
    """All boxes, in the order of their line, in the reader's language."""

    @cached_property
    def all(self) -> list[Box]:
        """Every box."""
        return [*self.first, *self.more]

    @cached_property
    def first(self) -> list[Box]:
        """What, where, when, who leads."""
        days = [("", _("Choose"))] + [(str(day), weekday_name(day)) for day in range(1, 8)]
        return [
            Box(name="activity", field="activity_id", label=_("Activity"), listing="activities"),
            Box(name="site", field="site_id", label=_("Site"), listing="sites"),
            Box(name="room", field="room_id", label=_("Room"), listing="rooms"),
            Box(name="weekday", field="weekday", label=_("Day"), choices=days),
            Box(
                name="starts",
                field="starts",
                label=pgettext("a time", "From"),
                is_numeric=True,
            ),
            Box(
                name="ends",
                field="ends",
                label=pgettext("a time", "To"),
                is_numeric=True,
            ),
            Box(name="lead", field="lead_id", label=_("Led by"), listing="people"),
        ]

    @cached_property
    def more(self) -> list[Box]:
        """The rest."""
        weeks = [("1", _("every week"))] + [
            (str(number), _("every %(count)s weeks") % {"count": number})
            for number in range(2, MOST_WEEKS + 1)
        ]
        return [
            Box(
                name="workers",
                field="worker_ids",
                label=_("Also working"),
                hint=_("Names, with commas between"),
                listing="people",
            ),
            Box(
                name="pattern",
                field="pattern",
                label=_("Runs"),
                choices=[(one.value, str(one.label)) for one in Pattern],
            ),
            Box(name="every", field="every_weeks", label=_("How often"), choices=weeks),
            Box(
                name="first",
                field="first_on",
                label=_("First day"),
                hint=_("Empty: the programme’s"),
            ),
            Box(
                name="last", field="last_on", label=_("Last day"), hint=_("Empty: the programme’s")
            ),
            Box(
                name="excluded",
                field="excluded",
                label=_("Not on"),
                hint=_("Days, with commas between"),
            ),
            Box(
                name="capacity",
                field="capacity",
                label=_("Families at most"),
                hint=_("Empty: no limit"),
                is_numeric=True,
            ),
            Box(
                name="cost",
                field="cost_pence",
                label=_("Cost a family (£)"),
                hint=_("Empty: free"),
                is_numeric=True,
            ),
            Box(
                name="language",
                field="language",
                label=_("Language"),
                hint=_("Empty: English"),
                listing="languages",
            ),
            Box(name="note", field="note", label=_("Note for families")),
            Box(name="listed", field="listed", label=_("Shown to the public"), is_tick=True),
        ]
