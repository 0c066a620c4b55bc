"""People who sign in, by email address."""

from __future__ import annotations

import functools
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

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
