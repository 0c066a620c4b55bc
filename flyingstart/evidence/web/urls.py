"""Where the pages of evidence are, under /staff/."""

from __future__ import annotations

from django.urls import path

from flyingstart.evidence.web import views
from flyingstart.evidence.web.behind import behind
from flyingstart.evidence.web.figures import views as figures

urlpatterns = [
    path("reach/", views.reach, name="reach"),
    path("reach/behind/", behind, name="reach-behind"),
    path("reach/count-again/", views.count_again, name="reach-count-again"),
    path("figures/", figures.figures, name="figures"),
    path("figures/sessions/", figures.sessions, name="figures-sessions"),
    path("figures/who-came/", figures.who_came, name="figures-who-came"),
    path("figures/supply/", figures.supply, name="figures-supply"),
    path("figures/lost/", figures.lost, name="figures-lost"),
    path("figures/help-wanted/", figures.help_wanted, name="figures-help-wanted"),
]
