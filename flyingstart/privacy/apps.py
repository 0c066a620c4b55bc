from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """What is kept about people: why, how long, who looked; handing it over and erasing it."""

    name = "flyingstart.privacy"
    default_auto_field = "django.db.models.BigAutoField"
