from django.apps import AppConfig


class DaybookConfig(AppConfig):
    """What happened at a site on a day, and worries about a child."""

    name = "flyingstart.daybook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the pack part, the personal data held, doctor's questions and the link."""
        # Models are there only now; all of these register themselves.
        from flyingstart.daybook import (  # noqa: F401
            health,
            pack,
            pack_opening,
            records,
            records_day_book,
            slots,
        )
        from flyingstart.daybook.web import slots as web_slots  # noqa: F401
        from flyingstart.daybook.web.away import slots as away  # noqa: F401
        from flyingstart.daybook.web.book import slots as day_book  # noqa: F401
