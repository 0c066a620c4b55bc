from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Base of every other app."""

    name = "flyingstart.kernel"
    default_auto_field = "django.db.models.BigAutoField"
