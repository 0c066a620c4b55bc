"""The rows of a pack, one by one; releasing it; handing it over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.accounts.api import requires
from flyingstart.design.api import ChoiceFilter, Column, Table, formats, forms, show
from flyingstart.families.api import masked_people
from flyingstart.kernel.api import actor_of, clock, records
from flyingstart.privacy.enums import LAW_OF, Decision, HeldFor, Owner, Withheld
from flyingstart.privacy.errors import PrivacyError
from flyingstart.privacy.files.words import NOT_READ, heading, labels_of, readable, value_words
from flyingstart.privacy.models import Pack, PackRow, SubjectRequest
from flyingstart.privacy.operations.packing import (
    decide_row,
    decide_rows,
    release_pack,
    serve_pack,
)
from flyingstart.privacy.rules.packing import alike, goes_out, waits
from flyingstart.privacy.rules.redacting import without
from flyingstart.privacy.web.asking import FORM, KIND, request_or_404
from flyingstart.privacy.web.base import PROTECT, SmallForm, answer, note_opening, sent, user_of

WAITS, OUT, BACK = "waits", "out", "back"
PACK, HOME = "access pack", "home"


class RowForm(forms.Form):
    """What becomes of a row; a field for each column of free words follows."""

    marks_optional = False

    owner = forms.SelectField(
        label=gettext_lazy("Did it come from another organisation?"),
        choices=Owner.choices,
        required=False,
        empty_words=gettext_lazy("No"),
    )
    owner_asked_on = forms.DateField(
        label=gettext_lazy("When were they asked?"),
        hint=gettext_lazy("Leave it empty when it is our own"),
        required=False,
        latest=clock.today,
    )
    owner_agrees = forms.CheckboxField(
        label=gettext_lazy("They agree that it is handed over"), required=False
    )
    decision = forms.RadiosField(
        label=gettext_lazy("What becomes of it?"), choices=Decision.choices, coerce=Decision
    )
    reason = forms.RadiosField(
        label=gettext_lazy("Why is it kept back?"),
        choices=Withheld.choices,
        choice_hints=LAW_OF,
        coerce=Withheld,
    )
    why = forms.TextAreaField(
        label=gettext_lazy("What makes it so here?"),
        called=gettext_lazy("what makes it so"),
        rows=3,
        max_length=2_000,
    )

    class Rules:
        """A reason is asked of what is kept back."""

        only_when = {"reason": ("decision", "withhold"), "why": ("decision", "withhold")}

    def __init__(self, *args: Any, row: PackRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = list(row.words)
        for name in self.columns:
            self.fields[f"words_{name}"] = forms.TextAreaField(
                label=_("%(what)s, as it is handed over") % {"what": heading(name)},
                hint=_("Names, numbers and addresses of others are blanked. Read it all the same"),
                required=False,
                rows=6,
                max_length=20_000,
            )
            self.initial.setdefault(f"words_{name}", row.words[name])

    @property
    def words(self) -> dict[str, str]:
        """What stands in the place of free words, of a valid form."""
        return {name: self.cleaned_data[f"words_{name}"] for name in self.columns}


class AlikeForm(forms.Form):
    """What becomes of several rows."""

    marks_optional = False

    decision = forms.RadiosField(
        label=gettext_lazy("What becomes of all of them?"),
        choices=Decision.choices,
        coerce=Decision,
    )
    reason = forms.RadiosField(
        label=gettext_lazy("Why are they kept back?"),
        choices=Withheld.choices,
        choice_hints=LAW_OF,
        coerce=Withheld,
    )
    why = forms.TextAreaField(
        label=gettext_lazy("What makes it so here?"),
        called=gettext_lazy("what makes it so"),
        rows=3,
        max_length=2_000,
    )

    class Rules:
        """A reason is asked of what is kept back."""

        only_when = {"reason": ("decision", "withhold"), "why": ("decision", "withhold")}


class HandForm(forms.Form):
    """Who gets the pack."""

    served_to = forms.TextField(
        label=gettext_lazy("Who gets it, and how?"),
        hint=gettext_lazy("Such as: handed to her at the hub"),
        called=gettext_lazy("who gets it"),
        max_length=300,
        autocomplete="off",
    )
    checked = forms.CheckboxField(
        label=gettext_lazy("I have checked that this is the person who may have it")
    )


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row in the list."""

    number: int
    record: str
    words: str
    state: str
    why: str
    href: str


