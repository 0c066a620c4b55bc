"""What is to be erased, what must not be, and that it was done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from flyingstart.kernel.api import Record, tracked
from flyingstart.privacy.models.registers import RetentionRule


@tracked
class LegalHold(Record):
    """Nothing is erased while it lasts: of one person with their families, or (None) of anybody."""

    name = models.CharField(max_length=200)
    reason = models.TextField()
    person = models.ForeignKey(
        "families.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField()
    review_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta(Record.Meta):
        ordering = ["review_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(reason=""), name="legalhold_has_a_name_and_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, ended_why="")
                | (Q(ends_on__gte=F("starts_on")) & ~Q(ended_why="")),
                name="legalhold_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class Disposal(Record):
    """A list of what is due under a rule: made, put forward, approved by another one, then erased.

    On a list for whole records are people. On one for rows of a kind is what ended before
    `due_before`: how many (`rows_listed`, by what they are), the oldest on `oldest_on`, nobody by
    name. What stays is the certificate: `erased` counts rows by table, and names nobody.
    """

    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="disposals")
    made_at = models.DateTimeField()
    due_before = models.DateField(help_text="Nothing on it was of use since that day")
    people_listed = models.PositiveIntegerField()
    rows_listed = models.JSONField(default=dict)
    oldest_on = models.DateField(null=True)
    put_forward_at = models.DateTimeField(null=True)
    put_forward_by = models.UUIDField(null=True, help_text="The public id of who looked through it")
    put_forward_by_name = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True, help_text="The public id of who approved it")
    approved_by_name = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
    people_erased = models.PositiveIntegerField(null=True)
    people_kept = models.PositiveIntegerField(null=True)
    erased = models.JSONField(default=dict)

    class Meta(Record.Meta):
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by_name="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by_name="")),
                name="disposal_is_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(put_forward_at=None, put_forward_by=None, put_forward_by_name="")
                | (
                    Q(put_forward_at__isnull=False, put_forward_by__isnull=False)
                    & ~Q(put_forward_by_name="")
                ),
                name="disposal_is_put_forward_by_somebody",
            ),
            models.CheckConstraint(
                # Lists of before there were two have no id of who approved them.
                condition=Q(approved_by=None)
                | (Q(put_forward_by__isnull=False) & ~Q(approved_by=F("put_forward_by"))),
                name="disposal_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, people_erased=None, people_kept=None)
                | Q(
                    erased_at__isnull=False,
                    approved_at__isnull=False,
                    people_erased__isnull=False,
                    people_kept__isnull=False,
                ),
                name="disposal_is_erased_once_approved",
            ),
            models.UniqueConstraint(
                fields=["rule"],
                condition=Q(erased_at=None, cancelled_at=None),
                name="disposal_one_open_a_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal {self.public_id}"


class DisposalLine(models.Model):
    """A person on a disposal list, until the list is done; no history: it would outlive them."""

    disposal = models.ForeignKey(Disposal, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey("families.Person", on_delete=models.CASCADE, related_name="+")
    last_on = models.DateField(null=True, help_text="When there last was anything")

    class Meta:
        ordering = ["last_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["disposal", "person"], name="disposalline_once_a_list")
        ]

    def __str__(self) -> str:
        return f"{self.disposal} {self.pk}"
