"""Words with a fixed list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a family."""

    CHILD = "child", _("child")
    PARENT = "parent", _("parent")
    CARER = "carer", _("carer")
    EXPECTANT_PARENT = "expectant_parent", _("expectant parent")
    OTHER = "other", _("other")


CARING_ROLES = (Role.PARENT, Role.CARER, Role.EXPECTANT_PARENT)
"""Those whose mark at a family activity reaches the under-fives of the family."""


class Sex(models.TextChoices):
    """As recorded; blank is no answer at all."""

    FEMALE = "F", _("female")
    MALE = "M", _("male")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("not known")


class NoAnswer(models.TextChoices):
    """Three of the four ways of having no answer; the fourth is a blank."""

    UNKNOWN = "unknown", _("not known")
    REFUSED = "refused", _("preferred not to say")
    NOT_ASKED = "not_asked", _("not asked yet")


class ContactKind(models.TextChoices):
    """How a family was in touch outside a session."""

    HOME_VISIT = "home_visit", _("home visit")
    DOORSTEP = "doorstep", _("doorstep")
    ONE_TO_ONE = "one_to_one", _("one to one")
    PHONE = "phone", _("phone call")
    TEXT = "text", _("text message")
    LETTER = "letter", _("letter")
    NO_ANSWER = "no_answer", _("no answer")


IN_PERSON = (ContactKind.HOME_VISIT, ContactKind.DOORSTEP, ContactKind.ONE_TO_ONE)
"""Contacts that can be face to face."""


class DetailKind(models.TextChoices):
    """A way to get in touch."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("email")


class ExpectedBirthOutcome(models.TextChoices):
    """How a pregnancy ended here; the reason of an end is never asked for a list."""

    BORN = "born", _("born")
    ENDED = "ended", _("ended")


class CodeKind(models.TextChoices):
    """The code lists that an authority keeps."""

    ETHNICITY = "ethnicity", _("ethnicity")
    LANGUAGE = "language", _("language")
    NEED = "need", _("need")


class Sight(models.TextChoices):
    """Who reads a warning."""

    EVERYONE = "everyone", _("everyone who may open the family")
    LIMITED = "limited", _("family workers and managers")


class RegisteredBy(models.TextChoices):
    """How a registration came in."""

    WORKER = "worker", _("with a worker")
    ONLINE = "online", _("by the family, online")
    FILE = "file", _("from a file")


class Channel(models.TextChoices):
    """A way to send something to a person, or to ring them."""

    SMS = "sms", _("text message")
    EMAIL = "email", _("email")
    CALL = "call", _("phone call")


class Purpose(models.TextChoices):
    """What is sent: an answer to what somebody asked for or booked, or news of what is on."""

    ANSWER = "answer", _("about what was asked for")
    PROMOTION = "promotion", _("what is on")


class Silence(models.TextChoices):
    """Why nothing may be sent to a person: words for colleagues only."""

    PAUSED = "paused", _("messages to the family are paused")
    DIED = "died", _("this person has died")
    CHILD = "child", _("children are not written to")
    UNDER_AGE = "under_age", _("nothing is sent to many at once that reaches under-18s")
    REFUSED = "refused", _("this person does not want it")
    NOT_ASKED = "not_asked", _("this person was not asked yet")
    NO_DETAIL = "no_detail", _("there is no phone number or address for it")
