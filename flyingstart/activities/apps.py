from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """What is offered, and who came."""

    name = "flyingstart.activities"
    default_auto_field = "django.db.models.BigAutoField"
