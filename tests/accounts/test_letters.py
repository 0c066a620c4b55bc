"""Letters, the commands that stand in for them, and what doctor says of both."""

from __future__ import annotations

import re
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.core.management import CommandError, call_command

from flyingstart.accounts.api import (
    Grant,
    Invitation,
    User,
    accept_invitation,
    make_link,
    send_again,
    withdraw_invitation,
)
from flyingstart.accounts.health import letters, sign_ins
from flyingstart.accounts.letters import write_invitation
from flyingstart.accounts.tasks import send_invitation, send_reset
from flyingstart.config import settings as configured
from flyingstart.config.environment import EnvironmentVariableError, address, mail_server
from flyingstart.kernel.api import clock
from tests.accounts.phones import phones_of, set_up_phone
from tests.accounts.world import ADMINISTRATOR, BY, PASSWORD, invited, joined

LINK = re.compile(r"http://localhost:\d+/sign-in/welcome/([\w-]+)/")


def link_in(text: object) -> str:
    found = LINK.search(str(text))
    assert found is not None
    return found[1]


def accept(link: str) -> User:
    return accept_invitation(link=link, password=PASSWORD, by=BY, at=clock.now())


@pytest.mark.django_db
class TestAnInvitation:
    def test_it_greets_by_name_and_its_link_works(self) -> None:
        invitation = invited("nadia@example.org", "Nadia O’Example & Sons")

        send_invitation(str(invitation.public_id))

        letter = mail.outbox[0]
        assert letter.to == ["nadia@example.org"]
        assert "Hello Nadia O’Example & Sons," in str(letter.body)
        assert all(len(line) <= 100 for line in str(letter.body).splitlines())
        assert accept(link_in(letter.body)).is_active

    def test_done_twice_it_is_written_once(self) -> None:
        invitation = invited()

        for _ in range(2):
            write_invitation(str(invitation.public_id))

        assert len(mail.outbox) == 1
        assert accept(link_in(mail.outbox[0].body)).is_active

    def test_sent_again_the_link_before_is_void(self) -> None:
        invitation = invited()
        write_invitation(str(invitation.public_id))

        send_again(invitation=invitation, by=BY, at=clock.now())
        write_invitation(str(invitation.public_id))

        first, second = (link_in(letter.body) for letter in mail.outbox)
        assert first != second
        assert accept(second).is_active

    def test_who_was_handed_the_link_gets_none(self) -> None:
        invitation = invited()
        link = make_link(invitation=invitation, by=BY, at=clock.now())

        write_invitation(str(invitation.public_id))

        assert mail.outbox == []
        assert accept(link).is_active

    def test_withdrawn_it_is_not_written(self) -> None:
        invitation = invited()
        withdraw_invitation(invitation=invitation, by=BY, at=clock.now())

        write_invitation(str(invitation.public_id))

        assert mail.outbox == []

    def test_when_the_mail_server_is_away_the_next_try_writes_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        invitation = invited()

        def away(_self: EmailMessage) -> int:
            raise OSError("away")

        with monkeypatch.context() as patch:
            patch.setattr(EmailMessage, "send", away)
            with pytest.raises(OSError, match="away"):
                write_invitation(str(invitation.public_id))
        write_invitation(str(invitation.public_id))

        assert accept(link_in(mail.outbox[0].body)).is_active


@pytest.mark.django_db
def test_nobody_s_forgotten_password_writes_nothing() -> None:
    send_reset("")

    assert mail.outbox == []


@pytest.mark.django_db
class TestTheCommandInvite:
    def run(self, *arguments: str) -> str:
        out = StringIO()
        call_command("invite", *arguments, stdout=out, stderr=StringIO())
        return out.getvalue()

    def test_it_prints_a_link_that_works(self) -> None:
        user = accept(link_in(self.run("Ade@example.org", "--name", "Ade Example")))

        assert (user.email, str(user.grants.get())) == (
            "ade@example.org",
            "Administrator, everywhere",
        )

    def test_the_letter_does_not_undo_it(self) -> None:
        link = link_in(self.run("ade@example.org", "--name", "Ade", "--role", "manager"))
        write_invitation(str(Invitation.objects.get().public_id))

        assert accept(link).is_active
        assert Grant.objects.get().role_name == "manager"

    def test_again_it_prints_a_new_one(self) -> None:
        self.run("ade@example.org", "--name", "Ade")
        link = link_in(self.run("ADE@example.org", "--name", "Ade"))

        assert accept(link).is_active
        assert User.objects.count() == 1

    def test_who_signs_in_already_is_not_invited(self) -> None:
        joined("ade@example.org")

        with pytest.raises(CommandError, match="signs in with this email address already"):
            self.run("ade@example.org", "--name", "Ade")


