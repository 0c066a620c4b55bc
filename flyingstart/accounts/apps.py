from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "flyingstart.accounts"
    default_auto_field = "django.db.models.BigAutoField"
