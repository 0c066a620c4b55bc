"""What a reader looks for, as the address says it. What makes no sense in it is not heeded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from flyingstart.activities.ages import ChildAge
from flyingstart.activities.queries.listed import ENGLISH, ListedPlace, Wanted
from flyingstart.activities.queries.nearness import Near, near
from flyingstart.activities.web.public.words import miles_words, weekday_names
from flyingstart.design.api import forms
from flyingstart.families.api import CodeKind, codes_in
from flyingstart.places.api import normal_postcode

FREE = "free"
WITHIN = (1, 2, 3, 5)
FOLDED = ("within", "day", "cost", "language", "neighbourhood", "site")


class FilterForm(forms.Form):
    """What is asked; all of it may be left out."""

    marks_optional = False
    near = forms.TextField(
        label=gettext_lazy("Your postcode"),
        required=False,
        max_length=20,
        width=10,
        autocomplete="postal-code",
        autocapitalize="characters",
        spellcheck=False,
        direction="ltr",
    )
    age = forms.SelectField(
        label=gettext_lazy("Your child’s age"),
        choices=ChildAge.choices,
        coerce=ChildAge,
        empty_value=None,
        empty_words=gettext_lazy("Any age"),
        required=False,
    )
    within = forms.SelectField(
        label=gettext_lazy("How far from your postcode"),
        coerce=int,
        empty_value=None,
        empty_words=gettext_lazy("Any distance"),
        required=False,
    )
    day = forms.CheckboxesField(
        label=gettext_lazy("Days of the week"),
        coerce=int,
        required=False,
    )
    cost = forms.SelectField(
        label=gettext_lazy("Cost"),
        choices=[(FREE, gettext_lazy("Free only"))],
        empty_words=gettext_lazy("Any cost"),
        required=False,
    )
    language = forms.SelectField(
        label=gettext_lazy("Language it is held in"),
        empty_words=gettext_lazy("Any language"),
        required=False,
    )
    neighbourhood = forms.SelectField(
        label=gettext_lazy("Neighbourhood"),
        empty_words=gettext_lazy("Any neighbourhood"),
        required=False,
    )
    site = forms.SelectField(
        label=gettext_lazy("Place"), empty_words=gettext_lazy("Any place"), required=False
    )

    def __init__(
        self, data: QueryDict, *, places: Sequence[ListedPlace], languages: Mapping[str, str]
    ) -> None:
        super().__init__(data)
        self._offer("within", [(miles, miles_words(miles)) for miles in WITHIN])
        self._offer("day", list(weekday_names().items()))
        self._offer("language", _languages_of(places, languages))
        self._offer("neighbourhood", _neighbourhoods_of(places))
        self._offer("site", [(place.code, place.name) for place in places])

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_near(self) -> str:
        """The postcode in its normal form."""
        text: str = self.cleaned_data["near"]
        if text and not normal_postcode(text):
            self.add_error("near", _("Enter a whole postcode, like AB1 2CD"))
        return normal_postcode(text)

    def full_clean(self) -> None:
        """Look at the answers; those to choices that we do not offer are left out."""
        super().full_clean()
        for name in set(self.errors) - {"near"}:
            del self.errors[name]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked, understood. `near` is None where no postcode was given."""

    data: QueryDict
    form: FilterForm
    languages: Mapping[str, str]
    wanted: Wanted
    near: Near | None

    @property
    def query(self) -> str:
        """The same as part of an address; "" when nothing was asked."""
        answered = [name for name, answer in self.form.cleaned_data.items() if answer]
        return urlencode({name: self.data.getlist(name) for name in answered}, doseq=True)

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked."""
        return any(self.form.cleaned_data.values())

    @property
    def chosen(self) -> list[str]:
        """What is not in sight while the further questions are folded away, in words."""
        words: list[str] = []
        for name in FOLDED:
            answer = self.form.cleaned_data.get(name)
            said = self.form.fields[name].said(answer) if answer else []  # type: ignore[attr-defined]  # one of ours
            words += [said] if isinstance(said, str) else said
        return words


def read_asked(data: QueryDict, places: Sequence[ListedPlace], *, on: dt.date) -> Asked:
    """Understand an address. Reads the list of languages, and the postcode where one is given."""
    languages = language_names()
    form = FilterForm(data, places=places, languages=languages)
    form.is_valid()
    answers = form.cleaned_data
    wanted = Wanted(
        age=answers.get("age"),
        days=frozenset(answers.get("day") or ()),
        free=answers.get("cost") == FREE,
        language=answers.get("language") or "",
        neighbourhood=answers.get("neighbourhood") or "",
        site=answers.get("site") or "",
    )
    postcode = answers.get("near")
    found = near(postcode, places, on=on) if postcode else None
    if found and answers.get("within"):
        wanted = replace(wanted, too_far=found.further_than(answers["within"], places))
    return Asked(data=data, form=form, languages=languages, wanted=wanted, near=found)


def language_names() -> dict[str, str]:
    """Names of languages by code, in the reader's own. One query."""
    held = codes_in(CodeKind.LANGUAGE, get_language() or "")
    return {language.code: language.label for language in held}


def _languages_of(places: Sequence[ListedPlace], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Those in which something is held, by name, English first."""
    held = frozenset[str]().union(*(place.languages for place in places))
    others = sorted((names.get(code, code), code) for code in held - {ENGLISH})
    english = [(ENGLISH, _("English"))] if ENGLISH in held else []
    return [*english, *((code, name) for name, code in others)]


def _neighbourhoods_of(places: Sequence[ListedPlace]) -> list[tuple[str, str]]:
    named = {place.neighbourhood: place.neighbourhood_name for place in places}
    return sorted(((code, name) for code, name in named.items() if code), key=lambda pair: pair[1])
