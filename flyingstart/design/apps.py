from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Components, layouts, tables and pictures."""

    name = "flyingstart.design"
    label = "design"
