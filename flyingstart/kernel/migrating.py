"""How the migrations of a database stand to those of this release."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

OURS = "flyingstart."


def pending_migrations() -> int:
    """How many are not applied yet. Raises `django.db.DatabaseError` when none can be asked."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def newer_migrations() -> list[str]:
    """Those of ours that are applied and that this release does not know, as `app.name`.

    A newer release made them. Raises `django.db.DatabaseError` when none can be asked.
    """
    loader = MigrationLoader(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith(OURS)}
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
    return sorted(f"{app}.{name}" for app, name in unknown if app in ours)
