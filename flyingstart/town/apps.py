from django.apps import AppConfig


class TownConfig(AppConfig):
    """A made-up town for demonstrations and benchmarks."""

    name = "flyingstart.town"
    default_auto_field = "django.db.models.BigAutoField"