@pytest.mark.django_db
class TestTheCommandLostPhone:
    def run(self, email: str) -> None:
        call_command("lost-phone", email, stdout=StringIO(), stderr=StringIO())

    def test_it_forgets_the_phone(self) -> None:
        user = joined("ade@example.org")
        set_up_phone(user)

        self.run("ADE@example.org")

        assert not phones_of(user).exists()

    @pytest.mark.parametrize(
        ("email", "words"),
        [
            ("nobody@example.org", "nobody signs in with this address"),
            ("ade@example.org", "No phone is set up"),
        ],
    )
    def test_it_says_when_there_is_none(self, email: str, words: str) -> None:
        joined("ade@example.org")

        with pytest.raises(CommandError, match=words):
            self.run(email)


class TestDoctor:
    @pytest.mark.django_db
    def test_it_misses_an_administrator(self) -> None:
        assert next((f.about, f.state) for f in sign_ins()) == ("administrator", "note")

        joined("keeper@example.org", [ADMINISTRATOR])

        assert next((f.about, f.state) for f in sign_ins()) == ("administrator", "ok")

    @pytest.mark.django_db
    def test_it_counts_who_has_no_second_step(self, settings: Any) -> None:
        settings.SECOND_STEP_REQUIRED = True
        joined("one@example.org")
        set_up_phone(joined("two@example.org"))

        assert [f.words for f in sign_ins()][1] == "asked of everybody; 1 have yet to set it up"

    @pytest.mark.django_db
    def test_it_is_loud_about_a_demo(self, settings: Any) -> None:
        settings.SECOND_STEP_REQUIRED = False

        found = [*sign_ins()][1]

        assert (found.state, found.words[:13]) == ("note", "NOT asked for")

    def test_it_says_where_letters_go(self, settings: Any, tmp_path: Path) -> None:
        settings.EMAIL_FILE_PATH = tmp_path
        assert [f.words for f in letters()] == [f"are not sent; they lie as files in {tmp_path}"]

        settings.SMTP_URL, settings.EMAIL_HOST = "smtp://mail.example", "mail.example"
        assert [f.state for f in letters()] == ["ok"]


class TestSettings:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("", {}),
            (
                "smtp://u%40x:p%2Fw@mail.example",
                {
                    "EMAIL_HOST": "mail.example",
                    "EMAIL_PORT": 587,
                    "EMAIL_HOST_USER": "u@x",
                    "EMAIL_HOST_PASSWORD": "p/w",
                    "EMAIL_USE_SSL": False,
                    "EMAIL_USE_TLS": True,
                },
            ),
            (
                "smtps://mail.example:466",
                {
                    "EMAIL_HOST": "mail.example",
                    "EMAIL_PORT": 466,
                    "EMAIL_HOST_USER": "",
                    "EMAIL_HOST_PASSWORD": "",
                    "EMAIL_USE_SSL": True,
                    "EMAIL_USE_TLS": False,
                },
            ),
        ],
    )
    def test_a_mail_server(self, url: str, expected: dict[str, object]) -> None:
        assert mail_server(url) == expected

    @pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://[x"])
    def test_what_is_no_mail_server(self, url: str) -> None:
        with pytest.raises(EnvironmentVariableError, match="SMTP_URL"):
            mail_server(url)

    @pytest.mark.parametrize(
        ("hosts", "public", "expected"),
        [
            (["localhost"], False, "http://localhost:8000"),
            (["localhost", "families.example"], True, "https://families.example"),
            ([".families.example"], True, "https://families.example"),
        ],
    )
    def test_where_links_lead(self, hosts: list[str], public: bool, expected: str) -> None:
        assert address(hosts, 8000, public=public) == expected


def test_nobody_else_on_the_machine_opens_letters_that_are_files(
    settings: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "letters"
    settings.EMAIL_FILE_PATH = folder
    # Tests put letters elsewhere: this is what a site without a mail server uses.
    files = get_connection(configured.EMAIL_BACKEND)

    EmailMessage(subject="A way in", to=["a@example.org"], connection=files).send()

    assert len(list(folder.iterdir())) == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
