"""What was printed of statements, and the queue of messages to cooperatives."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from kernel.ids import new_id
from markets.documents.types import FileKind, Language, MessageKind
from markets.settlement.models import Statement
from shared_catalog.registry.models import Cooperative
from tenants.database.rights import APPEND, Rights
from tenants.messages.types import Channel, MessageState


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


def _one_of(column: str, words: type[StrEnum]) -> Q:
    return Q(**{f"{column}__in": [word.value for word in words]})


class StatementNames(models.Model):
    """The names that a statement shows, as they stood when it was first put on paper: names may change, a
    sealed document may not.

    `printed` holds the market's, the cooperative's with its masked account, and the products' names, and the
    address of the public page.
    """

    statement = models.OneToOneField(
        Statement, primary_key=True, on_delete=models.PROTECT, related_name="names"
    )
    printed = models.JSONField()
    made_at = models.DateTimeField(help_text="UTC.")

    rights = Rights(market=APPEND)

    def __str__(self) -> str:
        return f"names of {self.statement_id}"


class StatementFile(models.Model):
    """The hash of a statement in one form, set by the first rendering in one edition. The file is not kept:
    whoever renders it again gets the same bytes, or a refusal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=_choices(FileKind))
    edition = models.CharField(max_length=40, help_text="Template, font and typesetter.")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the file.")
    length = models.PositiveIntegerField(help_text="Bytes.")
    made_at = models.DateTimeField(help_text="UTC.")

    rights = Rights(market=APPEND)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "kind", "edition"], name="statement_file_once"),
            models.CheckConstraint(condition=_one_of("kind", FileKind), name="statement_file_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.statement_id}"


class Message(models.Model):
    """Something to tell a cooperative by one channel, once. Where it is sent is read when it is sent.

    `due_at` is when it may be tried next; whoever tries it first moves it on, so that nobody else tries
    meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=_choices(MessageKind))
    subject_id = models.CharField(max_length=80, help_text="The statement, payout or attempt it is about.")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="messages")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.DO_NOTHING, related_name="+")
    channel = models.CharField(max_length=10, choices=_choices(Channel))
    language = models.CharField(max_length=4, choices=_choices(Language))
    subject_line = models.CharField(max_length=160)
    text_ar = models.TextField()
    text_fr = models.TextField()
    queued_at = models.DateTimeField(help_text="UTC.")
    state = models.CharField(max_length=8, choices=_choices(MessageState), default=MessageState.QUEUED.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="UTC.")
    sent_at = models.DateTimeField(null=True, help_text="When the gateway took it, UTC.")
    problem = models.CharField(max_length=80, blank=True, default="", help_text="Why the last try failed.")

    rights = Rights(
        market=(
            *APPEND,
            "UPDATE(state)",
            "UPDATE(attempts)",
            "UPDATE(due_at)",
            "UPDATE(sent_at)",
            "UPDATE(problem)",
        )
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "kind", "channel"], name="message_once"),
            models.CheckConstraint(condition=_one_of("kind", MessageKind), name="message_kind_known"),
            models.CheckConstraint(condition=_one_of("channel", Channel), name="message_channel_known"),
            models.CheckConstraint(condition=_one_of("state", MessageState), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT.value, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT.value) & Q(sent_at__isnull=True)),
                name="message_sent_at_some_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state=MessageState.QUEUED.value), name="message_queued"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.state}"
