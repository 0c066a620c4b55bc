"""Answers that are chosen: radios, checkboxes, selects, yes or no."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from flyingstart.design import govuk
from flyingstart.design.forms.drawn import Drawing, Drawn
from flyingstart.design.govuk import Words

YES, NO = "yes", "no"


class Choices(Drawn):
    """What fields with choices share.

    `choice_hints` explains choices, by value. `dividers` stands before a choice ("or").
    `languages` says in which language a choice is written. A value that is none of the choices is
    refused. Radios and checkboxes reveal the questions that hang on an answer.
    """

    reveals = True
    may_be_marked_optional = False

    def __init__(
        self,
        *,
        choice_hints: Mapping[Any, Words] | None = None,
        dividers: Mapping[Any, Words] | None = None,
        languages: Mapping[Any, str] | None = None,
        inline: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.choice_hints = {self.raw(k): v for k, v in (choice_hints or {}).items()}
        self.dividers = {self.raw(k): v for k, v in (dividers or {}).items()}
        self.languages = {self.raw(k): v for k, v in (languages or {}).items()}
        self.inline = inline

    def missing_words(self) -> str:
        """The sentence for a choice that has a name."""
        return _("Choose %(name)s")

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for what was not offered."""
        try:
            super().validate(value)
        except ValidationError as fault:
            if fault.code != "invalid_choice":
                raise
            raise ValidationError(self.not_offered(), code=fault.code) from None

    def not_offered(self) -> str:
        """What is said of an answer that is none of the choices."""
        return _("Choose %(name)s from the answers offered") % {"name": self.name}

    def pairs(self) -> list[tuple[str, Words]]:
        """Values and words of all choices, groups laid flat."""
        return list(_flat(self.choices))  # type: ignore[attr-defined]  # mixed in before ChoiceField

    def words_of(self, value: Any) -> str:
        """What a choice says; the value itself where it is none of them."""
        raw = self.raw(value)
        return next((str(words) for known, words in self.pairs() if known == raw), raw)

    def said(self, value: Any) -> str | list[str]:
        """The words of what was chosen."""
        if isinstance(value, list):
            return [self.words_of(one) for one in value]
        return "" if value in (None, "") else self.words_of(value)

    def chosen(self, drawing: Drawing) -> set[str]:
        """The values that are marked."""
        value = drawing.value()
        several = value if isinstance(value, list | tuple | set) else [value]
        return {self.raw(one) for one in several if one is not None}

    def items(self, drawing: Drawing) -> list[govuk.Item]:
        """The options of radios or checkboxes."""
        return [item for pair in self.pairs() for item in self._item(drawing, *pair)]

    def _item(self, drawing: Drawing, value: str, words: Words) -> Iterator[govuk.Item]:
        if value in self.dividers:
            yield govuk.Item(divider=self.dividers[value])
        hint = self.choice_hints.get(value)
        html = revealed(drawing, value)
        attributes = self.written_in(value)
        yield govuk.Item(
            value=value,
            words=words,
            checked=value in self.chosen(drawing),
            hint=govuk.Hint(words=hint) if hint else None,
            label=govuk.Label(attributes=attributes) if attributes else None,
            conditional=govuk.Conditional(html=html) if html else None,
            behaviour=self.behaviour(value),
        )

    def written_in(self, value: str) -> Mapping[str, Words] | None:
        """The language of a choice and its direction, as attributes."""
        code = self.languages.get(value)
        if not code:
            return None
        try:
            turned = bool(get_language_info(code)["bidi"])
        except KeyError:
            turned = False
        return {"lang": code, "dir": "rtl" if turned else "ltr"}

    def behaviour(self, value: str) -> str | None:
        """What else choosing it does; nothing."""
        del value
        return None

    def group(self, drawing: Drawing, kind: str) -> govuk.Options:
        """The component of radios or checkboxes."""
        items = self.items(drawing)
        # Nothing can be revealed between options that stand side by side.
        inline = self.inline and not any(item.conditional for item in items)
        return govuk.Options(
            **drawing.about(),
            id_prefix=drawing.box_id,
            name=drawing.html_name,
            fieldset=drawing.group(),
            items=items,
            classes=f"govuk-{kind}--inline" if inline else None,
        )


class RadiosField(Choices, forms.TypedChoiceField):
    """One of a few choices, all in sight. `coerce` turns the value into what the caller wants."""

    template_name = "design/forms/radios.jinja"
    widget = forms.RadioSelect
    default_error_messages = {"invalid_choice": gettext_lazy("Choose from the answers offered")}

    def component(self, drawing: Drawing) -> object:
        """Radios."""
        return self.group(drawing, "radios")


class YesNoField(RadiosField):
    """Yes or no: True or False; None when it was left out."""

    def __init__(self, *, yes: Words = "", no: Words = "", **options: Any) -> None:
        super().__init__(
            **{
                "choices": [(YES, yes or gettext_lazy("Yes")), (NO, no or gettext_lazy("No"))],
                "coerce": lambda value: value == YES,
                "empty_value": None,
                "inline": True,
                **options,
            }
        )

    def raw(self, value: Any) -> str:
        """True is yes."""
        if isinstance(value, bool):
            return YES if value else NO
        return super().raw(value)

    def none(self) -> None:
        """Neither."""
        return

    def missing_words(self) -> str:
        """Both answers have names."""
        return _("Choose yes or no: %(name)s")

    def not_offered(self) -> str:
        """There are but two."""
        return self.missing()


