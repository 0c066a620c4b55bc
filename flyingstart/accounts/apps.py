from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "flyingstart.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the personal data held, the pack's part, doctor's questions and the menu."""
        # Models are there only now.
        from flyingstart.accounts import (
            health,  # noqa: F401 - they register themselves
            pack,  # noqa: F401 - so does this
            records,  # noqa: F401 - and this
        )
        from flyingstart.accounts.web import slots  # noqa: F401 - and this
