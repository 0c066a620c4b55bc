"""`flyingstart backup` and `restore`: what lies there afterwards is what lay there, row for row."""

from __future__ import annotations

import datetime as dt
import os
import stat
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from pytest_django import Settings

from flyingstart.families.api import Direction, PaperKind, Person, Sight, keep_paper
from flyingstart.kernel import embedded_postgres
from flyingstart.kernel.backup import portraits, restoring
from flyingstart.kernel.backup.archive import Writer
from flyingstart.kernel.backup.errors import BackupError, NotEmptyError
from flyingstart.kernel.backup.here import known_migrations
from flyingstart.kernel.backup.manifest import Held, Manifest, Portrait
from flyingstart.kernel.backup.memory import last_backup
from flyingstart.kernel.backup.writing import Installation, prune
from tests.accounts.people import user_with
from tests.cluster import Clone
from tests.daybook.world import raised_by
from tests.families.web.town import make_family
from tests.families.world import BY

AT = dt.datetime(2026, 3, 6, 10, 0, tzinfo=dt.UTC)
SCAN = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
PORTRAIT = Portrait(tables={"public.x": Held(rows=3, checksum="7")}, counters={"public.s": 4})
MANIFEST = Manifest(
    release="0.1.0",
    made_at=AT.isoformat(),
    postgres=18,
    owner="flyingstart_owner",
    app="flyingstart_app",
    secret="a",
    migrations=("kernel.0001_initial",),
    portrait=PORTRAIT,
    parts={},
)


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """A home of this test alone, and the owner's login."""
    settings.HOME = tmp_path
    settings.DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}},
    }
    return tmp_path


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    """A new server's installation: an empty database as setup prepares it, and no files."""
    cluster, name = Clone.current().cluster, f"{Clone.current().name}_restored"
    with cluster.superuser() as connection:
        embedded_postgres.make_database(connection, name)
    addresses = cluster.addresses(name)
    with psycopg.connect(addresses.owner) as owner:
        embedded_postgres.prepare_database(owner, embedded_postgres.APP)
    (tmp_path / "new").mkdir()
    yield Installation(
        owner=addresses.owner,
        app=embedded_postgres.APP,
        files=tmp_path / "new" / "files",
        secret="another",
        release="0.1.0",
    )
    with cluster.superuser() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def a_world() -> None:
    """A family with history and a scanned letter, and a worry that hardly anybody may read."""
    with transaction.atomic():
        family = make_family()
        Person.objects.filter(given_name="Zofia").update(family_name="Noor-Ali")
        keep_paper(
            family=family,
            direction=Direction.IN,
            kind=PaperKind.LETTER,
            dated=AT.date(),
            title="A letter",
            sight=Sight.EVERYONE,
            submission=uuid.uuid4(),
            scan=SCAN,
            by=BY,
            at=AT,
        )
        raised_by(user_with("session_staff"))


def backed_up(file: Path, **changes: Any) -> Path:
    """A file made like a backup, its dump being no dump."""
    with file.open("wb") as content:
        writer = Writer(content, AT.timestamp())
        writer.add("database.dump", [b"not", b" a dump"])
        writer.close(replace(MANIFEST, parts=dict(writer.parts), **changes))
    return file


def refused(installation: Installation, file: Path, *, known: set[str] | None = None) -> str:
    """Why a file is not restored; the database stays empty."""
    with pytest.raises(BackupError) as fault:
        restoring.restore(installation, file, known_migrations=known or {"kernel.0001_initial"})
    with psycopg.connect(installation.owner) as owner:
        assert portraits.tables_of(owner) == []
    return f"{type(fault.value).__name__}: {fault.value}"


# --- there and back ---------------------------------------------------------------------------


