"""The kernel's own checks; imported once, when Django is ready."""

from __future__ import annotations

from flyingstart.kernel.health import backups, database, installation, queue
from flyingstart.kernel.health.checks import HealthCheck, Need, health_checks

for check in (
    HealthCheck(
        name="database",
        order=10,
        run=database.reachable,
        needs=Need.NOTHING,
        gives=Need.DATABASE,
    ),
    HealthCheck(name="embedded", order=9, run=database.embedded, needs=Need.NOTHING),
    HealthCheck(name="clock", order=13, run=database.clocks, needs=Need.DATABASE),
    HealthCheck(name="logins", order=11, run=database.logins, needs=Need.DATABASE),
    HealthCheck(
        name="tables",
        order=12,
        run=database.migrations,
        needs=Need.DATABASE,
        gives=Need.TABLES,
    ),
    HealthCheck(name="worker", order=30, run=queue.worker),
    HealthCheck(name="jobs", order=31, run=queue.jobs),
    HealthCheck(name="storage", order=40, run=installation.storage, needs=Need.NOTHING),
    HealthCheck(name="backup", order=43, run=backups.backups, needs=Need.NOTHING),
    HealthCheck(name="settings", order=50, run=installation.settings_in_order, needs=Need.NOTHING),
    HealthCheck(name="front end", order=60, run=installation.front_end, needs=Need.NOTHING),
):
    health_checks.register(check.name, check)
