"""Answers that are written: words, addresses, numbers, passwords, files."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from markupsafe import Markup, escape

from flyingstart.design import govuk
from flyingstart.design.formats import number
from flyingstart.design.forms.drawn import Drawing, Drawn
from flyingstart.design.govuk import Words

# Nobody sees them: control characters, and what turns the direction of the letters after it.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LARGEST = 1_000_000_000


class Boxed(Drawn):
    """What fields of one box share: `prefix` and `suffix` stand beside it, as a pound sign does."""

    def __init__(self, *, prefix: Words = "", suffix: Words = "", **options: Any) -> None:
        super().__init__(**options)
        self.prefix, self.suffix = prefix, suffix

    def affixes(self) -> dict[str, Any]:
        """What stands beside the box; beside a code, on the side where codes have it."""
        turned = (self.prefix or self.suffix) and self.attributes.get("dir") == "ltr"
        return {
            "prefix": govuk.Affix(words=self.prefix) if self.prefix else None,
            "suffix": govuk.Affix(words=self.suffix) if self.suffix else None,
            "input_wrapper": govuk.Wrapper(attributes={"dir": "ltr"}) if turned else None,
        }


class TextField(Boxed, forms.CharField):
    """One line of text, without the spaces round it and without unseen characters.

    `direction` is "auto" for what families write, "ltr" for codes. `autocomplete` says to the
    browser what it is; `inputmode` which keys a phone shows.
    """

    template_name = "design/forms/input.jinja"
    type: str | None = None

    def __init__(
        self,
        *,
        max_length: int = 200,
        autocomplete: str | None = None,
        inputmode: str | None = None,
        autocapitalize: str | None = None,
        spellcheck: bool | None = None,
        direction: str = "auto",
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.limit = max_length
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        self.autocapitalize = autocapitalize
        self.spellcheck = spellcheck
        self.attributes.setdefault("dir", direction)

    def to_python(self, value: Any) -> str:
        """One line."""
        text = _UNSEEN.sub("", str(value or ""))
        return str(super().to_python(" ".join(text.splitlines())))

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for what is too long."""
        super().validate(value)
        if len(value or "") > self.limit:
            raise ValidationError(
                _("%(name)s must be %(limit)s characters or fewer"),
                code="max_length",
                params={"name": self.first_name, "limit": number(self.limit)},
            )

    def component(self, drawing: Drawing) -> object:
        """A box of one line."""
        return govuk.Input(
            **drawing.control(),
            value=drawing.written(),
            type=self.type,
            inputmode=self.inputmode,
            autocomplete=self.autocomplete,
            autocapitalize=self.autocapitalize,
            spellcheck=self.spellcheck,
            **self.affixes(),
        )


class TextAreaField(TextField):
    """Several lines of text. With `counted`, script says how many characters are left."""

    template_name = "design/forms/textarea.jinja"
    widget = forms.Textarea

    def __init__(
        self, *, rows: int = 5, counted: bool = False, max_length: int = 5000, **options: Any
    ) -> None:
        super().__init__(max_length=max_length, **options)
        self.rows = rows
        if counted:
            self.template_name = "design/forms/character_count.jinja"
        self.counted = counted

    def to_python(self, value: Any) -> str:
        """Lines, ended alike by every browser."""
        lines = _UNSEEN.sub("", str(value or "").replace("\r\n", "\n")).split("\n")
        return "\n".join(line.rstrip() for line in lines).strip()

    def component(self, drawing: Drawing) -> object:
        """A box of several lines."""
        # Macros indent what they hold: lines of the answer would move at each display.
        written = (drawing.written() or "").replace("\r\n", "\n")
        value = escape(written).replace("\n", Markup("&#10;"))
        control = drawing.control()
        if not self.counted:
            return govuk.Textarea(
                **control,
                value=value,
                rows=self.rows,
                autocomplete=self.autocomplete,
                spellcheck=self.spellcheck,
            )
        control.pop("disabled")
        return govuk.CharacterCount(
            **control,
            value=value,
            rows=self.rows,
            spellcheck=self.spellcheck,
            maxlength=self.limit,
            textarea_description_text=_("You can enter up to %{count} characters"),
            characters_under_limit_text=govuk.Plural(
                one=ngettext(
                    "You have %{count} character left", "You have %{count} characters left", 1
                ),
                other=ngettext(
                    "You have %{count} character left", "You have %{count} characters left", 2
                ),
            ),
            characters_at_limit_text=_("You have no characters left"),
            characters_over_limit_text=govuk.Plural(
                one=ngettext(
                    "You have %{count} character too many",
                    "You have %{count} characters too many",
                    1,
                ),
                other=ngettext(
                    "You have %{count} character too many",
                    "You have %{count} characters too many",
                    2,
                ),
            ),
        )


class EmailField(TextField, forms.EmailField):
    """An email address."""

    type = "email"
    widget = forms.EmailInput
    default_error_messages = {
        "invalid": gettext_lazy(
            "Enter an email address in the correct format, like name@example.com"
        )
    }

    def __init__(self, *, autocomplete: str = "email", **options: Any) -> None:
        super().__init__(
            **{
                "autocomplete": autocomplete,
                "spellcheck": False,
                "autocapitalize": "none",
                "direction": "ltr",
                "max_length": 254,
                **options,
            }
        )


