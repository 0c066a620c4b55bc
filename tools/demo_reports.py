"""What the demo's people have done already: families entered, reports signed, a register late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flyingstart.activities.api import Session
    from flyingstart.kernel.api import Actor, Period
    from flyingstart.places.api import Area

QUARTERS = 3
WORDS = "A made-up quarter of a made-up town: nothing in it is about anybody."
LATE = 3
"""How many people were forgotten on the register that came in late."""


EACH = 80
"""How many families each has entered."""


def enter_families(emails: Iterable[str]) -> None:
    """Say of registrations that these people entered them, each of families in their sight."""
    # They need Django set up.
    from flyingstart.accounts.api import Permission, User, may
    from flyingstart.families.api import Family, Registration

    taken: set[int] = set()
    for user in User.objects.filter(email__in=list(emails)).order_by("pk"):
        if may(user, Permission.REGISTER_FAMILIES):
            seen = Family.objects.visible_to(user).exclude(pk__in=taken).order_by("-pk")
            mine = set(seen.values_list("pk", flat=True)[:EACH])
            Registration.objects.filter(family__in=mine).update(entered_by=user.public_id)
            taken |= mine


def sign_reports(email: str) -> None:
    """Sign the last quarters of a manager's neighbourhood, and the town's last one.

    A register of the last quarter is opened again afterwards, so that a signed report has
    something to explain. Nothing is done before anything was counted.
    """
    # They need Django set up.
    from flyingstart.accounts.api import User
    from flyingstart.evidence.api import latest_snapshot, sign_report
    from flyingstart.kernel.api import Actor, ActorKind, clock

    snapshot = latest_snapshot()
    manager = User.objects.filter(email=email).first()
    if snapshot is None or manager is None:
        return
    grant = manager.grants.select_related("neighbourhood").first()
    area = grant.neighbourhood if grant else None
    by = Actor(kind=ActorKind.USER, name=manager.name, id=manager.public_id)
    periods = last_quarters(clock.today())
    town = (periods[-1], None, Actor.command("make demo"))
    asked: list[tuple[Period, Area | None, Actor]] = [*((p, area, by) for p in periods), town]
    for period, place, signer in asked:
        sign_report(
            period=period,
            neighbourhood=place,
            snapshot=snapshot.id,
            words=WORDS,
            by=signer,
            at=clock.now(),
        )
    if area is not None:
        _enter_late(area, periods[-1], by)


def last_quarters(today: dt.date) -> list[Period]:
    """The quarters that are over, the last one last."""
    from flyingstart.kernel.api import Period  # needs Django set up

    found: list[Period] = []
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    for _ in range(QUARTERS):
        last = first - dt.timedelta(days=1)
        found.insert(0, Period.quarter(last.year, (last.month + 2) // 3))
        first = found[0].start
    return found


def _enter_late(area: Area, period: Period, by: Actor) -> None:
    from flyingstart.activities.api import (  # as above
        Mark,
        MarkEntry,
        MarkStatus,
        Session,
        close_register,
        mark,
        reopen_register,
    )
    from flyingstart.kernel.api import clock

    here = Session.objects.filter(
        site__neighbourhood=area,
        starts_at__date__range=(period.start, period.end),
        cancelled_at=None,
        register_closed_at__isnull=False,
        marks__status=MarkStatus.ATTENDED,
    )
    session: Session | None = here.order_by("-starts_at").first()
    if session is None:
        return
    others = (
        Mark.objects.filter(session__site=session.site, session__starts_at__lt=session.starts_at)
        .exclude(person__in=session.marks.values("person"))
        .order_by("-session__starts_at", "pk")
    )
    forgotten = {held.person_id: held.family_id for held in others[: 10 * LATE]}
    at = clock.now()
    reopen_register(session=session, reason="A page of the list was found", by=by, at=at)
    entries = [
        MarkEntry(person_id=person, family_id=family, status=MarkStatus.ATTENDED)
        for person, family in [*forgotten.items()][:LATE]
    ]
    mark(session=session, entries=entries, by=by, at=at)
    close_register(session=session, by=by, at=at)
