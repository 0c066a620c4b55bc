"""Who does something: a person who signed in, a job, or an operator's command."""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass


class ActorKind(enum.StrEnum):
    """What sort of hand is at work."""

    USER = "user"
    COMMAND = "command"
    JOB = "job"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The one who writes. Goes into history beside every row that is changed.

    `id` is the public id of the user, or None for commands and jobs; `name` is what a person
    who reads the history sees.
    """

    kind: ActorKind
    name: str
    id: uuid.UUID | None = None

    @classmethod
    def command(cls, name: str) -> Actor:
        """An operator at the command line."""
        return cls(kind=ActorKind.COMMAND, name=name)

    @classmethod
    def job(cls, name: str) -> Actor:
        """A background job."""
        return cls(kind=ActorKind.JOB, name=name)
