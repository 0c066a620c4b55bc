from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "flyingstart.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the personal data held."""
        # Models are there only now.
        from flyingstart.accounts import records  # noqa: F401 - it registers itself
