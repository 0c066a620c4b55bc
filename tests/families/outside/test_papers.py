"""Letters and papers: kept with a scan in the private files, seen by those who may, taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from flyingstart.accounts.api import AccessLog
from flyingstart.families.api import (
    Direction,
    Family,
    FileType,
    Paper,
    PaperError,
    PaperKind,
    Person,
    Sight,
    TextError,
    correct_paper,
    entered_since,
    keep_paper,
    merge_families,
    take_back_paper,
)
from flyingstart.families.errors import NotInFamilyError
from flyingstart.families.papers import LARGEST, read, type_of
from flyingstart.families.records import erase_papers
from flyingstart.kernel.api import records
from tests.families.web.town import NOBODY, NOW, TODAY, Town, at_work, day, make_family, text_of
from tests.families.world import BY

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 20 + b"\xff\xd9"
TITLE = "Letter of the health visitor"
WHY = "Belongs to another family"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> Path:
    """Private files of this test alone."""
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    settings.STORAGES = storages
    return tmp_path


def keep(family: Family, **more: Any) -> Paper:
    """A letter that came in today."""
    options: dict[str, Any] = {
        "direction": Direction.IN,
        "kind": PaperKind.LETTER,
        "dated": TODAY,
        "title": TITLE,
        "sight": Sight.EVERYONE,
        "submission": uuid.uuid4(),
        **more,
    }
    return keep_paper(family=family, by=BY, at=NOW, **options)


def corrected(paper: Paper, **changes: Any) -> Paper:
    held: dict[str, Any] = {
        "direction": Direction(paper.direction),
        "kind": PaperKind(paper.kind),
        "dated": paper.dated,
        "title": paper.title,
        "sight": Sight(paper.sight),
    }
    return correct_paper(paper=paper, by=BY, at=NOW, **(held | changes))


class TestScans:
    @pytest.mark.parametrize(
        ("scan", "kind"), [(PDF, FileType.PDF), (PNG, FileType.PNG), (JPEG, FileType.JPEG)]
    )
    def test_what_one_is_is_told_by_what_is_in_it(self, scan: bytes, kind: FileType) -> None:
        assert type_of(scan) is kind

    @pytest.mark.parametrize(
        "scan",
        [
            b"",
            b"<html><script>alert(1)</script>",
            b"GIF89a",
            PDF[:-7],
            PNG[:12],
            b"MZ" + PDF,
            b"%PDF-1.7" + b"0" * LARGEST + b"%%EOF",
        ],
        ids=["empty", "page", "gif", "half", "half a picture", "disguised", "too large"],
    )
    def test_anything_else_is_none(self, scan: bytes) -> None:
        with pytest.raises(PaperError):
            type_of(scan)


class TestKeeping:
    def test_a_scan_lies_in_the_private_files_under_a_name_that_says_nothing(
        self, town: Town, files: Path
    ) -> None:
        paper = keep(town.family, person=town.child, scan=PDF)

        assert (paper.file_type, paper.file_size) == ("pdf", len(PDF))
        assert read(paper) == PDF
        (stored,) = (files / "papers").iterdir()
        assert stored.name == paper.stored_as.removeprefix("papers/")
        assert uuid.UUID(stored.name).version == 4

    def test_a_paper_without_a_scan_is_one_too(self, town: Town) -> None:
        paper = keep(town.family, direction=Direction.OUT)

        assert (paper.stored_as, paper.file_type, paper.file_size) == ("", "", 0)

    def test_a_form_that_is_sent_twice_keeps_one(self, town: Town, files: Path) -> None:
        submission = uuid.uuid4()

        first = keep(town.family, submission=submission, scan=PDF)

        assert keep(town.family, submission=submission, scan=PDF) == first
        assert len(list((files / "papers").iterdir())) == 1

    @pytest.mark.parametrize(
        "more",
        [
            {"title": " "},
            {"title": "x" * 201},
            {"dated": TODAY + dt.timedelta(days=1)},
            {"scan": b"MZ"},
        ],
    )
    def test_what_cannot_be_is_refused_and_leaves_no_file(
        self, town: Town, files: Path, more: dict[str, Any]
    ) -> None:
        with pytest.raises(PaperError):
            keep(town.family, **more)

        assert not Paper.objects.exists()
        assert not (files / "papers").exists()

    def test_a_stranger_has_no_paper_in_a_family(self, town: Town) -> None:
        with pytest.raises(NotInFamilyError):
            keep(town.family, person=Person.objects.create(given_name="Kim"))


class TestCorrecting:
    def test_what_is_said_changes_and_the_scan_stays(self, town: Town) -> None:
        paper = keep(town.family, scan=PDF)

        now = corrected(paper, title="Referral", sight=Sight.LIMITED, person=town.child)

        assert (now.title, now.sight, now.person) == ("Referral", "limited", town.child)
        assert read(now) == PDF
        with pytest.raises(PaperError, match="in the meantime"):
            corrected(paper, title="Mine")

    def test_the_same_words_change_nothing(self, town: Town) -> None:
        paper = keep(town.family)

        assert corrected(paper).version == paper.version


class TestTakingBack:
    def test_it_and_its_scan_are_gone_once_that_is_certain(self, town: Town, files: Path) -> None:
        paper = keep(town.family, scan=PDF)

        with TestCase.captureOnCommitCallbacks() as later:
            for _ in range(2):
                take_back_paper(paper=paper, reason=WHY, by=BY, at=NOW)
        assert default_storage.exists(paper.stored_as)
        for callback in later:
            callback()

        assert not Paper.objects.exists()
        assert list((files / "papers").iterdir()) == []

    def test_without_a_reason_it_stays(self, town: Town) -> None:
        with pytest.raises(TextError):
            take_back_paper(paper=keep(town.family), reason="", by=BY, at=NOW)

    def test_what_was_taken_back_is_not_corrected(self, town: Town) -> None:
        paper = keep(town.family)
        take_back_paper(paper=paper, reason=WHY, by=BY, at=NOW)

        with pytest.raises(PaperError, match="taken back"):
            corrected(paper, title="New")


class TestPages:
    def sent(self, **changes: Any) -> dict[str, Any]:
        return {
            "person": "",
            "direction": "in",
            "kind": "letter",
            "title": TITLE,
            **day("dated", TODAY),
            "sight": "everyone",
            "submission": str(uuid.UUID(int=5)),
            "scan": SimpleUploadedFile("<evil>.html", PDF, content_type="text/html"),
            **changes,
        }

    def test_it_is_kept_and_its_scan_is_handed_over_as_a_file_and_on_record(
        self, base: str, worker: Client
    ) -> None:
        for _ in range(2):
            answer = worker.post(f"{base}papers/add/", self.sent())
            assert answer.status_code == HTTPStatus.FOUND
        paper = Paper.objects.get()

        page = text_of(worker.get(base))
        scan = worker.get(f"{base}papers/{paper.public_id}/scan/")

        assert f"{TITLE} letter · came in · 4 March 2026" in page
        assert "Open the scan (PDF)" in page
        assert scan.content == PDF
        assert scan["Content-Type"] == "application/pdf"
        assert scan["Content-Disposition"] == 'attachment; filename="letter-2026-03-04.pdf"'
        assert scan["X-Content-Type-Options"] == "nosniff"
        assert scan["Cache-Control"] == "private, no-store"
        opened = AccessLog.objects.filter(kind="paper", thing=paper.public_id)
        assert [entry.allowed for entry in opened] == [True]

    def test_a_file_that_is_no_scan_is_said_in_place(self, base: str, worker: Client) -> None:
        page = SimpleUploadedFile("scan.pdf", b"<html>", content_type="application/pdf")

        said = text_of(worker.post(f"{base}papers/add/", self.sent(scan=page)))

        assert "The file is no PDF, JPEG or PNG, or it is not complete." in said
        assert not Paper.objects.exists()

    def test_a_limited_paper_is_found_by_those_only_who_see_warnings(
        self, town: Town, base: str, worker: Client
    ) -> None:
        """`safety.md`: who does not read it does not learn that it is there."""
        paper = keep(town.family, sight=Sight.LIMITED, scan=PDF)
        door = at_work("session_staff", area=town.north)
        address = f"{base}papers/{paper.public_id}/"

        assert TITLE not in text_of(door.get(base))
        for page in ("", "scan/", "take-back/"):
            assert door.get(f"{address}{page}").status_code == HTTPStatus.NOT_FOUND
            assert worker.get(f"{address}{page}").status_code == HTTPStatus.OK
        refused = AccessLog.objects.filter(kind="paper", allowed=False)
        assert [entry.thing for entry in refused] == [paper.public_id] * 3

    def test_who_reads_no_limited_papers_keeps_none(self, town: Town, base: str) -> None:
        door = at_work("session_staff", area=town.north)

        door.post(f"{base}papers/add/", self.sent(sight="limited"))

        assert not Paper.objects.exists()

    def test_it_is_corrected_and_taken_back(self, town: Town, base: str, worker: Client) -> None:
        paper = keep(town.family)
        address = f"{base}papers/{paper.public_id}/"

        changed = self.sent(title="Referral", version=str(paper.version))
        assert worker.post(address, changed).status_code == HTTPStatus.FOUND
        assert Paper.objects.get().title == "Referral"
        stale = text_of(worker.post(address, {**changed, "title": "Mine"}))
        gone = worker.post(f"{address}take-back/", {"reason": WHY})

        assert "in the meantime" in stale
        assert gone.status_code == HTTPStatus.FOUND
        assert not Paper.objects.exists()

    @pytest.mark.parametrize("page", ["", "scan/", "take-back/"])
    def test_no_stranger_no_other_place_no_wrong_role_and_no_wrong_id(
        self, town: Town, base: str, worker: Client, page: str
    ) -> None:
        paper = keep(town.family, scan=PDF)
        other = keep(make_family(), scan=PDF)
        address = f"{base}papers/{paper.public_id}/{page}"

        def status(client: Client, where: str) -> int:
            return client.get(where).status_code

        assert status(Client(), address) == HTTPStatus.FOUND
        assert status(at_work("family_worker", area=town.south), address) == HTTPStatus.NOT_FOUND
        assert status(at_work("analyst"), address) == HTTPStatus.FORBIDDEN
        for wrong in (NOBODY, other.public_id):
            assert status(worker, f"{base}papers/{wrong}/{page}") == HTTPStatus.NOT_FOUND

    def test_a_scan_that_is_not_there_is_not_found(
        self, town: Town, base: str, worker: Client
    ) -> None:
        paper, lost = keep(town.family), keep(town.family, scan=PDF)
        default_storage.delete(lost.stored_as)

        for one in (paper, lost):
            page = worker.get(f"{base}papers/{one.public_id}/scan/")
            assert page.status_code == HTTPStatus.NOT_FOUND

    def test_the_page_asks_as_many_queries_for_three_as_for_one(
        self, town: Town, base: str, worker: Client
    ) -> None:
        keep(town.family, person=town.child)
        worker.get(base)
        with CaptureQueriesContext(connection) as few:
            worker.get(base)
        for _ in range(2):
            keep(town.family, person=town.mother)
        with CaptureQueriesContext(connection) as many:
            worker.get(base)

        assert len(many) == len(few)


class TestOthers:
    def test_papers_are_read_with_the_kept_family_and_dealt_when_it_is_parted(
        self, town: Town, base: str, worker: Client
    ) -> None:
        twice = make_family()
        keep(twice, title="From before")
        merge = merge_families(kept=town.family, merged=twice, reason="One", by=BY, at=NOW)
        keep(town.family, title="Since")

        assert "From before" in text_of(worker.get(base))
        entries = [entry.text for entry in entered_since(merge) if entry.key[:5] == "paper"]
        assert entries == ["letter, 4 March 2026"]

    def test_subject_access_hands_over_what_is_about_a_person_or_the_family(
        self, town: Town
    ) -> None:
        keep(town.family, title="All of them")
        keep(town.family, title="Stan", person=town.child, sight=Sight.LIMITED, scan=PDF)
        keep(town.family, title="Zofia", person=town.mother)
        entry = records["papers"]

        rows = list(entry.rows_about(town.child.pk))

        assert [(row["title"], entry.held_back(row)) for row in rows] == [
            ("All of them", False),
            ("Stan", True),
        ]

    def test_erasing_takes_the_scans_along(self, town: Town, files: Path) -> None:
        paper = keep(town.family, person=town.child, scan=PDF)

        with TestCase.captureOnCommitCallbacks(execute=True):
            gone = erase_papers([town.child.pk])

        assert gone == {"families_paper": [paper.pk]}
        assert list((files / "papers").iterdir()) == []
