from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas, neighbourhoods, sites, postcodes and populations."""

    name = "flyingstart.places"
    default_auto_field = "django.db.models.BigAutoField"
