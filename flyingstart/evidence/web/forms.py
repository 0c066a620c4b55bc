"""What the pages of figures are asked for, in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flyingstart.evidence.api import Measure
from flyingstart.evidence.labels import FIELDS
from flyingstart.evidence.web import choices
from flyingstart.kernel.api import Period, PeriodError, clock
from flyingstart.places.api import AreaSet

AUTOMATIC = ""
FIRST_FIELD = "ethnicity"


class PeriodForm(forms.Form):
    """For which period. There is a sensible answer when it is left out.

    Subclasses ask more: each question is a field with its choices in `offered`, or the period.
    """

    asks: tuple[str, ...] = ("period",)
    period = forms.CharField(label=_("Period"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods: list[Period] = choices.periods()
        self.offered: dict[str, choices.Choices] = self.offers()
        for name, pairs in self.offered.items():
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, required=False, choices=pairs
            )

    def offers(self) -> dict[str, choices.Choices]:
        """The choices of each question besides the period."""
        return {}

    def clean_period(self) -> Period:
        """Any period that the command line takes; the newest quarter that is over when left out."""
        written = self.cleaned_data["period"].strip()
        if not written:
            return choices.usual_period(self.periods, clock.today())
        try:
            return Period.parse(written)
        except PeriodError as fault:
            raise forms.ValidationError(str(fault)) from None

    @property
    def selects(self) -> list[dict[str, Any]]:
        """The questions as the GOV.UK select takes them."""
        return [self._select(name) for name in self.asks]

    def _select(self, name: str) -> dict[str, Any]:
        asked = self.cleaned_data.get(name)
        chosen = None if asked is None else str(asked)
        pairs = self.period_choices if name == "period" else self.offered[name]
        return {
            "id": name,
            "name": name,
            "label": {"text": self.fields[name].label},
            "items": [
                {"value": value, "text": words, "selected": value == chosen}
                for value, words in pairs
            ],
            "errorMessage": {"text": " ".join(map(str, self.errors[name]))}
            if name in self.errors
            else None,
        }

    @property
    def error_list(self) -> list[dict[str, str]]:
        """The faults as the GOV.UK error summary takes them."""
        return [
            {"text": str(words), "href": f"#{name}"}
            for name, found in self.errors.items()
            for words in found
        ]

    @property
    def period_choices(self) -> choices.Choices:
        """The periods offered, and the one asked for if it is another."""
        offered = [(str(p), choices.period_words(p)) for p in self.periods]
        asked = self.cleaned_data.get("period")
        if asked is not None and str(asked) not in dict(offered):
            offered.insert(0, (str(asked), choices.period_words(asked)))
        return offered


class WardsForm(PeriodForm):
    """And in which wards."""

    asks: tuple[str, ...] = ("period", "area_set")
    area_set = forms.CharField(label=_("Wards"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.sets: list[AreaSet] = choices.ward_sets()
        super().__init__(*args, **kwargs)

    def offers(self) -> dict[str, choices.Choices]:
        """The editions of the wards."""
        named = [(s.code, s.name) for s in self.sets]
        return {"area_set": [(AUTOMATIC, str(_("As on the last day"))), *named]}


class ReachForm(WardsForm):
    """And which figure; the headline when none is named."""

    asks = ("measure", "period", "area_set")
    measure = forms.CharField(label=_("Figure"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.measures: list[Measure] = choices.measures_by_place()
        super().__init__(*args, **kwargs)

    def offers(self) -> dict[str, choices.Choices]:
        """The measures by place, and the editions of the wards."""
        return {"measure": [(m.name, m.title) for m in self.measures], **super().offers()}

    def clean_measure(self) -> str:
        """The headline when none is named."""
        return self.cleaned_data["measure"] or choices.FIRST_MEASURE


class FieldForm(PeriodForm):
    """And which question that people are asked; ethnicity when none is named."""

    asks = ("field", "period")
    field = forms.CharField(label=_("Question"))

    def offers(self) -> dict[str, choices.Choices]:
        """Ethnicity first, then the others as they are called."""
        named = sorted(FIELDS.items(), key=lambda pair: (pair[0] != FIRST_FIELD, pair[1]))
        return {"field": [(name, words[0].upper() + words[1:]) for name, words in named]}

    def clean_field(self) -> str:
        """Ethnicity when none is named."""
        return self.cleaned_data["field"] or FIRST_FIELD