class PhoneField(TextField):
    """A telephone number, as people write it; 7 to 15 digits."""

    type = "tel"
    widget = forms.TextInput

    def __init__(self, *, autocomplete: str = "tel", **options: Any) -> None:
        super().__init__(
            **{
                "autocomplete": autocomplete,
                "direction": "ltr",
                "width": 20,
                "max_length": 40,
                **options,
            }
        )

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for what cannot be dialled."""
        super().validate(value)
        digits = sum(letter.isdecimal() for letter in value)
        if value and not (re.fullmatch(r"\+?[\d\s().\-/–]+", value) and 7 <= digits <= 15):
            raise ValidationError(
                _("Enter a telephone number, like 01632 960 001 or 07700 900 982"), code="invalid"
            )


class WholeNumberField(Boxed, forms.IntegerField):
    """A whole number, from `min_value` (0) to `max_value` (a thousand million)."""

    template_name = "design/forms/input.jinja"
    widget = forms.TextInput

    def __init__(
        self,
        *,
        min_value: int = 0,
        max_value: int = LARGEST,
        width: int = 5,
        **options: Any,
    ) -> None:
        super().__init__(width=width, **options)
        self.lowest, self.highest = min_value, max_value
        self.attributes.setdefault("dir", "ltr")

    def to_python(self, value: Any) -> int | None:
        """A number, also with commas between thousands. Raises `ValidationError`."""
        written = _UNSEEN.sub("", str("" if value is None else value)).replace(",", "").strip()
        if not written:
            return None
        if not re.fullmatch(r"[-−]?\d{1,18}", written):
            raise ValidationError(
                _("%(name)s must be a whole number, like 15"),
                code="invalid",
                params={"name": self.first_name},
            )
        return int(written.replace("−", "-"))

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for what is out of bounds."""
        super().validate(value)
        if value is None or self.lowest <= value <= self.highest:
            return
        if self.highest == LARGEST or value < self.lowest == 0:
            words = _("%(name)s must be %(lowest)s or more")
        else:
            words = _("%(name)s must be between %(lowest)s and %(highest)s")
        if value > self.highest == LARGEST:
            words = _("%(name)s must be %(highest)s or fewer")
        raise ValidationError(
            words,
            code="bounds",
            params={
                "name": self.first_name,
                "lowest": number(self.lowest),
                "highest": number(self.highest),
            },
        )

    def said(self, value: Any) -> str:
        """With commas."""
        return "" if value is None else number(value)

    def component(self, drawing: Drawing) -> object:
        """A small box; a phone shows digits."""
        return govuk.Input(
            **drawing.control(),
            value=drawing.written(),
            inputmode="numeric",
            spellcheck=False,
            **self.affixes(),
        )


class PasswordField(Drawn, forms.CharField):
    """A password, kept letter by letter; never drawn again. `new` for one that is being chosen."""

    template_name = "design/forms/password.jinja"
    widget = forms.PasswordInput

    def __init__(self, *, new: bool = False, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.autocomplete = "new-password" if new else "current-password"
        self.attributes.setdefault("dir", "ltr")

    def said(self, value: Any) -> None:
        """Never."""
        del value

    def component(self, drawing: Drawing) -> object:
        """A box whose letters are hidden, and a button that shows them."""
        return govuk.PasswordInput(
            **drawing.control(),
            autocomplete=self.autocomplete,
            show_password_text=_("Show"),
            hide_password_text=_("Hide"),
            show_password_aria_label_text=_("Show password"),
            hide_password_aria_label_text=_("Hide password"),
            password_shown_announcement_text=_("Your password can be seen"),
            password_hidden_announcement_text=_("Your password is hidden"),
        )


class FileField(Drawn, forms.FileField):
    """A file. `accept` says which kinds the browser offers first, such as ".csv,.xlsx"."""

    template_name = "design/forms/file.jinja"
    widget = forms.FileInput
    default_error_messages = {"empty": gettext_lazy("The file is empty")}

    def __init__(self, *, accept: str = "", max_size: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.max_size = max_size
        if accept:
            self.attributes["accept"] = accept

    def missing_words(self) -> str:
        """The sentence for a file that has a name."""
        return _("Choose %(name)s")

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` also for what is too large."""
        super().validate(value)
        if value and self.max_size is not None and value.size > self.max_size:
            raise ValidationError(
                _("The file must be %(limit)s MB or smaller"),
                code="max_size",
                params={"limit": number(self.max_size / 1024 / 1024)},
            )

    def component(self, drawing: Drawing) -> object:
        """The browser's own control."""
        return govuk.FileUpload(**drawing.control())


class HiddenField(Drawn, forms.CharField):
    """Something the form carries along unseen."""

    template_name = "design/forms/hidden.jinja"
    widget = forms.HiddenInput

    def said(self, value: Any) -> None:
        """Nobody was asked."""
        del value
