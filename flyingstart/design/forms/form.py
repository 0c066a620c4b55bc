"""The form: draws its fields, and asks some questions only when another was answered so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from flyingstart.design.forms.drawn import Drawn

# Field → the field it depends on, and the answer (or one of the answers) that opens it.
OnlyWhen: TypeAlias = Mapping[str, tuple[str, Any]]


class Form(forms.Form):
    """A form of our fields.

    `Rules.only_when` says which questions are asked only when another one was answered in a certain
    way: `{"due_on": ("role", "expectant_parent")}`. Radios and checkboxes reveal such questions
    under the answer; without script they are all shown. Answers to what was not asked are
    discarded, and an answer is demanded only where the question was asked.
    """

    template_name = "design/forms/form.jinja"
    # Browsers would complain in their own words, before the page can.
    use_required_attribute = False
    # Set to False where nearly everything may be left out.
    marks_optional: ClassVar[bool] = True

    class Rules:
        """When questions are asked."""

        only_when: OnlyWhen = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_when: OnlyWhen = dict(self.Rules.only_when)
        self._demanded: set[str] = set()
        for name, (other, _answer) in self.only_when.items():
            if not {name, other} <= set(self.fields):
                raise ImproperlyConfigured(f"{type(self).__name__}: no field {name} or {other}")
            if self.fields[name].required:
                self._demanded.add(name)
                self.fields[name].required = False

    def is_required(self, name: str) -> bool:
        """Whether an answer is demanded, once the question is asked."""
        return self.fields[name].required or name in self._demanded

    def is_asked(self, name: str) -> bool:
        """Whether the answers given so far open a question. Reads cleaned answers."""
        if name not in self.only_when:
            return True
        other, answer = self.only_when[name]
        if not self.is_asked(other):
            return False
        field = self._drawn(other)
        given = {field.raw(value) for value in _several(self.cleaned_data.get(other))}
        return not given.isdisjoint({field.raw(value) for value in _several(answer)})

    @property
    def top_fields(self) -> list[forms.BoundField]:
        """The fields that are drawn by themselves, not under an answer to another."""
        inner = {name for name in self.only_when if self._reveals(name)}
        return [field for field in self.visible_fields() if field.name not in inner]

    def revealed_by(self, name: str, value: str) -> SafeString | None:
        """The questions that an answer reveals, drawn; None for none."""
        field = self._drawn(name)
        inner = [
            (self[inner].as_field_group(),)
            for inner, (other, answer) in self.only_when.items()
            if other == name
            and self._reveals(inner)
            and [field.raw(one) for one in _several(answer)] == [value]
        ]
        return format_html_join("", "{}", inner) if inner else None

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # Django's own hook, unknown to its types
        for name in self.only_when:
            field = self._drawn(name)
            if not self.is_asked(name):
                self.errors.pop(name, None)
                self.cleaned_data[name] = field.none()
            elif name in self._demanded and self.cleaned_data.get(name, 0) in field.empty_values:
                self.add_error(name, ValidationError(field.missing(), code="required"))

    def _reveals(self, name: str) -> bool:
        other, answer = self.only_when[name]
        return getattr(self.fields[other], "reveals", False) and len(_several(answer)) == 1

    def _drawn(self, name: str) -> Drawn:
        field = self.fields[name]
        if not isinstance(field, Drawn):
            raise ImproperlyConfigured(f"{type(self).__name__}.{name} is not one of our fields")
        return field


def _several(answer: Any) -> Collection[Any]:
    if answer is None:
        return ()
    return answer if isinstance(answer, list | tuple | set | frozenset) else (answer,)
