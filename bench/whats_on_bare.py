"""Addresses of the site, and the bare view beside the page of what's on."""

from __future__ import annotations

from django.urls import path

from bench.whats_on import bare_view
from flyingstart.config.urls import urlpatterns as ours

urlpatterns = [*ours, path("bare/", bare_view)]
