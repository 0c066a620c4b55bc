from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas, neighbourhoods, sites, postcodes and populations."""

    name = "flyingstart.places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the pack part, the kinds of files and the facts."""
        # Models are there only now; importing a module registers what it holds.
        from flyingstart.places import facts, health, slots  # noqa: F401
        from flyingstart.places.imports import boundaries, imd, population, postcodes  # noqa: F401
        from flyingstart.places.pack import part  # noqa: F401
