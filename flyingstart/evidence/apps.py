from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Facts, snapshots, measures."""

    name = "flyingstart.evidence"
    default_auto_field = "django.db.models.BigAutoField"
