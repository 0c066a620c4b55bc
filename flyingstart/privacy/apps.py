from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What is kept about people: why, how long, who looked; handing it over and erasing it."""

    name = "flyingstart.privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the pack part, the personal data held, and what is added to pages."""
        # Models are there only now; all of these register themselves.
        from flyingstart.privacy import pack, records  # noqa: F401
        from flyingstart.privacy.web import slots  # noqa: F401
