from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    """People, families and what binds them over time."""

    name = "flyingstart.families"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the facts and the import."""
        # Models are there only now.
        from flyingstart.families import facts  # noqa: F401 - they register themselves
        from flyingstart.families.imports import kind  # noqa: F401 - likewise
