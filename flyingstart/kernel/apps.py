from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Base of every other app."""

    name = "flyingstart.kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """All our models come after these."""
        from flyingstart.kernel.quick_triggers import register_quickly  # runs before any model

        register_quickly()
        super().import_models()

    def ready(self) -> None:
        """Register the kernel's own health checks."""
        from flyingstart.kernel.health import register  # noqa: F401 - needs the app registry
