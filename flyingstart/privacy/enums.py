"""Words with a fixed list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wanted(models.TextChoices):
    """What a person asks for."""

    ACCESS = "access", _("a copy of what is held")
    RECTIFY = "rectify", _("something put right")


class AskerIs(models.TextChoices):
    """For whom somebody asks."""

    SELF = "self", _("the person themselves")
    FOR_CHILD = "for_child", _("somebody who says they act for the child")
    AGENT = "agent", _("a solicitor or somebody else acting for them")


class PauseFor(models.TextChoices):
    """Why the clock of a request stands still."""

    IDENTITY = "identity", _("proof of who they are")
    CLARIFICATION = "clarification", _("what they want to know")


class Decision(models.TextChoices):
    """What becomes of a row of a pack."""

    RELEASE = "release", _("hand over")
    WITHHOLD = "withhold", _("keep back")


class HeldFor(models.TextChoices):
    """Why a row of a pack stays inside until somebody decides; it may be for several reasons."""

    OTHER_HOME = "other_home", _("it is of a home that whoever asks does not belong to")
    HIDDEN_HOME = "hidden_home", _("it could show where somebody lives whose home is hidden")
    INSIDE = "inside", _("such rows never go out by themselves")


class Owner(models.TextChoices):
    """Whose paper a row is, where another organisation has to be asked first."""

    MARAC = "marac", _("a multi-agency meeting about domestic abuse")
    POLICE = "police", _("the police")
    HEALTH = "health", _("a health service")
    SOCIAL_CARE = "social_care", _("social care or a court")


class Withheld(models.TextChoices):
    """Why a row is kept back; the law behind each stands in its help."""

    THIRD_PARTY = "third_party", _("it is about somebody else, who has not agreed")
    NOT_IN_INTEREST = "not_in_interest", _("handing it over is not in the child's interests")
    SERIOUS_HARM = "serious_harm", _("it would be likely to cause serious harm to somebody")
    OWNER_REFUSES = "owner_refuses", _("the organisation it came from does not agree")
    CRIME = "crime", _("it would get in the way of preventing or finding a crime")
    LEGAL = "legal", _("it is legal advice")


LAW_OF = {
    Withheld.THIRD_PARTY: "Data Protection Act 2018, Schedule 2, paragraph 16",
    Withheld.NOT_IN_INTEREST: "Data Protection Act 2018, Schedule 3, paragraph 21",
    Withheld.SERIOUS_HARM: "Data Protection Act 2018, Schedule 3, paragraphs 5, 11 and 19",
    Withheld.OWNER_REFUSES: "Data Protection Act 2018, Schedule 2, paragraph 16",
    Withheld.CRIME: "Data Protection Act 2018, Schedule 2, paragraph 2",
    Withheld.LEGAL: "Data Protection Act 2018, Schedule 2, paragraph 19",
}
"""The tests as the law of 2018 has them; printed on the decision, for a lawyer to confirm."""


class CountsFrom(models.TextChoices):
    """From when a record is kept so long."""

    LAST_CONTACT = "last_contact", _("the last contact with the family")
    BORN_OR_DUE = "born_or_due", _("the date of birth, or the date a birth was expected")
    BORN = "born", _("the date of birth")
    SENT = "sent", _("the day it was sent")
    CLOSED = "closed", _("the day it was closed")
    LAST_USED = "last_used", _("the day it was last used")
    WRITTEN = "written", _("the day it is about")


class BreachKind(models.TextChoices):
    """What went wrong with data."""

    SEEN = "seen", _("somebody saw or got what was not for them")
    CHANGED = "changed", _("something was changed wrongly")
    LOST = "lost", _("something was lost, or could not be reached")


class Risk(models.TextChoices):
    """How likely a breach harms those it is about."""

    UNLIKELY = "unlikely", _("harm is unlikely")
    LIKELY = "likely", _("harm is possible")
    HIGH = "high", _("a high risk of harm")


class LookKind(models.TextChoices):
    """Why a look at a record is worth a second one."""

    OWN = "own", _("their own name or address")
    BULK = "bulk", _("many in an hour")
    HOURS = "hours", _("at an unusual hour")


class LookOutcome(models.TextChoices):
    """What a review of an unusual look came to."""

    WORK = "work", _("it was part of their work")
    SPOKEN = "spoken", _("spoken to; nothing further")
    MANAGER = "manager", _("passed to their manager")
    BREACH = "breach", _("it was a breach: written in the log")
