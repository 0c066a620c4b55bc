"""Programmes: drafted, altered, and published as an edition that stays as it is."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _

from flyingstart.activities.enums import ProgrammeKind
from flyingstart.activities.errors import NothingToPublishError, ProgrammeError
from flyingstart.activities.models import Edition, Programme, Session
from flyingstart.activities.operations.bookings import wait_for_turn
from flyingstart.activities.operations.planning import hold_programme
from flyingstart.activities.queries.programmes import newest_edition, same_name
from flyingstart.activities.rules.editions import edition_row
from flyingstart.activities.timetable import ProgrammeDetails
from flyingstart.design.api import formats
from flyingstart.families.api import tidy
from flyingstart.kernel.api import Actor, operation
from flyingstart.places.api import Area, AreaKind

LONGEST_NAME = 200
LONGEST = dt.timedelta(days=366)
FIELDS = ("name", "kind", "neighbourhood_id", "starts_on", "ends_on")


@operation
def draft_programme(*, details: ProgrammeDetails, by: Actor, at: dt.datetime) -> Programme:
    """Begin a programme; nothing of it is public. Raises `ProgrammeError`.

    One that overlaps another of its kind and neighbourhood is taken; see `overlapping_programmes`.
    """
    # So that two do not take one name at the same moment.
    wait_for_turn()
    return new_programme(details)


@operation
def alter_programme(
    *, programme: Programme, details: ProgrammeDetails, by: Actor, at: dt.datetime
) -> Programme:
    """Change what a programme is; `programme` as its reader saw it. Sent twice, it is one change.

    Raises `ProgrammeChangedError`, and `ProgrammeError` too when a series runs outside the new
    days.
    """
    wait_for_turn()
    wanted = {name: getattr(details, name) for name in FIELDS} | {"name": tidy(details.name)}
    just_so = Programme.objects.filter(pk=programme.pk, **wanted).first()
    if just_so is not None:
        return just_so
    held = hold_programme(programme)
    details = _judged(details, but=held)
    first = held.series.order_by("first_on").first()
    last = held.series.order_by("-last_on").first()
    if first and first.first_on < details.starts_on:
        said = {"series": first, "day": formats.date(first.first_on)}
        words = _("%(series)s begins on %(day)s. Let it begin later first.") % said
        raise ProgrammeError(words, "starts_on")
    if last and last.last_on > details.ends_on:
        said = {"series": last, "day": formats.date(last.last_on)}
        words = _("%(series)s runs until %(day)s. Let it end earlier first.") % said
        raise ProgrammeError(words, "ends_on")
    if any(getattr(held, name) != getattr(details, name) for name in FIELDS):
        for name in FIELDS:
            setattr(held, name, getattr(details, name))
        held.save(update_fields=[name.removesuffix("_id") for name in FIELDS])
        held.refresh_from_db()
    return held


@operation
def publish_programme(*, programme: Programme, by: Actor, at: dt.datetime) -> Edition:
    """Show a programme's listed series to the public, and keep it as it is now for good.

    `programme` as its reader saw it. Published again without a change, the edition before stands.
    Raises `ProgrammeChangedError` and `NothingToPublishError`.
    """
    held = hold_programme(programme)
    sessions = Session.objects.filter(series__programme=held, series__listed=True)
    sessions.filter(listed=False).update(listed=True)
    shown = sessions.filter(cancelled_at=None).select_related("activity", "site", "room")
    rows = [edition_row(one) for one in shown.order_by("starts_at", "site__name", "pk")]
    if not rows:
        raise NothingToPublishError(
            _("There is nothing to publish: the programme has no session that the public may see.")
        )
    newest = newest_edition(held)
    if newest and newest.rows == rows:
        return newest
    edition = Edition.objects.create(
        programme=held,
        number=newest.number + 1 if newest else 1,
        rows=rows,
        published_at=at,
        published_by=by.name,
    )
    edition.refresh_from_db()
    return edition


def new_programme(details: ProgrammeDetails) -> Programme:
    """A programme without series. Raises `ProgrammeError`."""
    programme = Programme(**dataclasses.asdict(_judged(details)))
    programme.save()
    programme.refresh_from_db()
    return programme


def _judged(details: ProgrammeDetails, *, but: Programme | None = None) -> ProgrammeDetails:
    """The details as they are kept. Raises `ProgrammeError`."""
    details = dataclasses.replace(details, name=tidy(details.name))
    if not 0 < len(details.name) <= LONGEST_NAME:
        words = _("Give the programme a name of at most %(most)s letters.")
        raise ProgrammeError(words % {"most": LONGEST_NAME}, "name")
    if details.kind not in ProgrammeKind.values:
        raise ProgrammeError(_("Choose a term or a holiday programme."), "kind")
    if details.ends_on < details.starts_on:
        raise ProgrammeError(_("The programme ends before it starts."), "ends_on")
    if details.ends_on - details.starts_on > LONGEST:
        raise ProgrammeError(_("A programme lasts at most a year."), "ends_on")
    neighbourhoods = Area.objects.filter(area_set__kind=AreaKind.NEIGHBOURHOOD)
    where = details.neighbourhood_id
    if where is not None and not neighbourhoods.filter(pk=where).exists():
        raise ProgrammeError(_("Choose a neighbourhood."), "neighbourhood_id")
    if same_name(details, but=but):
        words = _("Another programme is called %(name)s: give this one a name of its own.")
        raise ProgrammeError(words % {"name": details.name}, "name")
    return details
