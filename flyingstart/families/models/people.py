"""People, the families they belong to, and how that changes over time.

Intervals are half open: `starts_on` is the first day (none: from the beginning), `ends_on` the
first day no longer (none: still). What people write is kept whole, however long it is.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from flyingstart.families.enums import (
    IN_PERSON,
    CodeKind,
    ContactKind,
    DetailKind,
    ExpectedBirthOutcome,
    RegisteredBy,
    Role,
    Sex,
)
from flyingstart.families.fields import FifthBirthday, HalfOpenDays, SixMonthsOn
from flyingstart.families.visibility import ScopedQuerySet
from flyingstart.kernel.api import Record, tracked


class Code(Record):
    """An entry of one of the authority's code lists: an ethnicity, a language, a need.

    `labels` says it in other languages of the site. `parents_say`: a parent may say it herself when
    she joins online.
    """

    kind = models.CharField(max_length=9, choices=CodeKind)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    group = models.CharField(max_length=200, blank=True)
    aliases = ArrayField(models.CharField(max_length=200), default=list)
    position = models.PositiveSmallIntegerField(help_text="Its place in the list")
    source = models.CharField(max_length=300, blank=True)
    labels = models.JSONField(default=dict, db_default={})
    parents_say = models.BooleanField(default=False, db_default=False)

    class Meta(Record.Meta):
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="code_once_a_list"),
        ]

    def __str__(self) -> str:
        return self.label


@tracked
class Person(Record):
    """Anyone known to the service: a child, a parent, a carer, another adult of a family.

    `ethnicity` holds a code of the pack's list, or `unknown`, `refused`, `not_asked`, or nothing:
    four different answers. Languages are labels of the pack's list. What no list knows is kept as
    written, `sex` too. `fifth_birthday` and `six_months_on` are computed by the database. Whether
    they may be reached (`contact_by_…`) is private: None was not asked, and never means yes.
    `contact_asked_by` is who asked; "" for what they said themselves online, or a file said.
    """

    given_name = models.TextField(blank=True)
    family_name = models.TextField(blank=True)
    date_of_birth = models.DateField(null=True)
    fifth_birthday = models.GeneratedField(
        expression=FifthBirthday(F("date_of_birth")),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    six_months_on = models.GeneratedField(
        expression=SixMonthsOn(F("date_of_birth")),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    died_on = models.DateField(null=True)
    sex = models.TextField(choices=Sex, blank=True)
    ethnicity = models.TextField(blank=True)
    spoken_language = models.TextField(blank=True)
    read_language = models.TextField(blank=True)
    interpreter_needed = models.BooleanField(null=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    gp_practice = models.TextField(blank=True)
    setting = models.TextField(blank=True, help_text="Nursery, school, childminder")
    contact_by_sms = models.BooleanField(null=True)
    contact_by_email = models.BooleanField(null=True)
    contact_by_call = models.BooleanField(null=True, help_text="Whether it is safe to ring")
    contact_by_voicemail = models.BooleanField(null=True, help_text="Whether one may be left")
    contact_by_letter = models.BooleanField(null=True)
    asked_alone = models.BooleanField(null=True, help_text="Whether nobody else was listening")
    contact_asked_on = models.DateField(null=True, help_text="When they said how to reach them")
    contact_asked_by = models.CharField(max_length=200, blank=True, db_default="")
    health_visiting_team = models.TextField(blank=True, db_default="")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    sealed_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedQuerySet["Person"].as_manager()

    class Meta(Record.Meta):
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["nhs_number"], condition=~Q(nhs_number=""), name="person_nhs"),
            models.Index(fields=["date_of_birth"], name="person_born"),
            models.Index(fields=["id"], condition=Q(sealed_at__isnull=False), name="person_sealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(given_name="") | ~Q(family_name="") | Q(sealed_at__isnull=False),
                name="person_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(died_on__gte=F("date_of_birth")), name="person_dies_after_birth"
            ),
            models.CheckConstraint(
                condition=Q(nhs_number="") | Q(nhs_number__regex=r"^[0-9]{10}$"),
                name="person_nhs_number_is_ten_digits",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="person_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@tracked
class Family(Record):
    """People who come as one; who belongs to it, as what and when, is said by ties.

    One that is sealed holds what is left of a sealed person, and is `counted_as` the family that
    person was counted with; nobody sees it.
    """

    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    sealed_at = models.DateTimeField(null=True, editable=False)
    counted_as = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScopedQuerySet["Family"].as_manager()

    class Meta(Record.Meta):
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return f"Family {self.public_id}"


@tracked
class FamilyTie(Record):
    """A person's place in a family for a time. A child's first tie starts at birth."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="ties")
    role = models.CharField(max_length=20, choices=Role)
    relationship = models.CharField(max_length=100, blank=True, help_text="In the family's words")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="familytie_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="familytie_role_is_known"
            ),
            ExclusionConstraint(
                name="familytie_one_role_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("family", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@tracked
class Registration(Record):
    """A parent or carer gave details of a person; in force until `left_on`, the first day out.

    `notice_version` is the privacy notice that was shown; "" when that is not known. `came_by`
    says how the registration came in; "" for those from before this was kept. `entered_by` is the
    public id of the member of staff who entered it: the database notes whom the operation names.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="registrations")
    registered_on = models.DateField()
    left_on = models.DateField(null=True)
    notice_version = models.CharField(max_length=40, blank=True, db_default="")
    came_by = models.CharField(max_length=6, choices=RegisteredBy, blank=True, db_default="")
    entered_by = models.UUIDField(null=True, editable=False)

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["entered_by"], name="registration_entered_by")]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="note_who_entered",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                # Rows of a file were entered by whoever wrote the file, whom nobody names.
                func="""
                IF NEW.entered_by IS NULL AND NEW.came_by <> 'file' THEN
                    SELECT (now.context ->> 'actor')::uuid INTO NEW.entered_by
                    FROM (
                        SELECT nullif(
                            current_setting('pghistory.context_metadata', true), ''
                        )::jsonb AS context
                    ) now
                    WHERE now.context ->> 'actor_kind' = 'user';
                END IF;
                RETURN NEW;
                """,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(came_by__in=["", *RegisteredBy.values]),
                name="registration_came_by_is_known",
            ),
            ExclusionConstraint(
                name="registration_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("family", RangeOperators.EQUAL),
                    (HalfOpenDays("registered_on", "left_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@tracked
class Address(Record):
    """Where a person lives with a family; one main address at a time says where they are counted.

    `postcode_as_written` keeps what was given; `postcode` is its normal form, or blank when it has
    none. Whether the postcode is known to the authority is looked up, never stored.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    family = models.ForeignKey(
        Family, null=True, on_delete=models.PROTECT, related_name="addresses"
    )
    is_main = models.BooleanField()
    line_1 = models.TextField(blank=True)
    line_2 = models.TextField(blank=True)
    town = models.TextField(blank=True)
    postcode_as_written = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        verbose_name_plural = "addresses"
        indexes = [models.Index(fields=["postcode"], name="address_postcode")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="address_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="address_one_main_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_main=True),
            ),
            ExclusionConstraint(
                name="address_one_a_family_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("family", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@tracked
class ContactDetail(Record):
    """A phone number or email address of one person, as given."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_details")
    kind = models.CharField(max_length=5, choices=DetailKind)
    value = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_at=None),
                name="contactdetail_one_of_a_kind_in_use",
            )
        ]


@tracked
class ExpectedBirth(Record):
    """A pregnancy as the service knows it: a date, and later a child, or an end."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="expected_births")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="expected_births")
    due_on = models.DateField()
    outcome = models.CharField(max_length=5, choices=ExpectedBirthOutcome, blank=True)
    ended_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_on=None) | (~Q(outcome="") & ~Q(ended_on=None)),
                name="expectedbirth_outcome_has_a_day",
            ),
            models.UniqueConstraint(
                fields=["person", "family"],
                condition=Q(outcome=""),
                name="expectedbirth_one_at_a_time",
            ),
        ]


