"""Letters and papers of a family: kept with their scan, corrected, taken back."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from flyingstart.families import papers
from flyingstart.families.enums import Direction, PaperKind, Sight
from flyingstart.families.errors import PaperError
from flyingstart.families.models import Family, Paper, Person
from flyingstart.families.operations.authors import author, demand_member
from flyingstart.families.operations.members import hold_family
from flyingstart.families.rules import keeping
from flyingstart.families.text import tidy
from flyingstart.kernel.api import Actor, because, clock, operation

LONGEST_TITLE = 200


@operation
def keep_paper(
    *,
    family: Family,
    direction: Direction,
    kind: PaperKind,
    dated: dt.date,
    title: str,
    sight: Sight,
    submission: uuid.UUID,
    person: Person | None = None,
    scan: bytes | None = None,
    by: Actor,
    at: dt.datetime,
) -> Paper:
    """Keep a paper of a family, or about one person of it, with its scan when there is one.

    `submission` is of the form: sent twice, one paper is kept. Raises `PaperError` for a title that
    says nothing, a day to come, or a scan that is none; `NotInFamilyError`.
    """
    said = _title(title)
    _demand_past(dated, at)
    kind_of_scan = papers.type_of(scan) if scan is not None else None
    hold_family(family)
    demand_member(family, person)
    twice = Paper.objects.filter(submission=submission, family=family).first()
    if twice is not None:
        return twice
    written = author(by)
    paper = Paper.objects.create(
        family=family,
        person=person,
        direction=direction.value,
        kind=kind.value,
        dated=dated,
        title=said,
        sight=sight.value,
        stored_as=papers.store(scan) if scan is not None else "",
        file_type=kind_of_scan.value if kind_of_scan else "",
        file_size=len(scan) if scan is not None else 0,
        kept_by=written.written_by,
        kept_by_name=written.written_by_name,
        kept_at=at,
        submission=submission,
    )
    paper.refresh_from_db()
    return paper


@operation
def correct_paper(
    *,
    paper: Paper,
    direction: Direction,
    kind: PaperKind,
    dated: dt.date,
    title: str,
    sight: Sight,
    person: Person | None = None,
    by: Actor,
    at: dt.datetime,
) -> Paper:
    """Put right what is said of a paper; its scan stays. The same words change nothing.

    `paper` carries the version that was read. Raises what `keep_paper` raises, and `PaperError`
    when somebody changed it or took it back since.
    """
    said = _title(title)
    _demand_past(dated, at)
    hold_family(paper.family)
    held = Paper.objects.filter(pk=paper.pk).first()
    if held is None:
        raise PaperError(_("This paper was taken back in the meantime."))
    demand_member(held.family, person)
    changes = {
        "direction": direction.value,
        "kind": kind.value,
        "dated": dated,
        "title": said,
        "sight": sight.value,
        "person_id": person.pk if person else None,
    }
    if all(getattr(held, name) == value for name, value in changes.items()):
        return held
    if held.version != paper.version:
        raise PaperError(_("Somebody changed this paper in the meantime: look again."))
    for name, value in changes.items():
        setattr(held, name, value)
    held.save()
    held.refresh_from_db()
    return held


@operation
def take_back_paper(*, paper: Paper, reason: str, by: Actor, at: dt.datetime) -> None:
    """Let a paper go that does not belong here, and its scan for good. Twice is once.

    History keeps what was said of it and why it went, never the scan. Raises `TextError`.
    """
    why = keeping.reason(reason)
    hold_family(paper.family)
    rows = Paper.objects.filter(pk=paper.pk)
    papers.erase_scans(rows)
    with because(why):
        rows.delete()


def _title(title: str) -> str:
    said = tidy(title)
    if not said:
        raise PaperError(_("Say what it is."))
    if len(said) > LONGEST_TITLE:
        raise PaperError(_("That is too long: shorten it."))
    return said


def _demand_past(dated: dt.date, at: dt.datetime) -> None:
    if dated > clock.london_day(at):
        raise PaperError(_("The day of a paper is not to come."))
