from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """People, families and what binds them over time."""

    name = "flyingstart.families"
    default_auto_field = "django.db.models.BigAutoField"
