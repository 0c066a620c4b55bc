"""One field in a form, answered as a browser would."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import QueryDict

from flyingstart.design import forms
from tests.design.rendering import Tokens


def form_of(query: str | None = None, /, **fields: django_forms.Field) -> forms.Form:
    """A form of these fields; bound to an answer when there is one."""
    form: type[forms.Form] = type("SampleForm", (forms.Form,), fields)
    return form() if query is None else form(QueryDict(query))


def cleaned(field: django_forms.Field, query: str) -> Any:
    """What an answer to a field called x is understood as; a list of faults if it is not."""
    form = form_of(query, x=field)
    return form.cleaned_data["x"] if form.is_valid() else list(form.errors["x"])


def drawn(field: django_forms.Field, query: str | None = None) -> str:
    """A field called x."""
    return form_of(query, x=field)["x"].as_field_group()


def same(html: str, expected: str) -> bool:
    """Whether two pieces of HTML are the same but for white space."""
    return Tokens(html).found == Tokens(expected).found
