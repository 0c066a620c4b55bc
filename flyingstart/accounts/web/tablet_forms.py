"""Forms of shared tablets: enrolling one, and the number that people type on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.models import User
from flyingstart.design.api import forms
from flyingstart.places.api import Site


class TabletForm(forms.Form):
    """A tablet, and the site that shares it."""

    site = forms.SelectField(label=gettext_lazy("Site"), choices=[])
    name = forms.TextField(
        label=gettext_lazy("Name of the tablet"),
        called=gettext_lazy("a name"),
        hint=gettext_lazy("What people here call it, such as “Blue cover”."),
        max_length=60,
        autocomplete="off",
    )

    def __init__(self, *args: Any, sites: Iterable[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {str(site.public_id): site for site in sites}
        self.fields["site"].choices = [  # type: ignore[attr-defined]  # a list of choices
            (key, site.name) for key, site in self.sites.items()
        ]


class CodeForm(forms.Form):
    """The code that a manager reads out."""

    code = forms.TextField(
        label=gettext_lazy("Code"),
        called=gettext_lazy("the code"),
        hint=gettext_lazy("Eight figures from your manager’s screen."),
        inputmode="numeric",
        autocomplete="off",
        direction="ltr",
        max_length=20,
    )


class WhoForm(forms.Form):
    """Who stands at the tablet, and their number."""

    who = forms.RadiosField(
        label=gettext_lazy("Who are you?"), called=gettext_lazy("your name"), choices=[]
    )
    pin = forms.PasswordField(label=gettext_lazy("Your number"), called=gettext_lazy("your number"))

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.public_id): user for user in people}
        self.fields["who"].choices = [  # type: ignore[attr-defined]  # as above
            (key, user.name) for key, user in self.people.items()
        ]
        self.fields["pin"].widget.attrs |= {"inputmode": "numeric"}


class PinForm(forms.Form):
    """One's number for shared tablets; the password shows that it is really them."""

    password = forms.PasswordField(
        label=gettext_lazy("Your password"), called=gettext_lazy("your password")
    )
    pin = forms.PasswordField(
        label=gettext_lazy("Your number for shared tablets"),
        called=gettext_lazy("a number"),
        hint=gettext_lazy("Six figures that are no row, no pattern and no date."),
        new=True,
    )

    def __init__(self, *args: Any, user: User, is_stopped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.is_stopped = user, is_stopped

    def clean_password(self) -> str:
        """Raises `ValidationError` for a wrong one; after too many tries, unread, for any."""
        if self.is_stopped:
            raise ValidationError(_("Too many tries. Wait a quarter of an hour."))
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("That is not your password."))
        return password
