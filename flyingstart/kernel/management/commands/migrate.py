"""`flyingstart migrate`: Django's own, quicker."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from flyingstart.kernel.quick_migrating import adding_alone


class Command(Migrate):
    """See `quick_migrating`."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        with adding_alone():
            return super().handle(*args, **options)
