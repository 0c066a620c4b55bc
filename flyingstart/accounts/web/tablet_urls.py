"""Where shared tablets are looked after, under /staff/tablets/."""

from __future__ import annotations

from django.urls import path

from flyingstart.accounts.web import tablets

urlpatterns = [
    path("", tablets.tablets, name="tablets"),
    path("new/", tablets.new, name="tablet-new"),
    path("your-number/", tablets.own_pin, name="own-pin"),
    path("<uuid:tablet_id>/end/", tablets.end, name="tablet-end"),
]
