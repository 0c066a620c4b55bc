"""Where the staff pages of families are, under /staff/families/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from flyingstart.families.web.staff import lists
from flyingstart.families.web.staff.family import views as family
from flyingstart.families.web.staff.register import views as register
from flyingstart.families.web.staff.search import views as search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.families, name="families"),
    path("new/", register.new, name="family-new"),
    path("find/", search.find, name="family-find"),
    path("find/suggest/", search.suggest, name="family-suggest"),
    path("<uuid:public_id>/", family.show, name="family"),
]
