"""Where the pages of evidence are, under /staff/."""

from __future__ import annotations

from django.urls import path

from flyingstart.evidence.web import views
from flyingstart.evidence.web.behind import behind

urlpatterns = [
    path("reach/", views.reach, name="reach"),
    path("reach/behind/", behind, name="reach-behind"),
    path("reach/count-again/", views.count_again, name="reach-count-again"),
]
