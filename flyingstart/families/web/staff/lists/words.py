"""What lists call things."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from flyingstart.families.queries.lists.asked import Age, Gap, Kind, Standing

KINDS = {
    Kind.CHILDREN: _("Children"),
    Kind.ADULTS: _("Adults"),
    Kind.FAMILIES: _("Families"),
}
CHILDS_AGES = {
    Age.EARLY: _("Under 5, or not known"),
    Age.UNDER_1: _("Under one"),
    Age.ONE: _("One"),
    Age.TWO: _("Two"),
    Age.THREE: _("Three"),
    Age.FOUR: _("Four"),
    Age.OLDER: _("Five and over"),
    Age.UNKNOWN: _("Not known"),
}
GROWN_AGES = {
    Age.MINOR: _("Under 18"),
    Age.YOUNG: _("18 to 24"),
    Age.GROWN: _("25 and over"),
    Age.UNKNOWN: _("Not known"),
}
STANDINGS = {
    Standing.REGISTERED: _("Registered"),
    Standing.NEVER: _("Not registered"),
    Standing.LEFT: _("Left"),
}
GAPS = {
    Gap.ETHNICITY: _("Ethnicity"),
    Gap.BORN: _("Date of birth"),
    Gap.LANGUAGE: _("Language"),
    Gap.INTERPRETER: _("Whether an interpreter is needed"),
    Gap.CONTACT: _("Phone or email"),
    Gap.HOME: _("Where they live"),
    Gap.CARER: _("Who looks after the children"),
}
