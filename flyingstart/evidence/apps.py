from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Facts, snapshots, measures."""

    name = "flyingstart.evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the slots of design; register the health check."""
        # Pages are there only now; importing a module registers what it holds.
        from flyingstart.evidence import health  # noqa: F401
        from flyingstart.evidence.web import slots  # noqa: F401
        from flyingstart.evidence.web.reports import slots as report_slots  # noqa: F401
