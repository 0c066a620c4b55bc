from django.apps import AppConfig


class DaybookConfig(AppConfig):
    """What happened at a site on a day, and worries about a child."""

    name = "flyingstart.daybook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the pack part, the personal data held, doctor's questions and the link."""
        # Models are there only now; all of these register themselves.
        from flyingstart.daybook import health, pack, records  # noqa: F401
        from flyingstart.daybook.web import slots  # noqa: F401
