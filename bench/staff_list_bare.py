"""Addresses of the site, and the bare view beside the staff list."""

from __future__ import annotations

from django.urls import path

from bench.staff_list import bare_view
from flyingstart.config.urls import urlpatterns as ours

urlpatterns = [*ours, path("bare/", bare_view)]
