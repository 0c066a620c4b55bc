"""Reports that were signed: the figures as they were, the words beside them, and by whom.

Nothing here changes: what is counted otherwise later is signed again, as the next number.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from flyingstart.evidence.enums import ReportKind
from flyingstart.kernel.api import Record, tracked


def _for_good() -> pgtrigger.Protect:
    return pgtrigger.Protect(name="for_good", operation=pgtrigger.Update | pgtrigger.Delete)


@tracked
class Report(Record):
    """What a place says of a month or a quarter; it comes to be with its first signature.

    Without a neighbourhood it is that of the whole authority. `area_set` is the edition of the
    wards in which it counts.
    """

    kind = models.CharField(max_length=7, choices=ReportKind)
    period = models.CharField(max_length=7, help_text="As written: 2019-03, 2019-Q1")
    starts_on = models.DateField()
    ends_on = models.DateField()
    neighbourhood = models.ForeignKey(
        "places.Area", null=True, on_delete=models.PROTECT, related_name="reports"
    )
    area_set = models.ForeignKey("places.AreaSet", on_delete=models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        ordering = ["-starts_on", "kind", "neighbourhood"]
        triggers = [_for_good()]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="report_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.MONTH, period__regex=r"^\d{4}-\d{2}$")
                | Q(kind=ReportKind.QUARTER, period__regex=r"^\d{4}-Q[1-4]$"),
                name="report_period_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="report_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["period", "neighbourhood"],
                nulls_distinct=False,
                name="report_once_a_place_and_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.neighbourhood or 'the whole authority'}, {self.period}"


@tracked
class SignOff(Record):
    """A report as it was signed; `number` counts its signatures from 1.

    `result` holds the rows with the measures' names and versions (`reports.frozen`), `snapshot`
    the id of the snapshot they were counted on, which ends with the hash of its manifest.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sign_offs")
    number = models.PositiveSmallIntegerField()
    result = models.JSONField()
    snapshot = models.CharField(max_length=50)
    as_at = models.DateTimeField(help_text="Of the data")
    words = models.TextField(blank=True, help_text="What the manager says beside the figures")
    signed_by = models.UUIDField(null=True, help_text="Public id of who signed; none: no user")
    signed_by_name = models.CharField(max_length=200)
    signed_at = models.DateTimeField()

    class Meta(Record.Meta):
        ordering = ["report", "-number"]
        triggers = [
            _for_good(),
            pgtrigger.Trigger(
                name="in_turn_and_in_time",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("ended", "timestamptz"), ("last", "integer")],
                func="""
                SELECT (r.ends_on + 1)::timestamp AT TIME ZONE 'Europe/London' INTO ended
                FROM evidence_report r WHERE r.id = NEW.report_id;
                IF NEW.as_at < ended THEN
                    RAISE EXCEPTION 'a period that has not ended cannot be signed'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'signoff_after_its_period';
                END IF;
                SELECT coalesce(max(s.number), 0) INTO last
                FROM evidence_signoff s WHERE s.report_id = NEW.report_id;
                IF NEW.number <> last + 1 THEN
                    RAISE EXCEPTION 'the next signature of this report is number %', last + 1
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'signoff_in_turn';
                END IF;
                RETURN NEW;
                """,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="signoff_number_once_a_report"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="signoff_counts_from_one"),
            models.CheckConstraint(
                condition=Q(signed_at__gte=F("as_at")), name="signoff_after_its_data"
            ),
            models.CheckConstraint(condition=~Q(signed_by_name=""), name="signoff_is_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.report}, signature {self.number}"


class Recount(models.Model):
    """How many rows of a report's newest signature would be others today, as last looked.

    A note for lists, made anew each night; None: it could not be counted.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="recount")
    sign_off = models.ForeignKey(SignOff, on_delete=models.CASCADE, related_name="+")
    changed = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sign_off}: {self.changed} changed"
