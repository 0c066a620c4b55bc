"""Forms about who signs in: invitations, roles, and agreeing to the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.enums import Reach
from flyingstart.accounts.operations.roles import RoleAt
from flyingstart.accounts.roles import ROLES
from flyingstart.accounts.web.sign_in_forms import PASSWORD_HINT
from flyingstart.design.api import forms
from flyingstart.kernel.api import clock
from flyingstart.places.api import Area, Site, areas_of, neighbourhood_set_on


class RoleForm(forms.Form):
    """A role, and where."""

    role = forms.RadiosField(
        label=gettext_lazy("What do they do?"),
        called=gettext_lazy("a role"),
        choices=[(role.name, role.title) for role in ROLES.values()],
        choice_hints={role.name: role.description for role in ROLES.values()},
    )
    reach = forms.RadiosField(
        label=gettext_lazy("Where?"),
        called=gettext_lazy("where"),
        choices=[
            (Reach.NEIGHBOURHOOD, gettext_lazy("In one neighbourhood")),
            (Reach.SITE, gettext_lazy("At one site")),
            (Reach.AUTHORITY, gettext_lazy("Everywhere")),
        ],
    )
    neighbourhood = forms.SelectField(label=gettext_lazy("Neighbourhood"), choices=[])
    site = forms.AutocompleteField(label=gettext_lazy("Site"), choices=[])
    until = forms.DateField(
        label=gettext_lazy("Until when?"),
        called=gettext_lazy("the last day"),
        hint=gettext_lazy("The last day, for cover or a placement. Leave it empty for no end."),
        required=False,
        earliest=clock.today,
    )

    class Rules:
        """A place is asked for where the role is not for everywhere."""

        only_when = {
            "neighbourhood": ("reach", Reach.NEIGHBOURHOOD),
            "site": ("reach", Reach.SITE),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.neighbourhoods = {str(area.pk): area for area in neighbourhoods()}
        self.sites = {str(site.pk): site for site in open_sites()}
        self._offer("neighbourhood", [(pk, area.name) for pk, area in self.neighbourhoods.items()])
        self._offer("site", [(pk, site.name) for pk, site in self.sites.items()])

    def _offer(self, name: str, choices: list[tuple[str, str | Promise]]) -> None:
        field = cast("forms.SelectField", self.fields[name])
        field.choices = [("", _("Choose")), *choices]

    @property
    def role_at(self) -> RoleAt:
        """What was asked for."""
        last: dt.date | None = self.cleaned_data["until"]
        return RoleAt(
            role_name=self.cleaned_data["role"],
            neighbourhood=self.neighbourhoods.get(self.cleaned_data["neighbourhood"] or ""),
            site=self.sites.get(self.cleaned_data["site"] or ""),
            until=last + dt.timedelta(days=1) if last else None,
        )


class InviteForm(RoleForm):
    """Somebody new, with a first role; more can be given afterwards."""

    name = forms.TextField(
        label=gettext_lazy("Name"), called=gettext_lazy("their name"), autocomplete="off"
    )
    email = forms.EmailField(
        label=gettext_lazy("Email address at work"),
        called=gettext_lazy("their email address"),
        hint=gettext_lazy("They sign in with it, and the invitation goes there."),
        autocomplete="off",
    )
    field_order = ["name", "email", "role", "reach", "neighbourhood", "site", "until"]


class WelcomeForm(forms.Form):
    """The password that an invited person chooses."""

    password = forms.PasswordField(
        label=gettext_lazy("Password"),
        called=gettext_lazy("a password"),
        hint=PASSWORD_HINT,
        new=True,
    )


class TermsForm(forms.Form):
    """Agreeing to the rules of use; `edition` is the one that was read."""

    edition = forms.HiddenField()
    agreed = forms.CheckboxField(label="")

    def __init__(self, *args: Any, agreement: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = agreement


def neighbourhoods() -> list[Area]:
    """Those of today."""
    held = neighbourhood_set_on(clock.today())
    return list(areas_of(held.code).defer("geometry")) if held else []


def open_sites() -> list[Site]:
    """Those where somebody can be placed, by name."""
    return list(Site.objects.order_by("name"))
