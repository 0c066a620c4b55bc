"""A date in three boxes, and precisely what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import override

from flyingstart.design import formats, govuk
from flyingstart.design.forms.drawn import Drawing, Drawn
from flyingstart.kernel.api import clock

BOXES = ("day", "month", "year")
Bound: TypeAlias = dt.date | Callable[[], dt.date] | None


class Written(NamedTuple):
    """What stands in the three boxes."""

    day: str = ""
    month: str = ""
    year: str = ""


class DateBoxes(forms.Widget):
    """Reads `name-day`, `name-month` and `name-year`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Written:
        """The three texts."""
        del files
        return Written(*(str(data.get(f"{name}-{box}") or "").strip() for box in BOXES))

    def id_for_label(self, id_: str) -> str:
        """The first box."""
        return f"{id_}-day"


class DateDrawing(Drawing):
    """A date in a form: knows which of its boxes are at fault."""

    field: DateField

    @property
    def fault_id(self) -> str:
        """The first box at fault."""
        return f"{self.box_id}-{self.faulty[0] if self.faulty else BOXES[0]}"

    @property
    def faulty(self) -> tuple[str, ...]:
        """The boxes at fault; all of them where nothing more is known."""
        if self.fault is None:
            return ()
        return tuple((self.fault.params or {}).get("boxes", BOXES))

    @property
    def texts(self) -> Written:
        """What stands in the boxes."""
        value = self.value()
        return value if isinstance(value, Written) else self.field.prepare_value(value)


class DateField(Drawn, forms.Field):
    """A date as people write one; the month also by its name. A `datetime.date` or None.

    `earliest` and `latest` are dates, or functions that tell them; `clock.today` says that it may
    not lie ahead. `birthday` lets the browser fill in the person's own.
    """

    template_name = "design/forms/date.jinja"
    widget = DateBoxes
    bound_field_class = DateDrawing
    empty_values = [None, Written(), "", [], (), {}]

    def __init__(
        self,
        *,
        earliest: Bound = dt.date(1900, 1, 1),
        latest: Bound = dt.date(2100, 12, 31),
        birthday: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.earliest, self.latest, self.birthday = earliest, latest, birthday

    def prepare_value(self, value: Any) -> Written:
        """The boxes of a date, or of an ISO text."""
        if isinstance(value, Written):
            return value
        if isinstance(value, str) and value:
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                return Written()
        return Written(str(value.day), str(value.month), str(value.year)) if value else Written()

    def to_python(self, value: Any) -> dt.date | None:
        """The day. Raises `ValidationError` whose params name the boxes at fault."""
        if isinstance(value, dt.date) or value in self.empty_values:
            return value if isinstance(value, dt.date) else None
        written = Written(*value)
        self._whole(written)
        day, month, year = _figure(written.day), month_of(written.month), _figure(written.year)
        wrong = [
            box
            for box, fits in (
                ("day", day is not None and 1 <= day <= 31),
                ("month", month is not None),
                ("year", year is not None),
            )
            if not fits
        ]
        if not wrong and len(written.year) != 4:
            raise self._fault(_("%(name)s must have a year of 4 figures, like 2024"), ["year"])
        try:
            return dt.date(year or 0, month or 0, day or 0)
        except ValueError:
            # Each may be right alone, as in 31 June: then no box is to blame but the whole.
            raise self._fault(_("%(name)s must be a real date"), wrong or list(BOXES)) from None

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for a day out of bounds."""
        super().validate(value)
        if value is None:
            return
        earliest, latest = _told(self.earliest), _told(self.latest)
        today = clock.today()
        if latest is not None and value > latest:
            if latest == today:
                raise self._fault(_("%(name)s must be today or in the past"))
            raise self._fault(_("%(name)s must be %(limit)s or earlier"), limit=latest)
        if earliest is not None and value < earliest:
            if earliest == today:
                raise self._fault(_("%(name)s must be today or in the future"))
            raise self._fault(_("%(name)s must be %(limit)s or later"), limit=earliest)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes say another day."""
        return self.prepare_value(initial) != Written(*(data or Written()))

    def said(self, value: dt.date | None) -> str:
        """As people say it."""
        return "" if value is None else formats.date(value)

    def component(self, drawing: DateDrawing) -> object:
        """Three boxes in a group."""
        labels = (_("Day"), _("Month"), _("Year"))
        return govuk.DateInput(
            **drawing.about(),
            id=drawing.box_id,
            fieldset=drawing.group(),
            items=[
                govuk.Box(
                    id=f"{drawing.box_id}-{box}",
                    name=f"{drawing.html_name}-{box}",
                    label=label,
                    value=text or None,
                    classes=_classes(box, text, is_wrong=box in drawing.faulty),
                    autocomplete=f"bday-{box}" if self.birthday else None,
                    # A month may be a word.
                    inputmode="text" if box == "month" else "numeric",
                    attributes={"dir": "auto" if box == "month" else "ltr"},
                )
                for box, label, text in zip(BOXES, labels, drawing.texts, strict=True)
            ],
        )

    def _whole(self, written: Written) -> None:
        """Raises where a box is empty."""
        names = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
        empty = [box for box, text in zip(BOXES, written, strict=True) if not text]
        if len(empty) == 1:
            raise self._fault(_("%(name)s must include %(part)s"), empty, part=names[empty[0]])
        if empty:
            raise self._fault(
                _("%(name)s must include %(part)s and %(other)s"),
                empty,
                part=names[empty[0]],
                other=names[empty[1]],
            )

    def _fault(
        self,
        words: str,
        boxes: list[str] | None = None,
        *,
        limit: dt.date | None = None,
        **params: str,
    ) -> ValidationError:
        return ValidationError(
            words,
            code="date",
            params={
                "name": self.first_name,
                "limit": formats.date(limit),
                "boxes": boxes or list(BOXES),
                **params,
            },
        )


def month_of(text: str) -> int | None:
    """The number of a month from a figure or a name, in English or in the reader's language."""
    figure = _figure(text)
    if figure is not None or not text:
        return figure if figure and figure <= 12 else None
    wanted = text.casefold().strip(" .")
    for number, name in dates.MONTHS.items():
        if wanted == str(name).casefold():
            return number
        with override("en"):
            english = str(name).casefold()
        if len(wanted) >= 3 and english.startswith(wanted):
            return number
    return None


def _figure(text: str) -> int | None:
    """A number of at most four digits of any script."""
    return int(text) if re.fullmatch(r"\d{1,4}", text) else None


def _told(bound: Bound) -> dt.date | None:
    return bound() if callable(bound) else bound


def _classes(box: str, text: str, *, is_wrong: bool) -> str:
    width = 4 if box == "year" else 2
    if box == "month" and text and not text.isdecimal():
        width = 10
    return f"govuk-input--width-{width}" + (" govuk-input--error" if is_wrong else "")
