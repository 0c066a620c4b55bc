"""Where each part of the site begins."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "sign-in/",
        LoginView.as_view(
            template_name="design/sign_in.jinja", redirect_authenticated_user=True
        ),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
]

for prefix, app in (("", "design"), ("staff/", "evidence")):
    if find_spec(f"flyingstart.{app}") and find_spec(f"flyingstart.{app}.web"):
        urlpatterns.append(path(prefix, include(f"flyingstart.{app}.web.urls")))
