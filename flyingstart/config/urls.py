"""Where each part of the site begins."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

from flyingstart.design.web import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "sign-in/",
        LoginView.as_view(template_name="design/sign_in.jinja", redirect_authenticated_user=True),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
]

for prefix, app in (("", "design"), ("staff/", "evidence")):
    if (settings.PACKAGE / app / "web" / "urls.py").exists():
        urlpatterns.append(path(prefix, include(f"flyingstart.{app}.web.urls")))

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.server_error