def test_what_is_restored_is_what_was_backed_up_row_for_row(
    fresh_db: None, home: Path, empty: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    """safety.md, "nothing is lost": also what row-level security keeps from nearly everybody."""
    a_world()

    call_command("backup", "--to", str(home / "backups"))

    file = Path(capsys.readouterr().out.strip())
    done = restoring.restore(empty, file, known_migrations=known_migrations())

    with (
        psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as one,
        psycopg.connect(empty.owner) as other,
    ):
        before, after = portraits.portrait_of(one), portraits.portrait_of(other)
        words = other.execute("SELECT words FROM public.families_person ORDER BY id").fetchall()
        hidden = "SELECT relname FROM pg_class WHERE relforcerowsecurity ORDER BY 1"
        guarded = other.execute(hidden).fetchall()
        assert guarded == one.execute(hidden).fetchall()
    assert before == after == done.manifest.portrait
    for table in ("daybook_concern", "daybook_concernevent", "families_paper"):
        assert after.tables[f"public.{table}"].rows == 1
    assert after.tables["public.families_personevent"].rows > len(words)
    assert [w for w in words[0][0] if w.startswith(("noor", "ali"))] == ["noor", "ali", "noorali"]
    # The rights came with it: without an actor the application reads no worry.
    with other_app(empty) as app:
        assert app.execute("SELECT count(*) FROM daybook_concern").fetchone() == (0,)
        assert app.execute("SELECT count(*) FROM families_paper").fetchone() == (1,)
    assert [path.read_bytes() for path in empty.files.rglob("*") if path.is_file()] == [SCAN]
    assert (done.files, done.same_key) == (1, False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(file.parent.iterdir()) == [file]
    remembered = last_backup(home)
    assert remembered is not None
    assert remembered.file == file

    with pytest.raises(NotEmptyError, match="the database is not empty"):
        restoring.restore(empty, file, known_migrations=known_migrations())


def other_app(installation: Installation) -> psycopg.Connection:
    """The application's login to where was restored."""
    name = str(psycopg.conninfo.conninfo_to_dict(installation.owner)["dbname"])
    return psycopg.connect(Clone.current().cluster.addresses(name).app)


# --- what is refused --------------------------------------------------------------------------


def test_each_file_that_cannot_be_trusted_is_refused_before_anything_is_written(
    db: None, home: Path, empty: Installation
) -> None:
    def damaged(name: str, old: bytes, new: bytes) -> Path:
        file = backed_up(home / name)
        content = file.read_bytes()
        assert content.count(old) == 1
        file.write_bytes(content.replace(old, new))
        return file

    text = home / "text"
    text.write_text("a letter")
    cut = home / "cut"
    cut.write_bytes(backed_up(home / "whole").read_bytes()[:1536])
    cases = {
        text: "NotABackupError: text is no backup of Flying Start, or was cut short",
        cut: "NotABackupError: cut is no backup of Flying Start, or was cut short",
        damaged("dump", b"not a dump", b"not a jump"): "DamagedBackupError: database.dump in it "
        "is damaged: its checksum is another one",
        damaged("manifest", b'"rows": 3', b'"rows": 2'): "DamagedBackupError: its manifest is "
        "damaged: its checksum is another one",
        backed_up(home / "role", owner="somebody"): "BackupError: its rights are those of the "
        "roles somebody and flyingstart_app, and here they are flyingstart_owner and "
        "flyingstart_app: make roles of the same names and sign in with them",
        backed_up(home / "server", postgres=99): "BackupError: it was made on PostgreSQL 99, and "
        "this server is 18",
        backed_up(home / "newer", migrations=("kernel.9999_later",), release="9.0"): (
            "NotABackupError: it was made by release 9.0, which has migrations that this release "
            "does not know (kernel.9999_later): restore it with that release"
        ),
        backed_up(home / "no-dump"): "BackupError: pg_restore failed: input file does not appear "
        "to be a valid archive (too short?)",
    }

    assert {file.name: refused(empty, file) for file in cases} == {
        file.name: words for file, words in cases.items()
    }
    assert not empty.files.exists()


def test_a_format_of_later_is_refused_by_its_number() -> None:
    content = MANIFEST.as_bytes().replace(b'"format": 1', b'"format": 2')

    with pytest.raises(BackupError, match="is of format 2, and this release reads 1"):
        Manifest.read(content)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"product": "other", "format": 1}'])
def test_what_is_no_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(BackupError, match="this is no backup of Flying Start"):
        Manifest.read(content)


def test_files_that_lie_in_the_way_are_not_overwritten(
    db: None, home: Path, empty: Installation
) -> None:
    empty.files.mkdir()
    (empty.files / "paper").write_bytes(SCAN)

    assert "files is not empty" in refused(empty, backed_up(home / "backup"))
    assert (empty.files / "paper").read_bytes() == SCAN


def test_no_part_is_written_outside_its_folder(db: None, home: Path, empty: Installation) -> None:
    file = home / "backup"
    with file.open("wb") as content:
        writer = Writer(content, 0)
        writer.add("files/../../out", [b"x"])
        writer.close(replace(MANIFEST, parts=dict(writer.parts)))

    assert "a file of a name that we never give" in refused(empty, file)
    assert not (home / "out").exists()


def test_a_database_that_holds_something_is_refused_by_the_command(db: None, home: Path) -> None:
    file = backed_up(home / "backup")

    with pytest.raises(CommandError, match=r"nothing was restored: the database is not empty"):
        call_command("restore", str(file))


def test_without_the_owner_no_backup_is_made(db: None, home: Path, settings: Settings) -> None:
    settings.DATABASE_OWNER_URL = ""

    with pytest.raises(CommandError, match="no backup was made: DATABASE_OWNER_URL is not set"):
        call_command("backup")

    assert last_backup(home) is None


def test_a_table_whose_rows_the_owner_does_not_see_stops_the_backup(db: None) -> None:
    """A dump would lack them without a word, and the count beside it as well."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        portraits.check_sight(owner)
        owner.execute("DROP POLICY owner ON daybook_concern")

        with pytest.raises(BackupError, match=r"hides rows of public\.daybook_concern from"):
            portraits.check_sight(owner)

        owner.execute("CREATE POLICY owner ON daybook_concern USING (true)")
        portraits.check_sight(owner)
        owner.execute("CREATE POLICY few ON daybook_concern AS RESTRICTIVE USING (kind <> '')")
        with pytest.raises(BackupError, match="hides rows"):
            portraits.check_sight(owner)
        owner.rollback()


def test_a_row_that_changed_is_told_by_its_table(db: None) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE kept (a int, b json); INSERT INTO kept VALUES (1, '{}')")
        before = portraits.portrait_of(owner)
        owner.execute("UPDATE public.kept SET a = 2")
        after = portraits.portrait_of(owner)
        owner.rollback()

    assert before.differences(after) == ["public.kept"]
    assert before.differences(before) == []


def test_differences_name_what_one_of_both_lacks() -> None:
    other = Portrait(tables={"public.y": Held(rows=0, checksum="0")}, counters={"public.s": 5})

    assert PORTRAIT.differences(other) == ["public.s", "public.x", "public.y"]
    assert PORTRAIT.rows == 3


# --- how many are kept ------------------------------------------------------------------------


def test_the_newest_backups_are_kept_and_other_files_left_alone(tmp_path: Path) -> None:
    names = [f"flyingstart-2026-03-0{day}T010000Z.tar" for day in (1, 2, 3)]
    for name in [*names, "notes.tar", "flyingstart-2026.tar"]:
        (tmp_path / name).touch()

    gone = prune(tmp_path, keep=2)

    assert [path.name for path in gone] == names[:1]
    assert {path.name for path in tmp_path.iterdir()} == {
        *names[1:],
        "notes.tar",
        "flyingstart-2026.tar",
    }
