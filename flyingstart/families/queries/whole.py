"""A family as its page shows it, through merges: so many queries, however many people and entries.

Two homes are kept apart. Of a child who lives in another family too, the page of this one says that
it does, and nothing of that family: no address, no phone, nobody's name. Of somebody whose home is
hidden from the reader there is no address, no way to reach them and nothing near them (ADR 0020).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flyingstart.accounts.api import User
from flyingstart.families.enums import CodeKind
from flyingstart.families.models import (
    ContactDetail,
    Family,
    FamilyPlace,
    FamilyRef,
    FamilyTie,
    Merge,
    MessagePause,
    Need,
    Person,
    PersonRef,
    Registration,
    WarningNote,
)
from flyingstart.families.queries.codes import code_labels
from flyingstart.families.queries.held import Answers, Home, PersonState, Pregnancy, Tie
from flyingstart.families.queries.hiding import hidden_people, masked_people
from flyingstart.families.queries.merged import (
    Records,
    family_records,
    own_of,
    person_records,
    person_roots,
)
from flyingstart.families.queries.people import family_seen, people_by_id, rows_of_people
from flyingstart.families.queries.registrations import person_states
from flyingstart.families.queries.together import in_force, spoken, visible
from flyingstart.families.queries.told import written_on
from flyingstart.kernel.api import birthdays

Day = dt.date
DATED = ("gp_practice", "health_visiting_team", "setting")


@dataclass(frozen=True, kw_only=True)
class WholeNeed:
    """A need, who says so, and for how long."""

    id: int
    code: str
    label: str
    source: str
    starts_on: Day | None
    ends_on: Day | None


@dataclass(frozen=True, kw_only=True)
class WholeDetail:
    """A phone number or email address; `ended_at` None: in use."""

    kind: str
    value: str
    ended_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class WholeHome:
    """An address with this family. `is_now`: on the day asked."""

    lines: tuple[str, ...]
    postcode: str
    is_main: bool
    starts_on: Day | None
    ends_on: Day | None
    is_now: bool


@dataclass(frozen=True, kw_only=True)
class WholeRegistration:
    """A registration in this family, and the privacy notice that was shown; "": not known."""

    registered_on: Day
    left_on: Day | None
    notice_version: str
    came_by: str


@dataclass(frozen=True, kw_only=True)
class WholeMember:
    """Somebody of a family. The last place in it is given: `ends_on` None, still.

    Of those who are there no longer only names, role and days are given; of the dead neither age
    nor birthday. `age` is in years and `months` in months. `answers` are what records say together.
    `home_is_masked`: hidden, and from this reader: what tells of the place is left out.
    """

    person: Person
    name: str
    role: str
    relationship: str
    starts_on: Day | None
    ends_on: Day | None
    died_on: Day | None
    age: int | None = None
    months: int | None = None
    answers: Answers | None = None
    read_language: str = ""
    health_visiting_team: str = ""
    told: Mapping[str, Day] = field(default_factory=dict)
    """Since when practice, health-visiting team and setting are written as they stand."""
    home_is_hidden: bool = False
    home_is_masked: bool = False
    lives_elsewhere_too: bool = False
    main_home_is_elsewhere: bool = False
    homes: Sequence[WholeHome] = ()
    needs: Sequence[WholeNeed] = ()
    details: Sequence[WholeDetail] = ()
    registrations: Sequence[WholeRegistration] = ()
    expected: Sequence[Pregnancy] = ()
    refs: Sequence[tuple[str, str]] = ()
    merged_from: Sequence[uuid.UUID] = ()


@dataclass(frozen=True, kw_only=True)
class WholeFamily:
    """A family with everyone who ever belonged to it, each in one of the three lists.

    `family` is the record that stays; `records` are the internal ids of all that speak for it.
    `pauses`: while there is one, nothing is sent to anybody of the family.
    """

    family: Family
    records: tuple[int, ...]
    present: Sequence[WholeMember]
    former: Sequence[WholeMember]
    died: Sequence[WholeMember]
    warnings: Sequence[WarningNote]
    pauses: Sequence[MessagePause]
    places: Sequence[FamilyPlace]
    refs: Sequence[tuple[str, str]]
    merges: Sequence[Merge]


def whole_family(family: Family, *, user: User, on: Day) -> WholeFamily:
    """A family on a day as a user may see it; of one that was merged, the one that was kept.

    Raises `Family.DoesNotExist` for who may not see it.
    """
    root = family_seen(family, user=user)
    records = family_records([root.pk])[root.pk]
    read = _Read(root.pk, records, on, user)
    members = [read.member(pk) for pk in read.people]
    alive = [member for member in members if member.died_on is None]
    warnings = WarningNote.objects.filter(family__in=records, ended_at=None).visible_to(user)
    places = FamilyPlace.objects.filter(family__in=records, ends_on=None)
    return WholeFamily(
        family=root,
        records=records,
        present=[m for m in alive if m.answers is not None],
        former=[m for m in alive if m.answers is None],
        died=[m for m in members if m.died_on is not None],
        warnings=list(warnings.select_related("person").order_by("-written_at", "-pk")),
        pauses=list(MessagePause.objects.filter(family__in=records, resumed_at=None)),
        places=[]
        if read.masked
        else list(places.select_related("neighbourhood", "site").order_by("starts_on", "pk")),
        refs=[ref for own in _refs(FamilyRef, "family", records).values() for ref in own],
        merges=list(
            Merge.objects.filter(kept_family__in=records, undone_at=None).order_by("merged_at")
        ),
    )


class _Read:
    """Everything held of the people of a family, read once."""

    def __init__(self, family: int, records: Sequence[int], on: Day, user: User) -> None:
        self._family, self._on = family, on
        tied = set(FamilyTie.objects.filter(family__in=records).values_list("person_id", flat=True))
        self.people = sorted(set(person_roots(tied).values()))
        self.hidden = hidden_people(self.people)
        self.masked = masked_people(user, self.hidden)
        self._records: Records = person_records(self.people)
        everyone = own_of(self._records)
        self._rows = people_by_id(everyone)
        self._states = person_states(self.people)
        self._words = {row.pk: row.relationship for row in rows_of_people(FamilyTie, everyone)}
        self._notices = {row.pk: row for row in rows_of_people(Registration, everyone)}
        self._labels = code_labels(CodeKind.NEED)
        self._needs = _by_person(rows_of_people(Need, everyone))
        self._details = _by_person(rows_of_people(ContactDetail, everyone))
        self._told = written_on(everyone, DATED)
        self._refs = _refs(PersonRef, "person", everyone)

    def member(self, pk: int) -> WholeMember:
        """Somebody of the family, as much as is shown of them."""
        state, rows = self._states[pk], [self._rows[record] for record in self._records[pk]]
        tie = self._tie(state)
        given: dict[str, Any] = {
            "person": rows[0],
            "name": f"{state.answers.given_name} {state.answers.family_name}".strip(),
            "role": tie.role,
            "relationship": self._words.get(tie.id or 0, ""),
            "starts_on": tie.starts_on,
            "ends_on": tie.ends_on,
            "died_on": spoken([row.died_on for row in rows]),
        }
        if given["died_on"] is not None or not self._holds(tie):
            return WholeMember(**given)
        born = state.answers.date_of_birth
        elsewhere = [t for t in state.ties if t.family != self._family and self._holds(t)]
        main = next((h for h in state.homes if h.is_main and self._holds(h)), None)
        masked = pk in self.masked
        answers = state.answers
        if masked:
            # What is near somebody tells where they live.
            answers = answers._replace(gp_practice="", setting="")
        return WholeMember(
            **given,
            age=birthdays.age_on(born, self._on) if born else None,
            months=_months(born, self._on) if born else None,
            answers=answers,
            read_language=spoken([row.read_language for row in rows]),
            health_visiting_team="" if masked else spoken([r.health_visiting_team for r in rows]),
            told={} if masked else self._told_of(pk),
            home_is_hidden=pk in self.hidden,
            home_is_masked=masked,
            lives_elsewhere_too=bool(elsewhere),
            main_home_is_elsewhere=main is not None and not self._is_ours(main) and not masked,
            homes=[]
            if masked
            else [self._home(home) for home in _newest(state.homes) if self._is_ours(home)],
            needs=list(self._needs_of(pk)),
            details=[] if masked else list(_in_use_first(self._all(self._details, pk))),
            registrations=list(self._registrations(state)),
            expected=[p for p in state.pregnancies if p.family == self._family and not p.outcome],
            refs=[ref for record in self._records[pk] for ref in self._refs.get(record, [])],
            merged_from=[row.public_id for row in rows[1:]],
        )

    def _told_of(self, pk: int) -> dict[str, Day]:
        """The record that speaks first says since when."""
        found: dict[str, Day] = {}
        for record in self._records[pk]:
            for column, (_, day) in self._told.get(record, {}).items():
                found.setdefault(column, day)
        return found

    def _tie(self, state: PersonState) -> Tie:
        """The place in the family on the day, else the last one."""
        own = [tie for tie in state.ties if tie.family == self._family]
        now = [tie for tie in own if self._holds(tie)]
        return max(now or own, key=lambda tie: (tie.ends_on or dt.date.max, tie.id or 0))

    def _holds(self, part: Tie | Home) -> bool:
        return in_force((part.starts_on, part.ends_on), self._on)

    def _is_ours(self, home: Home) -> bool:
        return home.family in {self._family, None}

    def _home(self, home: Home) -> WholeHome:
        lines = (home.lines.line_1, home.lines.line_2, home.lines.town)
        return WholeHome(
            lines=tuple(line for line in lines if line),
            postcode=home.lines.postcode or home.lines.postcode_as_written,
            is_main=home.is_main,
            starts_on=home.starts_on,
            ends_on=home.ends_on,
            is_now=self._holds(home),
        )

    def _needs_of(self, pk: int) -> Iterable[WholeNeed]:
        """Each need once: a day is said by the record that speaks first."""
        taken: dict[str, list[tuple[Day | None, Day | None]]] = defaultdict(list)
        for need in self._all(self._needs, pk):
            for starts, ends in visible((need.starts_on, need.ends_on), taken[need.code]):
                yield WholeNeed(
                    id=need.pk,
                    code=need.code,
                    label=self._labels.get(need.code, need.code),
                    source=need.source,
                    starts_on=starts,
                    ends_on=ends,
                )
            taken[need.code].append((need.starts_on, need.ends_on))

    def _registrations(self, state: PersonState) -> Iterable[WholeRegistration]:
        for own in state.registrations:
            if own.family == self._family:
                row = self._notices[own.id or 0]
                yield WholeRegistration(
                    registered_on=own.registered_on,
                    left_on=own.left_on,
                    notice_version=row.notice_version,
                    came_by=row.came_by,
                )

    def _all(self, rows: Mapping[int, list[Any]], pk: int) -> list[Any]:
        return [row for record in self._records[pk] for row in rows.get(record, [])]


def _newest(homes: Iterable[Home]) -> list[Home]:
    return sorted(homes, key=lambda home: home.starts_on or dt.date.min, reverse=True)


def _in_use_first(rows: Iterable[ContactDetail]) -> Iterable[WholeDetail]:
    """Every number and address once: those in use, the kept record's first, then the others."""
    seen: set[tuple[str, str]] = set()
    for row in sorted(rows, key=lambda row: row.ended_at is not None):
        if (row.kind, row.value) not in seen:
            seen.add((row.kind, row.value))
            yield WholeDetail(kind=row.kind, value=row.value, ended_at=row.ended_at)


def _by_person(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.person_id].append(row)
    return groups


def _refs(
    model: type[PersonRef | FamilyRef], whose: str, ids: Iterable[int]
) -> Mapping[int, list[tuple[str, str]]]:
    groups: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = model._base_manager.filter(**{f"{whose}__in": list(ids)}).order_by("pk")
    for pk, source, ref in rows.values_list(f"{whose}_id", "source", "ref"):
        groups[pk].append((source, ref))
    return groups


def _months(born: Day, on: Day) -> int:
    """Whole months of age."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
