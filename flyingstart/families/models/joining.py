"""A registration that a parent has begun on the public pages, and lists that workers keep."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from flyingstart.families.models.people import Family
from flyingstart.kernel.api import Record


class PrivacyNotice(Record):
    """What families are told about their data, in one language.

    Earlier versions stay: registrations name the one that was shown.
    """

    notice_version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    text = models.TextField()
    is_current = models.BooleanField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["notice_version", "language"], name="privacynotice_once_a_version"
            ),
            models.UniqueConstraint(
                fields=["language"],
                condition=Q(is_current=True),
                name="privacynotice_one_current_a_language",
            ),
            models.CheckConstraint(
                condition=~Q(notice_version="") & ~Q(text=""), name="privacynotice_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_version} {self.language}"


class Draft(Record):
    """A registration half-way: what a parent has answered so far, until it is sent or runs out.

    Found by the hash of a secret in the parent's link; whoever reads the table can neither resume
    it nor read an answer, for the answers are sealed with that secret. No history is kept, and the
    answers are gone once it is sent or has run out.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    notice_version = models.CharField(max_length=40, blank=True)
    notice_language = models.CharField(max_length=10, blank=True, db_default="")
    notice_shown_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="drafts")

    class Meta(Record.Meta):
        indexes = [models.Index(fields=["expires_at"], name="draft_expires")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, family=None)
                | Q(sent_at__isnull=False, family__isnull=False, answers={}),
                name="draft_sent_keeps_no_answers",
            ),
        ]

    def __str__(self) -> str:
        return f"Draft {self.public_id}"


class SavedList(Record):
    """A list somebody keeps to open again: its page, filters, order. Nobody else sees it."""

    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="saved_lists")
    name = models.CharField(max_length=100)
    page = models.CharField(max_length=100, help_text="Name of the page's address")
    query = models.TextField(help_text="The address's query, as the page wrote it")

    class Meta(Record.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="savedlist_name_once_an_owner"),
            models.CheckConstraint(condition=~Q(name=""), name="savedlist_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
