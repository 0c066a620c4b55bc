"""People who sign in, by email address."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from flyingstart.accounts.enums import Reach
from flyingstart.accounts.roles import ROLES, Role
from flyingstart.kernel.api import Record, tracked

# What guards a sign-in, and what every sign-in changes.
UNTRACKED = ("password", "last_login", "version", "updated_at")


class UserManager(BaseUserManager["User"]):
    """Makes users; the email address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **details: Any) -> User:
        """A person who can sign in."""
        user = self.model(email=email.strip().lower(), **details)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **details: Any) -> User:
        """A person who may do everything, for setting up."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **details)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by email address in any case."""
        return self.get(email=(username or "").strip().lower())


@functools.partial(tracked, leave_out=UNTRACKED)
class User(AbstractBaseUser, PermissionsMixin, Record):
    """A member of staff, or a partner."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # Whatever changes it ends all sessions of this person: they are bound to it.
    session_stamp = models.UUIDField(default=uuid.uuid4, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session is bound to: the password, and the stamp."""
        return self._session_auth_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by keys that were in use before."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_auth_hash(secret=key)

    def _session_auth_hash(self, secret: str | bytes | None = None) -> str:
        bound = f"{self.password}|{self.session_stamp}"
        salt = "flyingstart.accounts.session"
        return salted_hmac(salt, bound, secret=secret, algorithm="sha256").hexdigest()


@tracked
class Grant(Record):
    """A role that somebody has in a place for a time: everywhere, in a neighbourhood, at a site.

    `starts_on` is the first day, `ends_on` the first day no longer (none: still). Grants are ended,
    never deleted.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role_name = models.CharField(max_length=20)
    reach = models.CharField(max_length=13, choices=Reach)
    neighbourhood = models.ForeignKey(
        "places.Area", null=True, on_delete=models.PROTECT, related_name="+"
    )
    site = models.ForeignKey("places.Site", null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role_name__in=list(ROLES)), name="grant_role_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reach=Reach.AUTHORITY, neighbourhood=None, site=None)
                | models.Q(reach=Reach.NEIGHBOURHOOD, neighbourhood__isnull=False, site=None)
                | models.Q(reach=Reach.SITE, neighbourhood=None, site__isnull=False),
                name="grant_reach_names_its_place",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="grant_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "role_name", "neighbourhood", "site"],
                condition=models.Q(ends_on=None),
                nulls_distinct=False,
                name="grant_once_in_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role.title}, {self.place}"

    @property
    def role(self) -> type[Role]:
        """What it lets its holder do."""
        return ROLES[self.role_name]

    @property
    def place(self) -> str:
        """Where, in words."""
        return str(self.neighbourhood or self.site or Reach.AUTHORITY.label)
