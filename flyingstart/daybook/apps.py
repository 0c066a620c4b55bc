from django.apps import AppConfig


class DaybookConfig(AppConfig):
    """What happened at a site on a day, and worries about a child."""

    name = "flyingstart.daybook"
    default_auto_field = "django.db.models.BigAutoField"
