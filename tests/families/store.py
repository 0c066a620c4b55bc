"""A database of registrations in plain Python: what the rules plan is written here, and the
promises of the real tables are kept."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flyingstart.families.codes import CodeIndex, KnownCode
from flyingstart.families.queries.held import Held, Home, PersonState, Registered, Tie
from flyingstart.families.rules.person import PlannedPerson
from flyingstart.families.rules.registrations import check_registrations
from flyingstart.families.rules.rows import RegistrationRow
from flyingstart.kernel.intake.api import Verdict

Row = Mapping[str, str]
TODAY = dt.date(2026, 1, 1)
KNOWN_POSTCODES = {"LU9 1AA", "LU9 1AB", "LU9 1AD"}
ETHNICITIES = CodeIndex(
    [
        (KnownCode(code="WBRI", label="White British"), ["13"]),
        (KnownCode(code="APKN", label="Pakistani"), []),
    ]
)
LANGUAGES = CodeIndex([(KnownCode(code="pol", label="Polish"), ["pl"])])


def as_row(cells: Row, number: int = 2) -> RegistrationRow:
    """A row of a file; cells that are not given are blank."""
    names = RegistrationRow._fields[1:]
    return RegistrationRow(number, **{name: cells.get(name, "") for name in names})


def as_rows(rows: Iterable[Row]) -> list[RegistrationRow]:
    """The rows below the heading."""
    return [as_row(cells, number) for number, cells in enumerate(rows, start=2)]


@dataclass
class Store:
    """People by id and by ref, families by ref."""

    people: dict[str, int] = field(default_factory=dict)
    families: dict[str, int] = field(default_factory=dict)
    states: dict[int, PersonState] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: itertools.count(1))

    def check(
        self, rows: Sequence[Row], as_of: dt.date, today: dt.date = TODAY
    ) -> Verdict[PlannedPerson]:
        """What a file would do."""
        held = Held(
            people=self.people,
            families=self.families,
            states=self.states,
            ethnicities=ETHNICITIES,
            languages=LANGUAGES,
            known_postcodes=KNOWN_POSTCODES,
            nhs_numbers={},
        )
        return check_registrations(as_rows(rows), held, as_of=as_of, today=today)

    def take(
        self, rows: Sequence[Row], as_of: dt.date, today: dt.date = TODAY
    ) -> Verdict[PlannedPerson]:
        """Check a file and write its good rows."""
        verdict = self.check(rows, as_of, today)
        for planned in verdict.plan:
            self._write(planned)
        return verdict

    def __getitem__(self, ref: str) -> PersonState:
        return self.states[self.people[ref]]

    def family(self, key: int | str | None) -> str:
        """What a family is called."""
        return next(ref for ref, pk in self.families.items() if pk == key)

    def ties(self, ref: str) -> set[tuple[str, str, dt.date | None, dt.date | None]]:
        """A person's ties with the families' refs."""
        return {(self.family(t.family), *t[2:]) for t in self[ref].ties}

    def homes(self, ref: str) -> set[tuple[str, bool, str, dt.date | None, dt.date | None]]:
        """A person's addresses: family, main or not, postcode as written, and days."""
        return {
            (
                self.family(h.family),
                h.is_main,
                h.lines.postcode_as_written,
                h.starts_on,
                h.ends_on,
            )
            for h in self[ref].homes
        }

    def _write(self, planned: PlannedPerson) -> None:
        pk = planned.id or next(self.ids)
        assert planned.before == self.states.get(pk)
        if planned.id is None:
            assert planned.ref not in self.people
            self.people[planned.ref] = pk
        for tie in planned.after.ties:
            if isinstance(tie.family, str):
                self.families.setdefault(tie.family, next(self.ids))
        after = planned.after
        state = replace(
            after,
            ties=self._stored(after.ties),
            homes=self._stored(after.homes),
            registrations=self._stored(after.registrations),
            pregnancies=self._stored(after.pregnancies),
        )
        promises(state)
        self.states[pk] = state

    def _stored(self, parts: Iterable[Any]) -> tuple[Any, ...]:
        stored = (
            part._replace(
                id=part.id or next(self.ids),
                family=self.families[part.family] if isinstance(part.family, str) else part.family,
            )
            for part in parts
        )
        return tuple(sorted(stored, key=lambda part: part.id))


def promises(state: PersonState) -> None:
    """What the constraints of the real tables hold."""
    stretches: list[Tie | Home] = [*state.ties, *state.homes]
    for stretch in stretches:
        if stretch.starts_on and stretch.ends_on:
            assert stretch.starts_on < stretch.ends_on
    for one, other in itertools.combinations(state.ties, 2):
        assert one.family != other.family or not _overlap(one, other)
    for a, b in itertools.combinations(state.homes, 2):
        rivals = a.family == b.family or (a.is_main and b.is_main)
        assert not rivals or not _overlap(a, b)
    for r, s in itertools.combinations(state.registrations, 2):
        assert r.family != s.family or not _registered_together(r, s)
    for family in {p.family for p in state.pregnancies}:
        assert sum(not p.outcome for p in state.pregnancies if p.family == family) <= 1


def _overlap(a: Tie | Home, b: Tie | Home) -> bool:
    starts = max(a.starts_on or dt.date.min, b.starts_on or dt.date.min)
    return starts < min(a.ends_on or dt.date.max, b.ends_on or dt.date.max)


def _registered_together(a: Registered, b: Registered) -> bool:
    spans = [
        (r.registered_on, r.left_on or dt.date.max)
        for r in (a, b)
        if r.left_on is None or r.registered_on < r.left_on
    ]
    return len(spans) == 2 and max(s for s, _ in spans) < min(e for _, e in spans)
