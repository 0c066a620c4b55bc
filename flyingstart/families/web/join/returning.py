"""Stopping half-way and coming back: a word of one's own, a link, and a device that forgets."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from flyingstart.design.api import forms
from flyingstart.families.errors import DraftGoneError
from flyingstart.families.queries.drafts import HeldDraft, held_draft
from flyingstart.families.text import folded
from flyingstart.families.web.join import limits
from flyingstart.families.web.join.fields import LineField
from flyingstart.families.web.join.pages import open_page
from flyingstart.families.web.join.passes import Pass, give_pass, read_pass
from flyingstart.families.web.join.views import both
from flyingstart.families.web.join.visits import WORD, Visit, gone, page, with_draft
from flyingstart.kernel.api import clock

SHORTEST_WORD, LONGEST_WORD = 4, 100


class NewWordForm(forms.Form):
    """A word by which she shows, when she comes back, that it is she."""

    word = LineField(
        label=gettext_lazy("A word or number that only you know"),
        called=gettext_lazy("a word or number"),
        hint=gettext_lazy(
            "At least 4 letters or figures. Not a name or a birthday in your family. We ask for it "
            "when you come back, so remember it."
        ),
        width=20,
        max_length=LONGEST_WORD,
        spellcheck=False,
        autocapitalize="none",
        attributes={"autocomplete": "off"},
    )

    def clean_word(self) -> str:
        """Raises where it is too short to keep anybody out."""
        word: str = self.cleaned_data["word"]
        if len(folded(word)) < SHORTEST_WORD:
            self.add_error("word", _("It must have at least 4 letters or figures"))
        return word


class WordForm(forms.Form):
    """The word she chose."""

    word = LineField(
        label=gettext_lazy("Your word or number"),
        called=gettext_lazy("your word or number"),
        hint=gettext_lazy("The one you chose when you stopped. Capital letters do not matter."),
        width=20,
        max_length=LONGEST_WORD,
        spellcheck=False,
        autocapitalize="none",
        attributes={"autocomplete": "off"},
    )


@both
@with_draft
def later(visit: Visit) -> HttpResponse:
    """The link to come back by, once there is a word to come back with."""
    form = NewWordForm(visit.request.POST or None)
    if form.is_bound and form.is_valid():
        visit.save_word({"hash": make_password(folded(form.cleaned_data["word"]))})
        return HttpResponseRedirect(reverse("join-later"))
    link = reverse("join-resume", args=[visit.secret])
    context = {
        "form": form,
        "link": visit.request.build_absolute_uri(link) if WORD in visit.answers else "",
        "until": visit.draft.expires_at,
        "onward": open_page(visit.answers),
    }
    return page(visit.request, "later", context)


@require_POST
@with_draft
def close(visit: Visit) -> HttpResponse:
    """Let this device forget the draft; the link still opens it."""
    if WORD not in visit.answers:
        return HttpResponseRedirect(reverse("join-later"))
    response = page(visit.request, "closed")
    give_pass(response, visit.held.closed())
    return response


@require_safe
@never_cache
def resume(request: HttpRequest, secret: str) -> HttpResponse:
    """A link that was followed: the secret moves from the address into the cookie, locked.

    One that opens nothing leads away too, so that no log of faults ever holds a secret.
    """
    draft = _resumable(secret)
    if draft is None:
        return HttpResponseRedirect(reverse("join-gone"))
    held = read_pass(request)
    response = HttpResponseRedirect(reverse("join-back"))
    give_pass(response, Pass(secret=held.secret, locked=secret))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        # A new device speaks as the one did on which she began.
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, draft.language, samesite="Lax")
    return response


@both
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Who comes by a link gives the word; then the answers are shown again."""
    held = read_pass(request)
    draft = _resumable(held.locked)
    if draft is None:
        return gone(request)
    form = WordForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if not limits.may_try_word(request, held.locked):
            form.add_error("word", _("That was tried too often. Wait an hour, then try again."))
        elif check_password(folded(form.cleaned_data["word"]), draft.answers[WORD]["hash"]):
            opened = HttpResponseRedirect(open_page(draft.answers))
            give_pass(opened, held.unlocked())
            return opened
        else:
            form.add_error("word", _("That is not the word or number you chose"))
    response = page(request, "back", {"form": form})
    give_pass(response, held)
    return response


def _resumable(secret: str) -> HeldDraft | None:
    """A draft that is not sent and has a word; nothing tells the others apart."""
    try:
        draft = held_draft(secret, clock.now())
    except DraftGoneError:
        return None
    return None if draft.is_sent or WORD not in draft.answers else draft
