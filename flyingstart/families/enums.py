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
    CONSENT = "consent", _("permission")


class Sight(models.TextChoices):
    """Who reads a warning."""

    EVERYONE = "everyone", _("everyone who may open the family")
    LIMITED = "limited", _("family workers and managers")


class RegisteredBy(models.TextChoices):
    """How a registration came in."""

    WORKER = "worker", _("with a worker")
    ONLINE = "online", _("by the family, online")
    FILE = "file", _("from a file")


class Direction(models.TextChoices):
    """Which way a paper went."""

    IN = "in", _("came in")
    OUT = "out", _("went out")


class PaperKind(models.TextChoices):
    """Sorts of letters and papers."""

    LETTER = "letter", _("letter")
    FORM = "form", _("form that was filled in")
    REFERRAL = "referral", _("referral")
    REPORT = "report", _("report or assessment")
    COURT = "court", _("court paper")
    EVIDENCE = "evidence", _("evidence that was shown")
    OTHER = "other", _("something else")


class FileType(models.TextChoices):
    """Kinds of scans that are kept, told by what is in them."""

    PDF = "pdf", _("PDF")
    JPEG = "jpeg", _("photo (JPEG)")
    PNG = "png", _("picture (PNG)")


class ReplyChannel(models.TextChoices):
    """How something that a family wrote came in."""

    TEXT = "text", _("text message")
    EMAIL = "email", _("email")
    FORM = "form", _("form on the website")
    CORRECTION = "correction", _("correction of their details")
    BOOKING = "booking", _("note with a booking")


class Channel(models.TextChoices):
    """A way to send something to a person, to ring them, or to leave them a message."""

    SMS = "sms", _("text message")
    EMAIL = "email", _("email")
    CALL = "call", _("phone call")
    VOICEMAIL = "voicemail", _("voicemail")
    LETTER = "letter", _("letter")


ONLY_IF_SAID = (Channel.VOICEMAIL, Channel.LETTER)
"""What stays lying about for others to hear or open: never without a "yes", whatever it is for."""


class Purpose(models.TextChoices):
    """What is sent: an answer to what somebody asked for or booked, or news of what is on."""

    ANSWER = "answer", _("about what was asked for")
    PROMOTION = "promotion", _("what is on")


class Silence(models.TextChoices):
    """Why nothing may be sent to a person: words for colleagues only."""

    PAUSED = "paused", _("messages to the family are paused")
    MOVING = "moving", _("the move from the old system is not finished")
    DIED = "died", _("this person has died")
    CHILD = "child", _("children are not written to")
    UNDER_AGE = "under_age", _("nothing is sent to many at once that reaches under-18s")
    NO_LAW = "no_law", _("from which age is not in the authority’s pack (law.csv)")
    REFUSED = "refused", _("this person does not want it")
    OBJECTS = "objects", _("this person is not to be written to")
    NOT_ASKED = "not_asked", _("this person was not asked yet")
    NOT_ALONE = "not_alone", _("somebody else was listening when this person said yes: ask again")
    HIDDEN = "hidden", _("the home is hidden: ask the safeguarding lead")
    NO_DETAIL = "no_detail", _("there is no phone number or address for it")


class LawKey(models.TextChoices):
    """Numbers that the law sets, dated data of the pack."""

    POLICE_UNDER = "young_parent_police_under", _("police are told of a parent younger than")
    LEAD_UNDER = "young_parent_lead_under", _("the lead is told of a parent younger than")
    FOSTERING_DAYS = "private_fostering_days", _("days after which fostering is private fostering")
    MANY_FROM = "bulk_messages_from", _("the age from which something sent to many may reach")


class Answerable(models.TextChoices):
    """Whether an adult has parental responsibility for a child."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    SHARED = "shared", _("shared with the council")
    UNKNOWN = "unknown", _("not known")


class OrderKind(models.TextChoices):
    """Kinds of orders about children that workers at a door may be shown."""

    ARRANGEMENTS = "arrangements", _("child arrangements order")
    PROHIBITED_STEPS = "prohibited_steps", _("prohibited steps order")
    SPECIFIC_ISSUE = "specific_issue", _("specific issue order")
    NON_MOLESTATION = "non_molestation", _("non-molestation order")
    OCCUPATION = "occupation", _("occupation order")
    GUARDIANSHIP = "guardianship", _("special guardianship order")
    CARE = "care", _("care order or interim care order")
    SUPERVISION = "supervision", _("supervision order")
    PROTECTION = "protection", _("emergency protection order")
    BAIL = "bail", _("bail or licence condition")
    OTHER = "other", _("another order")


class CareKind(models.TextChoices):
    """What must be known to keep a person well."""

    ALLERGY = "allergy", _("allergy")
    MEDICINE = "medicine", _("medicine")
    ACCESS = "access", _("access need")
    SEND = "send", _("special educational need or disability")


class PlacementKind(models.TextChoices):
    """How a child comes to live with a carer outside its home."""

    FOSTER = "foster", _("foster care")
    KINSHIP = "kinship", _("kinship care")
    PRIVATE = "private", _("private fostering")
    FOR_ADOPTION = "for_adoption", _("placed for adoption")


class DayToDayConsent(models.TextChoices):
    """Who consents for a child in a placement, as the council delegated it."""

    COUNCIL = "council", _("the council")
    CARER = "carer", _("the carer")
    PARENTS = "parents", _("the parents")
    UNKNOWN = "unknown", _("not known: ask the council")


class AlertKind(models.TextChoices):
    """Signs on a person that screens and jobs obey."""

    HIDDEN_HOME = "hidden_home", _("address hidden")
    TWO_WORKERS = "two_workers", _("visit in twos")
    NO_VISITS = "no_visits", _("no visits without asking the lead")
    NO_MESSAGES = "no_messages", _("no messages")
    CALL_LEAD = "call_lead", _("call the lead")


class ObjectsTo(models.TextChoices):
    """What a person objects to, or wants restricted."""

    MESSAGES = "messages", _("being written to")
    SHARING = "sharing", _("sharing with partners")
    EVALUATION = "evaluation", _("research and evaluation")
    PROCESSING = "processing", _("any use: restricted until decided")