class CheckboxesField(Choices, forms.TypedMultipleChoiceField):
    """Any number of choices. Choosing an `exclusive` one ("none of these") excludes the others."""

    template_name = "design/forms/checkboxes.jinja"
    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "invalid_choice": gettext_lazy("Choose from the answers offered"),
        "invalid_list": gettext_lazy("Choose from the answers offered"),
    }

    def __init__(self, *, exclusive: Collection[Any] = (), **options: Any) -> None:
        super().__init__(**options)
        self.exclusive = frozenset(self.raw(value) for value in exclusive)

    def behaviour(self, value: str) -> str | None:
        """Whether script unticks the others."""
        return "exclusive" if value in self.exclusive else None

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also where an exclusive choice is not alone."""
        super().validate(value)
        alone = [one for one in value if self.raw(one) in self.exclusive]
        if alone and len(value) > 1:
            raise ValidationError(
                _("Choose “%(choice)s” alone, or only others"),
                code="exclusive",
                params={"choice": self.words_of(alone[0])},
            )

    def component(self, drawing: Drawing) -> object:
        """Checkboxes."""
        return self.group(drawing, "checkboxes")


class CheckboxField(Drawn, forms.BooleanField):
    """One box to tick, as for "I have read this"; True or False."""

    template_name = "design/forms/checkboxes.jinja"
    may_be_marked_optional = False
    reveals = True

    def missing_words(self) -> str:
        """Nothing can go on without it."""
        return _("Tick the box “%(name)s” to go on")

    def missing(self) -> str:
        """The label, as it stands beside the box."""
        if self.own_missing or self.called:
            return super().missing()
        return self.missing_words() % {"name": self.label}

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` when it must be ticked and is not."""
        if self.required and not value:
            raise ValidationError(self.missing(), code="required")

    def raw(self, value: Any) -> str:
        """As the box is sent."""
        return YES if value is True or value == YES else NO

    def said(self, value: Any) -> str:
        """Yes or no."""
        return _("Yes") if value else _("No")

    def none(self) -> bool:
        """Not ticked."""
        return False

    def component(self, drawing: Drawing) -> object:
        """A single checkbox, whose label is the question."""
        about = drawing.about()
        hint = about.pop("hint")
        html = revealed(drawing, YES)
        return govuk.Options(
            **about,
            id_prefix=drawing.box_id,
            name=drawing.html_name,
            items=[
                govuk.Item(
                    value=YES,
                    words=drawing.label_words,
                    checked=bool(drawing.value()),
                    hint=hint,
                    conditional=govuk.Conditional(html=html) if html else None,
                )
            ],
        )


class SelectField(Choices, forms.TypedChoiceField):
    """One of many choices. `empty_words` stands for none of them."""

    template_name = "design/forms/select.jinja"
    widget = forms.Select
    reveals = False
    may_be_marked_optional = True
    default_error_messages = {"invalid_choice": gettext_lazy("Choose from the answers offered")}

    def __init__(self, *, empty_words: Words = "", **options: Any) -> None:
        super().__init__(**options)
        self.empty_words = empty_words

    def component(self, drawing: Drawing) -> object:
        """A select, beginning with no choice."""
        chosen = self.chosen(drawing)
        pairs = [pair for pair in self.pairs() if pair[0]]
        empty = next((words for value, words in self.pairs() if not value), self.empty_words)
        return govuk.Select(
            **drawing.control(),
            items=[
                govuk.Item(value="", words=empty, selected=not chosen or chosen == {""}),
                *(
                    govuk.Item(
                        value=value,
                        words=words,
                        selected=value in chosen,
                        attributes=self.written_in(value),
                    )
                    for value, words in pairs
                ),
            ],
        )


class AutocompleteField(SelectField):
    """A select in which one writes to find the choice; without script it is a select.

    `also` has other names to find choices by, such as "Polish" for "Polski".
    """

    def __init__(self, *, also: Mapping[Any, Words] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.also = {self.raw(value): words for value, words in (also or {}).items()}
        self.attributes["data-fs-autocomplete"] = ""
        self.attributes["data-nothing"] = gettext_lazy("Nothing found")

    def written_in(self, value: str) -> Mapping[str, Words] | None:
        """The language of a choice, and its other names."""
        also = {"data-also": self.also[value]} if value in self.also else {}
        return {**(super().written_in(value) or {}), **also} or None


def revealed(drawing: Drawing, value: str) -> str | None:
    """What an answer reveals, drawn, if the form is one that has such questions."""
    ask = getattr(drawing.form, "revealed_by", None)
    return ask(drawing.name, value) if ask else None


def _flat(choices: Any) -> Iterator[tuple[str, Words]]:
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        else:
            yield str(getattr(value, "value", value)), words
