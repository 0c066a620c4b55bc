from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Facts, snapshots, measures."""

    name = "flyingstart.evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the slots of design."""
        # Pages are there only now.
        from flyingstart.evidence.web import slots  # noqa: F401 - it registers itself
