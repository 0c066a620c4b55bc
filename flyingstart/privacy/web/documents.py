"""The documents, as pages and as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from flyingstart.accounts.api import requires
from flyingstart.design.api import Card, authority
from flyingstart.kernel.api import clock
from flyingstart.privacy.files.documents import Document, title_of, written
from flyingstart.privacy.files.pdf import as_pdf
from flyingstart.privacy.web.base import PROTECT


@require_safe
@requires(PROTECT)
def documents(request: HttpRequest) -> HttpResponse:
    """Which there are."""
    about = {
        Document.ASSESSMENT: _("What is held, the risks, and what stands against them."),
        Document.POLICY: _("How special categories of data are kept safe and erased."),
        Document.ASSETS: _("Every record, who keeps it, why and how long."),
    }
    cards = [
        Card(title=title_of(one), text=about[one], href=reverse("privacy-document", args=[one]))
        for one in Document
    ]
    return TemplateResponse(request, "privacy/documents.jinja", {"cards": cards})


@require_safe
@requires(PROTECT)
def document(request: HttpRequest, name: str) -> HttpResponse:
    """One of them, as it stands today."""
    if name not in list(Document):
        raise Http404
    asked = Document(name)
    page = written(asked, authority=authority(request), now=clock.now())
    if request.GET.get("file") == "pdf":
        return HttpResponse(
            as_pdf(page),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{asked.value}.pdf"'},
        )
    context = {"page": page, "pdf": f"{request.path}?file=pdf"}
    return TemplateResponse(request, "privacy/document.jinja", context)
