"""Enrolling a shared tablet, ending it, and saying on one who you are."""

from __future__ import annotations

import datetime as dt
import enum
import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils.translation import gettext as _

from flyingstart.accounts.errors import PinError, TabletError
from flyingstart.accounts.models import Pin, Tablet, User
from flyingstart.accounts.queries.invitations import link_hash
from flyingstart.accounts.queries.tablets import people_for
from flyingstart.accounts.rules_of_pins import VOID_AFTER, is_easy, is_shaped, locked_until
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.places.api import Site

CODE_LENGTH = 8
CODE_LASTS = dt.timedelta(minutes=15)
LONGEST_NAME = 60


class PinAnswer(enum.StrEnum):
    """What became of a number that was typed."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@operation
def start_tablet(*, site: Site, name: str, by: Actor, at: dt.datetime) -> tuple[Tablet, str]:
    """A tablet that is to be enrolled, and the code to type on it within a quarter of an hour.

    The code is told this once. Raises `TabletError` for a name of no or too many letters.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise TabletError(_("Give the tablet a name of up to 60 letters, such as “Blue cover”."))
    code = "".join(secrets.choice("0123456789") for _place in range(CODE_LENGTH))
    tablet = Tablet.objects.create(
        site=site, name=name, code_hash=link_hash(code), code_ends_at=at + CODE_LASTS
    )
    tablet.refresh_from_db()
    return tablet, code


@operation
def enrol_tablet(*, code: str, by: Actor, at: dt.datetime) -> tuple[Tablet, str]:
    """The tablet on which a code was typed, and the secret that it keeps from now on. Once.

    Raises `TabletError` for a code that was used, is too old, or that nobody gave.
    """
    figures = "".join(sign for sign in code if sign.isdigit())
    tablet = (
        Tablet.objects.select_for_update(no_key=True)
        .filter(code_hash=link_hash(figures), code_ends_at__gt=at, ended_at=None)
        .first()
    )
    if tablet is None:
        raise TabletError(
            _("That code does not work: it was used, or is too old. Ask your manager for another.")
        )
    secret = secrets.token_urlsafe(32)
    tablet.code_hash = tablet.code_ends_at = None
    tablet.device_hash = link_hash(secret)
    tablet.enrolled_at = tablet.last_seen_at = at
    tablet.save()
    return tablet, secret


@operation
def end_tablet(*, tablet: Tablet, by: Actor, at: dt.datetime) -> None:
    """A tablet was lost or is needed no longer: it opens nothing from now on. Twice is once."""
    held = Tablet.objects.select_for_update(no_key=True).get(pk=tablet.pk)
    if held.ended_at is None:
        held.ended_at, held.ended_by_name = at, by.name
        held.code_hash = held.code_ends_at = held.device_hash = None
        held.save()


@operation
def note_tablet_seen(*, tablet: Tablet, by: Actor, at: dt.datetime) -> None:
    """A tablet asked for something."""
    Tablet.objects.filter(pk=tablet.pk).update(last_seen_at=at)


@operation
def set_pin(*, user: User, pin: str, by: Actor, at: dt.datetime) -> None:
    """Somebody chooses their number for shared tablets; wrong tries before it are forgotten.

    Raises `PinError` for one that is not six figures, or is too easily guessed.
    """
    if not is_shaped(pin):
        raise PinError(_("Choose six figures."))
    if is_easy(pin):
        raise PinError(
            _("That is easily guessed. Choose figures that are no row, no pattern and no date.")
        )
    chosen = {"secret": make_password(pin), "set_at": at, "misses": 0, "locked_until": None}
    Pin.objects.update_or_create(user=user, defaults=chosen)


@operation
def try_pin(*, tablet: Tablet, user: User, pin: str, by: Actor, at: dt.datetime) -> PinAnswer:
    """Somebody says on a tablet that it is them. A wrong try is counted.

    After five in a row nobody may try for a quarter of an hour; after fifteen the number is void
    until its owner sets another one, signed in as usual.
    """
    held = Pin.objects.select_for_update(no_key=True).filter(user=user).first()
    if held is None or not people_for(tablet, clock.london_day(at)).filter(pk=user.pk).exists():
        return PinAnswer.WRONG
    if held.misses >= VOID_AFTER or (held.locked_until and at < held.locked_until):
        return PinAnswer.LOCKED
    if check_password(pin, held.secret):
        if held.misses:
            Pin.objects.filter(pk=held.pk).update(misses=0, locked_until=None)
        return PinAnswer.RIGHT
    stops = locked_until(held.misses + 1, at)
    Pin.objects.filter(pk=held.pk).update(misses=F("misses") + 1, locked_until=stops)
    return PinAnswer.LOCKED if stops else PinAnswer.WRONG
