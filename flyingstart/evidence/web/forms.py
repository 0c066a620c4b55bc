"""What the reach page is asked for, in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flyingstart.evidence.api import Measure
from flyingstart.evidence.web import choices
from flyingstart.kernel.api import Period, PeriodError, clock
from flyingstart.places.api import AreaSet

AUTOMATIC = ""


class ReachForm(forms.Form):
    """Which figure, for which period, in which wards. All have a sensible answer when left out."""

    measure = forms.CharField(label=_("Figure"))
    period = forms.CharField(label=_("Period"), required=False, max_length=40)
    area_set = forms.CharField(label=_("Wards"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures: list[Measure] = choices.measures_by_place()
        self.periods: list[Period] = choices.periods()
        self.sets: list[AreaSet] = choices.ward_sets()
        self.offered: dict[str, choices.Choices] = {
            "measure": [(m.name, m.title) for m in self.measures],
            "area_set": [
                (AUTOMATIC, str(_("As on the last day"))),
                *((s.code, s.name) for s in self.sets),
            ],
        }
        for name, pairs in self.offered.items():
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, required=False, choices=pairs
            )

    def clean_measure(self) -> str:
        """The headline when none is named."""
        return self.cleaned_data["measure"] or choices.FIRST_MEASURE

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
        """The three questions as the GOV.UK select takes them."""
        asked = self.cleaned_data.get("period")
        offered = {
            "measure": (self.offered["measure"], self.cleaned_data.get("measure")),
            "period": (self.period_choices, None if asked is None else str(asked)),
            "area_set": (self.offered["area_set"], self.cleaned_data.get("area_set")),
        }
        return [
            {
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
            for name, (pairs, chosen) in offered.items()
        ]

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