@tracked
class Need(Record):
    """A need of a person by the pack's code, who said so and for how long."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs")
    code = models.CharField(max_length=40)
    source = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            ExclusionConstraint(
                name="need_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (HalfOpenDays("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            )
        ]


@tracked
class Contact(Record):
    """Something done with a family outside a session. Only face to face counts as a hit."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="contacts")
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=ContactKind)
    face_to_face = models.BooleanField()
    people = models.ManyToManyField(Person, related_name="contacts", through="ContactPerson")
    note = models.TextField(blank=True, db_default="")
    next_step = models.TextField(blank=True, db_default="")
    next_on = models.DateField(null=True)
    next_done_at = models.DateTimeField(null=True)
    worker = models.UUIDField(null=True, help_text="Public id of who was in touch; none: no user")
    worker_name = models.CharField(max_length=200, blank=True, db_default="")

    class Meta(Record.Meta):
        indexes = [
            models.Index(
                fields=["worker", "next_on"],
                condition=Q(next_on__isnull=False, next_done_at=None),
                name="contact_next_steps",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(face_to_face=False) | Q(kind__in=IN_PERSON),
                name="contact_face_to_face_is_in_person",
            ),
            models.CheckConstraint(
                condition=Q(next_on=None) | ~Q(next_step=""), name="contact_next_day_says_what"
            ),
        ]


@tracked
class ContactPerson(Record):
    """Who of the family was met or spoken to; `seen` with one's own eyes."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="with_whom")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seen = models.BooleanField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "person"], name="contactperson_once_a_contact"
            ),
        ]


class PersonRef(Record):
    """What another system calls a person."""

    source = models.CharField(max_length=100)
    ref = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="refs")

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["source", "ref"], name="personref_once_a_source")
        ]


class FamilyRef(Record):
    """What another system calls a family."""

    source = models.CharField(max_length=100)
    ref = models.CharField(max_length=200)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="refs")

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(fields=["source", "ref"], name="familyref_once_a_source")
        ]
