"""What people decided: the signs and objections in force, over all records of a person."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from flyingstart.accounts.api import Permission, User
from flyingstart.families.enums import AlertKind
from flyingstart.families.models import Alert, Person
from flyingstart.kernel.api import clock


def permission_for(kind: AlertKind | str) -> Permission:
    """What it takes to see, raise and end a sign of a kind."""
    is_home = kind == AlertKind.HIDDEN_HOME
    return Permission.SEE_HIDDEN_HOMES if is_home else Permission.SEE_WARNINGS


def in_force_on(day: dt.date) -> Q:
    """Rows that hold on a day."""
    return (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gt=day))


def alerts_for(user: User) -> QuerySet[Alert]:
    """The signs in force that a user may read, of people in their sight."""
    found = Q(pk__in=[])
    for kind in AlertKind:
        people = Person.objects.visible_to(user, permission_for(kind)).order_by().values("pk")
        found |= Q(kind=kind, person__in=people)
    return Alert.objects.filter(in_force_on(clock.today())).filter(found).select_related("person")


def alerts_due(user: User) -> QuerySet[Alert]:
    """Those to be looked at again by today, the longest due first."""
    due = alerts_for(user).filter(review_on__lte=clock.today())
    return due.order_by("review_on", "pk")
