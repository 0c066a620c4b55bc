from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """People, families and what binds them over time."""

    name = "flyingstart.families"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the facts, the pack part, the import, the personal data held, who sees whom."""
        # Models are there only now; all of these register themselves.
        from flyingstart.families import (  # noqa: F401  # noqa: F401
            facts,
            health_law,
            health_moving,
            health_replies,
            pack,
            pack_law,
            pack_notice,
            pack_replies,
            records,
        )
        from flyingstart.families.imports import kind  # noqa: F401
        from flyingstart.families.imports.moving import kinds  # noqa: F401
        from flyingstart.families.rules import sight  # noqa: F401
        from flyingstart.families.web import slots  # noqa: F401
        from flyingstart.families.web.join import slots as joining_slots  # noqa: F401
        from flyingstart.families.web.staff.answering import today as answering_today  # noqa: F401
        from flyingstart.families.web.staff.family import young_today  # noqa: F401
        from flyingstart.families.web.staff.outside import replies_today, today  # noqa: F401
