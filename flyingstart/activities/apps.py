from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """What is offered, and who came."""

    name = "flyingstart.activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the pack part, the imports, the facts, the personal data held and slots."""
        # Models are there only now.
        from flyingstart.activities import (  # noqa: F401 - all register
            facts,
            health,
            pack,
            pack_care,
            pack_giving,
            records,
            slots,
            visibility,
        )
        from flyingstart.activities.imports import kind  # noqa: F401 - so do imports
        from flyingstart.activities.web.public import slots as public  # noqa: F401
        from flyingstart.activities.web.staff import visits  # noqa: F401
        from flyingstart.activities.web.staff.care import away  # noqa: F401
        from flyingstart.activities.web.staff.timetable import slots as staff  # noqa: F401
        from flyingstart.activities.web.staff.today import gaps, parts  # noqa: F401
