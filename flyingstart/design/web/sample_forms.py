"""Forms for the gallery: every field, fresh, filled in and with every kind of fault."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from flyingstart.design import forms
from flyingstart.kernel.api import clock


class FamilyForm(forms.Form):
    """What a family might be asked."""

    name = forms.TextField(
        label=_("Your name"), hint=_("One name is enough."), autocomplete="name", width=20
    )
    born_on = forms.DateField(
        label=_("When was your child born?"),
        called=_("your child’s date of birth"),
        key=_("Born"),
        hint=_("For example, 27 3 2025"),
        latest=clock.today,
    )
    role = forms.RadiosField(
        label=_("Who are you to the child?"),
        called=_("who you are to the child"),
        choices=[
            ("carer", _("I look after a child")),
            ("expectant_parent", _("I am pregnant")),
            ("other", _("I am not sure")),
        ],
        choice_hints={"carer": _("As a parent, or in a parent’s place")},
        dividers={"other": _("or")},
    )
    due_on = forms.DateField(label=_("Due date"), earliest=clock.today)
    moved = forms.YesNoField(
        label=_("Have you moved in the last year?"), called=_("if you have moved")
    )
    children = forms.WholeNumberField(
        label=_("Number of children under five"), width=2, max_value=20
    )
    like = forms.CheckboxesField(
        label=_("What would you like to hear about?"),
        hint=_("Choose all that you like, or none."),
        choices=[
            ("play", _("Stay and play")),
            ("food", _("Cooking together")),
            ("none", _("Nothing for now")),
        ],
        dividers={"none": _("or")},
        exclusive=["none"],
        required=False,
    )

    class Rules:
        """When questions are asked."""

        only_when = {"due_on": ("role", "expectant_parent")}


class WorkForm(forms.Form):
    """What a colleague might be asked."""

    email = forms.EmailField(label=_("Email address"), width=30)
    phone = forms.PhoneField(label=_("Telephone number"), required=False)
    postcode = forms.TextField(label=_("Postcode"), direction="ltr", width=10, max_length=8)
    cost = forms.WholeNumberField(label=_("What did it cost?"), called=_("the cost"), prefix="£")
    language = forms.AutocompleteField(
        label=_("Which language do you like to speak?"),
        called=_("your language"),
        hint=_("Write the first letters, then choose."),
        choices=[
            ("en", "English"),
            ("bn", "বাংলা"),
            ("pl", "Polski"),
            ("pa", "ਪੰਜਾਬੀ"),
            ("ro", "Română"),
            ("ur", "اردو"),
        ],
        languages={"bn": "bn", "pl": "pl", "pa": "pa", "ro": "ro", "ur": "ur"},
        also={
            "bn": _("Bengali"),
            "pl": _("Polish"),
            "pa": _("Punjabi"),
            "ro": _("Romanian"),
            "ur": _("Urdu"),
        },
    )
    part = forms.SelectField(
        label=_("Part of the town"),
        choices=[("north", _("North")), ("south", _("South")), ("east", _("East"))],
        empty_words=_("Choose one"),
        required=False,
    )
    notes = forms.TextAreaField(
        label=_("What happened?"),
        called=_("what happened"),
        rows=3,
        counted=True,
        max_length=200,
    )
    password = forms.PasswordField(label=_("Password"), width=20)
    file = forms.FileField(
        label=_("Choose a list to send"),
        called=_("a file"),
        hint=_("A spreadsheet or a CSV file, up to 50 MB."),
        accept=".csv,.xlsx",
    )
    read = forms.CheckboxField(label=_("I have read the rules"))
    record = forms.HiddenField(initial="1", required=False)


FILLED = QueryDict(
    "name=Łucja&born_on-day=27&born_on-month=March&born_on-year=2025&role=expectant_parent"
    "&due_on-day=1&due_on-month=2&due_on-year=2099&moved=no&children=2&like=play&like=food"
    "&email=lucja@example.org&phone=07700 900 982&postcode=XX9 9XX&cost=1,250&language=pl"
    "&part=east&notes=Tea%0D%0A  and cake&read=yes"
)
WRONG = QueryDict(
    "name=&born_on-day=31&born_on-month=6&born_on-year=2025&role=expectant_parent"
    "&due_on-day=1&due_on-month=&due_on-year=2099&moved=perhaps&children=many"
    "&like=play&like=none&email=lucja&phone=12&postcode=XX99 9XX 9X&cost=-3&language=xx"
    f"&part=west&notes={'long ' * 60}&password="
)
STATES = {"fresh": None, "filled": FILLED, "wrong": WRONG}