@require_safe
@requires(PROTECT)
def rows(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All rows, those that wait first."""
    asked = request_or_404(request, public_id)
    note_opening(request, KIND, asked.public_id)
    held = list(asked.rows.all())
    masked = _is_masked(request, asked)
    lines = [
        _line(asked, row, masked=masked)
        for row in sorted(held, key=lambda row: (not waits(row), row.number))
    ]
    table = Table(
        key="rows",
        caption=_("What is held"),
        columns=[
            Column(
                key="record",
                heading=_("Record"),
                value=lambda line: line.record,
                link=lambda line: line.href,
                link_of=lambda line: f"{line.number}",
            ),
            Column(key="state", heading=_("Becomes"), value=_becomes),
            Column(key="words", heading=_("It says"), value=lambda line: line.words),
        ],
        rows=lines,
        filters=[
            ChoiceFilter(
                key="state",
                label=_("Becomes"),
                choices=[(state, state_words(state)) for state in (WAITS, OUT, BACK)],
                keep=lambda line, value: line.state == value,
            )
        ],
        exportable=False,
        page_size=100,
        empty=_("Nothing is held."),
    )
    context = {
        "asked": asked,
        "table": show(table, request.GET),
        "waiting": sum(waits(row) for row in held),
        "open": asked.released_at is None and asked.closed_at is None,
        "together": list(_together(asked, held)),
    }
    return TemplateResponse(request, "privacy/rows.jinja", context)


@require_http_methods(FORM)
@requires(PROTECT)
def row(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """One row: hand it over, or keep it back."""
    asked = request_or_404(request, public_id)
    held = asked.rows.filter(number=number).first()
    if held is None:
        raise Http404
    note_opening(request, KIND, asked.public_id)
    if _tells_where(held) and _is_masked(request, asked):
        # Whoever decides about it has to read it: here, and on record.
        note_opening(request, HOME, asked.person.public_id)
    initial = {
        name: getattr(held, name)
        for name in ("owner", "owner_asked_on", "owner_agrees", "decision", "reason", "why")
    }
    form = RowForm(sent(request), row=held, initial=initial)
    page = SmallForm(
        title=_("Row %(number)d: %(record)s")
        % {"number": held.number, "record": heading(held.record)},
        caption=str(asked.person),
        form=form,
        save=lambda said: decide_row(
            row=held,
            decision=said["decision"],
            reason=said["reason"] or None,
            why=said["why"],
            words=form.words,
            owner=Owner(said["owner"]) if said["owner"] else None,
            owner_asked_on=said["owner_asked_on"],
            owner_agrees=said["owner_agrees"] if said["owner"] else None,
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is decided."),
        back=reverse("privacy-rows", args=[asked.public_id]),
        then=lambda _made: _next_row(asked, held),
        facts=_facts_of(held),
        foreseen=_foreseen(held),
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def together(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """All rows that wait for the same reason as one of them."""
    asked = request_or_404(request, public_id)
    held = list(asked.rows.all())
    first = next((row for row in held if row.number == number and waits(row)), None)
    if first is None or not first.held_back:
        raise Http404
    note_opening(request, KIND, asked.public_id)
    group = [row for row in held if waits(row) and alike(row, first)]
    masked = _is_masked(request, asked)
    page = SmallForm(
        title=_("%(count)s rows: %(record)s")
        % {"count": formats.number(len(group)), "record": heading(first.record)},
        caption=str(asked.person),
        form=AlikeForm(sent(request)),
        save=lambda said: decide_rows(
            rows=group,
            decision=said["decision"],
            reason=said["reason"] or None,
            why=said["why"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("They are decided."),
        back=reverse("privacy-rows", args=[asked.public_id]),
        facts=[
            (_("Row %(number)d") % {"number": row.number}, _words_of(row, masked=masked))
            for row in group
        ],
        foreseen=_foreseen(first),
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def release(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make the pack and seal it."""
    asked = request_or_404(request, public_id)
    held = list(asked.rows.all())
    out = sum(goes_out(row) for row in held)
    page = SmallForm(
        title=_("Release the pack"),
        caption=str(asked.person),
        form=forms.Form(sent(request)),
        save=lambda _said: release_pack(request=asked, by=actor_of(request), at=clock.now()),
        done=_("The pack is sealed. It can be taken out once."),
        back=reverse("privacy-request", args=[asked.public_id]),
        button=_("Release"),
        is_grave=True,
        foreseen=[
            _("%(out)d of %(all)d rows go out.") % {"out": out, "all": len(held)},
            _("Other people’s details and the names of colleagues are left out of all of them."),
            _("The pack does not say what was left out, nor that anything was."),
            _("It is kept sealed for six months, then removed."),
        ],
    )
    return answer(request, page)


@require_http_methods(FORM)
@requires(PROTECT)
def pack(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the pack out, once."""
    asked = request_or_404(request, public_id)
    held = Pack.objects.filter(request=asked).first()
    if held is None:
        raise Http404
    form = HandForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            content = serve_pack(
                pack=held,
                served_to=form.cleaned_data["served_to"],
                by=actor_of(request),
                at=clock.now(),
            )
        except PrivacyError as fault:
            form.add_error(None, str(fault))
        else:
            note_opening(request, PACK, held.public_id)
            return HttpResponse(
                content,
                content_type="application/zip",
                headers={
                    "Content-Disposition": 'attachment; filename="what-we-hold.zip"',
                    "Cache-Control": "no-store",
                },
            )
    page = SmallForm(
        title=_("Hand the pack over"),
        caption=str(asked.person),
        form=form,
        save=lambda _said: None,
        done="",
        back=reverse("privacy-request", args=[asked.public_id]),
        foreseen=[
            _("The pack is downloaded: pages to read, and two data files."),
            _("It can be taken out once. Who gets it is written down."),
        ],
    )
    context = {"page": page, "form": form, "button": _("Take it out")}
    return TemplateResponse(request, "privacy/edit.jinja", context)


def state_words(state: str) -> str:
    """What becomes of a row, in words."""
    return {WAITS: _("waits for you"), OUT: _("goes out"), BACK: _("is kept back")}[state]


def _becomes(line: Line) -> str:
    """What becomes of a row, and why it waits."""
    if line.state != WAITS:
        return state_words(line.state)
    return _("%(state)s: %(why)s") % {"state": state_words(line.state), "why": line.why}


def _is_masked(request: HttpRequest, asked: SubjectRequest) -> bool:
    """Whether the home of the person is hidden from the reader. One query."""
    return bool(masked_people(user_of(request), [asked.person_id]))


def _words_of(held: PackRow, *, masked: bool) -> str:
    """What a row says in a list: no home that is hidden from the reader."""
    values = _shown(held)
    if masked and _tells_where(held):
        return _("Hidden from you in lists: open the row to read it")
    shown = "; ".join(
        f"{what}: {words}" for what, words in readable(values, labels_of(held.record))[:4]
    )
    return shown if len(shown) < 200 else f"{shown[:197]}…"


def _line(asked: SubjectRequest, held: PackRow, *, masked: bool) -> Line:
    return Line(
        number=held.number,
        record=heading(held.record),
        words=_words_of(held, masked=masked),
        state=WAITS if waits(held) else OUT if goes_out(held) else BACK,
        why="; ".join(why_it_waits(held)),
        href=reverse("privacy-row", args=[asked.public_id, held.number]),
    )


def _tells_where(held: PackRow) -> bool:
    columns = records[held.record].tells_where if held.record in records else ()
    return any(held.values.get(name) for name in columns)


def _shown(held: PackRow) -> dict[str, Any]:
    of_others = records[held.record].of_others if held.record in records else ()
    return without(held.values, of_others)


def _facts_of(held: PackRow) -> list[tuple[str, str]]:
    of_others = set(records[held.record].of_others) if held.record in records else set()
    facts = []
    labels = labels_of(held.record)
    for name, value in held.values.items():
        if name not in NOT_READ and (words := value_words(value, labels.get(name))):
            label = heading(name)
            if name in of_others:
                label = _("%(what)s (left out)") % {"what": label}
            facts.append((label, words))
    return facts


def why_it_waits(held: PackRow) -> list[str]:
    """Why a row does not go out by itself, in words; empty where it does."""
    reasons = [str(HeldFor(one).label) for one in held.held_for]
    if held.held_back and not reasons:
        reasons = [str(HeldFor.INSIDE.label)]
    return reasons + [_("somebody wrote freely here")] * held.looked_at


def _foreseen(held: PackRow) -> list[str]:
    said = []
    if HeldFor.OTHER_HOME in held.held_for:
        said.append(
            _(
                "It is of a home that whoever asks does not belong to. Homes must not see each "
                "other: hand it over only if you know that it harms nobody there."
            )
        )
    if HeldFor.HIDDEN_HOME in held.held_for:
        said.append(
            _(
                "Somebody’s home is hidden, and this could show where they live or go. Ask the "
                "safeguarding lead before you hand it over."
            )
        )
    if held.held_back and not said:
        said.append(_("This row stays inside unless you hand it over here."))
    if held.looked_at:
        said.append(
            _("Somebody wrote freely here: it may name others. Read it before it goes out.")
        )
    return said


def _together(asked: SubjectRequest, held: Sequence[PackRow]) -> Iterator[tuple[str, str]]:
    """Rows that wait and can be decided in one, from two on: (words, address)."""
    left = [row for row in held if waits(row) and row.held_back]
    while left:
        first = left[0]
        group = [row for row in left if alike(row, first)]
        left = [row for row in left if row not in group]
        if len(group) > 1:
            words = _("%(count)s rows of %(record)s: %(why)s") % {
                "count": formats.number(len(group)),
                "record": f"“{heading(first.record)}”",
                "why": "; ".join(why_it_waits(first)),
            }
            yield words, reverse("privacy-alike", args=[asked.public_id, first.number])


def _next_row(asked: SubjectRequest, held: PackRow) -> str:
    """The next row that waits, or the list."""
    later = [row for row in asked.rows.all() if waits(row) and row.number != held.number]
    after = [row for row in later if row.number > held.number] or later
    if after:
        return reverse("privacy-row", args=[asked.public_id, after[0].number])
    return reverse("privacy-rows", args=[asked.public_id])
