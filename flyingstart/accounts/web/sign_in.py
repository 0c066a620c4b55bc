"""Pages of signing in: allauth's where they show more than it knows, and those it has not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.base.views import IndexView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from flyingstart.accounts.errors import InvitationError, PasswordError, TermsError
from flyingstart.accounts.models import User
from flyingstart.accounts.operations.invitations import accept_invitation
from flyingstart.accounts.operations.terms import accept_terms
from flyingstart.accounts.queries.invitations import fresh_invitation
from flyingstart.accounts.queries.steps import next_step, terms_to_agree
from flyingstart.accounts.web.middleware import WANTED
from flyingstart.accounts.web.own import device, own_sign_in
from flyingstart.accounts.web.people_forms import TermsForm, WelcomeForm
from flyingstart.kernel.api import actor_of, clock

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """Email address and password; a demo says that no more is asked."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether a password alone opens everything."""
        alone = settings.DEMO and not settings.SECOND_STEP_REQUIRED
        return {**super().get_context_data(**kwargs), "password_alone": alone}


class OwnSignIn(IndexView):  # type: ignore[misc]  # as above
    """What one can change about one's own sign-in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The facts, each with the way to change it."""
        rows = own_sign_in(self.request.user)
        return {**super().get_context_data(**kwargs), "rows": rows}


class Devices(ListUserSessionsView):  # type: ignore[misc]  # as above
    """Where one is signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The devices in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["devices"] = [
            (device(session.user_agent), session) for session in context["sessions"]
        ]
        return context


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class Welcome(View):
    """An invited person chooses a password, is signed in, and goes on to the next step."""

    def get(self, request: HttpRequest, link: str) -> HttpResponse:
        """Ask for the password, or say that the link no longer works."""
        return self._page(request, link, WelcomeForm())

    def post(self, request: HttpRequest, link: str) -> HttpResponse:
        """Accept, and sign in."""
        form = WelcomeForm(request.POST)
        if not form.is_valid():
            return self._page(request, link, form)
        try:
            user = accept_invitation(
                link=link,
                password=form.cleaned_data["password"],
                by=actor_of(request),
                at=clock.now(),
            )
        except PasswordError as fault:
            form.add_error("password", str(fault))
            return self._page(request, link, form)
        except InvitationError:
            return self._page(request, link, form)
        request.session.flush()
        login(request, user, backend=BACKEND)
        record_authentication(request, user, "password")
        return HttpResponseRedirect(reverse(next_step(user) or "staff"))

    def _page(self, request: HttpRequest, link: str, form: WelcomeForm) -> HttpResponse:
        invitation = fresh_invitation(link, clock.now())
        context = {"form": form, "invited": invitation.user if invitation else None}
        status = HTTPStatus.OK if invitation else HTTPStatus.GONE
        return TemplateResponse(request, "accounts/welcome.jinja", context, status=status)


@method_decorator([never_cache, login_required], name="dispatch")
class AgreeToTerms(View):
    """The rules of use, agreed to at the first sign-in and whenever their words change."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, or go on when they are agreed to."""
        return self._page(request, None)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Agree to the edition that was read."""
        return self._page(request, request.POST)

    def _page(self, request: HttpRequest, data: object) -> HttpResponse:
        user = cast("User", request.user)  # the decorator lets nobody else in
        terms = terms_to_agree(user)
        if terms is None:
            return HttpResponseRedirect(wanted(request))
        form = TermsForm(data, initial={"edition": terms.edition}, agreement=terms.agreement)
        if data is not None and form.is_valid():
            try:
                accept_terms(
                    user=user,
                    edition=form.cleaned_data["edition"],
                    by=actor_of(request),
                    at=clock.now(),
                )
            except TermsError as fault:
                form = TermsForm(initial={"edition": terms.edition}, agreement=terms.agreement)
                context = {"form": form, "terms": terms, "changed": str(fault)}
                return TemplateResponse(request, "accounts/terms.jinja", context)
            return HttpResponseRedirect(wanted(request))
        context = {"form": form, "terms": terms, "changed": ""}
        return TemplateResponse(request, "accounts/terms.jinja", context)


def wanted(request: HttpRequest) -> str:
    """Where somebody was going when a step came first; their staff page otherwise."""
    path = str(request.session.pop(WANTED, "") or "")
    safe = url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())
    return path if path and safe else str(settings.LOGIN_REDIRECT_URL)
