"""What a shared tablet opens before anybody says who they are, under /tablet/."""

from __future__ import annotations

from django.urls import path

from flyingstart.accounts.web import tablets

urlpatterns = [
    path("", tablets.door, name="tablet"),
    path("code/", tablets.enrol, name="tablet-enrol"),
    path("who/", tablets.who, name="tablet-who"),
    path("leave/", tablets.leave, name="tablet-leave"),
    path("ended/", tablets.lost, name="tablet-lost"),
]
