"""Files of boundaries: GeoJSON of one area set."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from flyingstart.kernel.api import (
    Actor,
    CheckedFile,
    ImportKind,
    ImportMisused,
    ImportOptions,
    ImportRefused,
    Problem,
    imports,
)
from flyingstart.places.enums import AreaKind
from flyingstart.places.errors import NoAuthorityError
from flyingstart.places.models import Area, AreaPart, AreaSet, Authority
from flyingstart.places.operations.boundaries import BATCH, PlannedOutline, keep_outlines
from flyingstart.places.queries.areas import area_sets, authority, find_area_set
from flyingstart.places.queries.held import outlines_by_set, points_within, printed_codes
from flyingstart.places.rules.features import Feature, is_named_in, read_features
from flyingstart.places.rules.points import AreaFinder
from flyingstart.places.rules.shapes import NotDegreesError, Outline, ShapeError, read_outline

MEGABYTE = 1024 * 1024
LONGEST_CODE, LONGEST_NAME = 40, 200


class Boundaries(ImportKind[Path]):
    """The outlines of the areas of a set."""

    name = "boundaries"
    title = "Boundaries of the areas of a set, as GeoJSON in WGS84"
    reads = "bytes"
    limit_bytes = 100 * MEGABYTE
    # Postcodes are found by the outlines.
    lock = "geography"

    def check(self, content: Path, options: ImportOptions) -> CheckedFile:
        """Judge every feature against the areas of the set."""
        area_set = _area_set(options)
        features = read_features(content, AreaKind(area_set.kind))
        judge = _Judge(area_set, _authority(), features)
        for feature in features:
            judge.take(feature)
        return judge.checked()

    def commit(
        self, checked: CheckedFile, options: ImportOptions, *, by: Actor, at: dt.datetime
    ) -> None:
        """Write the outlines and say anew where postcodes lie."""
        keep_outlines(area_set_id=_area_set(options).pk, outlines=checked.plan, by=by, at=at)

    def export(self) -> Sequence[dict[str, str]]:
        """Not as a table: outlines go into no cells."""
        raise ImportRefused(
            "boundaries are no table and are not exported; every file that came in is kept as it "
            "was, with its import"
        )


def _authority() -> Authority:
    try:
        return authority()
    except NoAuthorityError as fault:
        raise ImportRefused(str(fault)) from None


def _area_set(options: ImportOptions) -> AreaSet:
    known = ", ".join(area_sets().values_list("code", flat=True)) or "none"
    if not options.area_set:
        raise ImportMisused(f"say with --area-set whose boundaries these are: {known}")
    found = find_area_set(options.area_set)
    if found is None:
        raise ImportMisused(f"there is no area set {options.area_set}; known: {known}")
    whole = AreaPart.objects.filter(whole__area_set=found).select_related("part__area_set").first()
    if whole:
        raise ImportRefused(
            f"the areas of {found.code} are made of areas of {whole.part.area_set.code}: their "
            "boundaries follow from those"
        )
    return found


class _Judge:
    """Judges features one by one; a code that comes twice is rejected wherever it stands."""

    def __init__(self, area_set: AreaSet, ours: Authority, features: Sequence[Feature]) -> None:
        self._set, self._ours = area_set, ours
        # Names tell districts apart only where some are named after ours.
        self._names_tell = area_set.kind == AreaKind.LSOA and any(
            is_named_in(feature.district_name, ours.name) for feature in features
        )
        self._held = {
            code: (pk, name, geometry)
            for pk, code, name, geometry in Area.objects.filter(area_set=area_set).values_list(
                "pk", "code", "name", "geometry"
            )
        }
        self._skipped = 0
        self._taken: dict[str, tuple[Feature, Outline]] = {}
        self._rows: dict[str, list[int]] = {}
        self._errors: list[Problem] = []
        self._warnings: list[Problem] = []

    def take(self, feature: Feature) -> None:
        """Judge a feature."""
        if self._is_elsewhere(feature):
            self._skipped += 1
            return
        if fault := self._fault(feature):
            self._errors.append(Problem(feature.number, "", fault))
            return
        self._rows.setdefault(feature.code, []).append(feature.number)
        try:
            outline = read_outline(feature.geometry)
        except NotDegreesError as fault:
            raise ImportRefused(str(fault)) from None
        except ShapeError as fault:
            self._errors.append(Problem(feature.number, "geometry", f"{feature.code}: {fault}"))
            return
        self._taken[feature.code] = (feature, outline)

    def _is_elsewhere(self, feature: Feature) -> bool:
        """Whether a feature is of another district, as far as the file says."""
        if feature.code in self._held:
            return False
        if feature.district:
            return feature.district != self._ours.code
        named = feature.district_name if self._names_tell else ""
        return bool(named) and not is_named_in(named, self._ours.name)

    def _fault(self, feature: Feature) -> str:
        if not feature.code:
            return "the code is missing"
        if len(feature.code) > LONGEST_CODE or len(feature.name) > LONGEST_NAME:
            return "the code or the name is too long"
        # The pack lists wards; LSOAs come with files.
        if self._set.kind != AreaKind.LSOA and self._held and feature.code not in self._held:
            return f"{feature.code} is no area of {self._set.code}; perhaps of another edition"
        return ""

    def checked(self) -> CheckedFile:
        """The outcome of all features."""
        for code, rows in self._rows.items():
            if len(rows) > 1:
                self._taken.pop(code, None)
                told = {problem.row for problem in self._errors}
                self._errors += [
                    Problem(row, "", f"{code} is there {len(rows)} times")
                    for row in rows
                    if row not in told
                ]
        if not self._taken and not self._errors:
            raise ImportRefused(f"the file holds no area of {self._ours.name}")
        outcomes = Counter(self._outcome(code) for code in self._taken)
        located, disagreements = self._survey()
        return CheckedFile(
            new=outcomes["new"],
            changed=outcomes["changed"],
            unchanged=outcomes["unchanged"],
            skipped=self._skipped,
            rejected=len({problem.row for problem in self._errors}),
            errors=sorted(self._errors, key=lambda problem: problem.row),
            warnings=[*self._remarks(), *self._warnings],
            extra={
                "located": {self._set.code: located},
                "disagreements": {self._set.code: disagreements},
            },
            plan={
                code: PlannedOutline(feature.name, outline.geometry)
                for code, (feature, outline) in self._taken.items()
            },
        )

    def _outcome(self, code: str) -> str:
        feature, outline = self._taken[code]
        _, name, geometry = self._held.get(code, (0, "", None))
        if geometry is None:
            return "new"
        renamed = name == code and feature.name not in {"", code}
        return "unchanged" if geometry == outline.geometry and not renamed else "changed"

    def _remarks(self) -> list[Problem]:
        remarks = []
        for code, (feature, outline) in self._taken.items():
            if outline.remark:
                remarks.append(Problem(feature.number, "geometry", f"{code}: {outline.remark}"))
            name = self._held.get(code, (0, code, None))[1]
            if feature.name and name not in {code, feature.name}:
                words = (
                    f"{code} is {name} in the pack and {feature.name} here; the pack's name stays"
                )
                remarks.append(Problem(feature.number, "name", words))
        return remarks

    def _survey(self) -> tuple[int, int]:
        """How many postcodes held will lie in the set, and how many of those print another area."""
        codes = {pk: code for code, (pk, _, _) in self._held.items()}
        outlines = {codes[pk]: geometry for pk, geometry in outlines_by_set().get(self._set.pk, ())}
        outlines |= {code: outline.geometry for code, (_, outline) in self._taken.items()}
        order = sorted(outlines)
        if not order:
            return 0, 0
        finder = AreaFinder((place, outlines[code]) for place, code in enumerate(order))
        located = disagreements = 0
        for batch in points_within(finder.bounds, batch=BATCH):
            places = finder.find([(point.longitude, point.latitude) for point in batch])
            printed = printed_codes([point.id for point in batch])
            for point, place in zip(batch, places, strict=True):
                if place is None:
                    continue
                located += 1
                said = dict(printed.get(point.id, ())).get(self._set.pk, order[place])
                disagreements += said != order[place]
        if disagreements:
            words = (
                f"postcodes that lie by their point in another area of {self._set.code} than "
                f"their file printed: {disagreements:,}; both are kept, the point counts"
            )
            self._warnings.append(Problem(1, "", words))
        return located, disagreements


BOUNDARIES = imports.register(Boundaries.name, Boundaries())
