"""Files, bulk operations, and what their results are made of: abstract, and headquarters' own."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from tenants.bulk.rules import MEDIA_TYPE
from tenants.bulk.types import ENDED, UNDER_WAY, BulkKind, BulkStatus, FileKind
from tenants.database.rights import EDIT, Rights

_ENDED, _UNDER_WAY = (sorted(word.value for word in words) for words in (ENDED, UNDER_WAY))

PIECES = ("SELECT", "INSERT", "DELETE")
"""Pieces become a file, and are gone."""


class AbstractFile(models.Model):
    """A file of lines or a table, brought or made, or a paper. Its content lies in Django's default storage,
    under its id.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=100, help_text="Who alone may read it, as an actor's id.")
    client = models.CharField(
        max_length=100,
        blank=True,
        default="",
        help_text="The application that brought it or had it made, if one; no other may read it.",
    )
    kind = models.CharField(max_length=6, choices=[(word.value, word.value) for word in FileKind])
    media_type = models.CharField(max_length=80, default=MEDIA_TYPE)
    size = models.BigIntegerField(help_text="In bytes.")
    lines = models.PositiveIntegerField(help_text="0 of a paper, and of a table that was brought.")
    digest = models.BinaryField(max_length=32, help_text="SHA-256.")
    created_at = models.DateTimeField(help_text="UTC.")
    expires_at = models.DateTimeField(null=True, help_text="UTC; empty while something uses it.")
    removed_at = models.DateTimeField(null=True, help_text="UTC; its content is gone.")

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(name="%(app_label)s_files_by_owner", fields=["owner"]),
            models.Index(
                name="%(app_label)s_files_to_remove",
                fields=["expires_at"],
                condition=Q(removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class AbstractOperation(models.Model):
    """A document that is run for each line of a file, or page by page; or a table that is read or
    written. Only one worker at a time runs it: the holder of the lease.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=100, help_text="Who started it, and as whom it runs.")
    client = models.CharField(max_length=100, blank=True, help_text="The application through which, if one.")
    session = models.UUIDField(null=True, help_text="OAuth's, with which it ends.")
    counted_as = models.CharField(max_length=200, help_text="Whose running operations are counted.")
    allowed = models.JSONField(null=True, help_text="What its token was given at most; empty: all.")
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=8, choices=[(word.value, word.value) for word in BulkKind])
    field = models.CharField(max_length=80, help_text="The mutation or the connection.")
    document = models.TextField(help_text="Of a table what is told beside its file.")
    status = models.CharField(max_length=9, choices=[(word.value, word.value) for word in BulkStatus])
    total = models.PositiveIntegerField(null=True, help_text="Lines; of an export known at its end.")
    done = models.PositiveIntegerField(default=0)
    succeeded = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    after = models.TextField(blank=True, help_text="The cursor of the last row that was exported.")
    error_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(help_text="UTC.")
    started_at = models.DateTimeField(null=True, help_text="UTC.")
    ended_at = models.DateTimeField(null=True, help_text="UTC.")
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True, help_text="UTC.")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(app_label)s_counts_add_up", condition=Q(done=F("succeeded") + F("failed"))
            ),
            models.CheckConstraint(
                name="%(app_label)s_done_within_total",
                condition=Q(total__isnull=True) | Q(done__lte=F("total")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_completed_is_all",
                condition=~Q(status=BulkStatus.COMPLETED.value) | Q(total__isnull=False, done=F("total")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_ended_when",
                condition=Q(status__in=_ENDED, ended_at__isnull=False)
                | Q(status__in=_UNDER_WAY, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="%(app_label)s_failed_with_a_code",
                condition=Q(status=BulkStatus.FAILED.value, error_code__gt="")
                | (~Q(status=BulkStatus.FAILED.value) & Q(error_code="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="%(app_label)s_by_owner", fields=["owner"]),
            models.Index(
                name="%(app_label)s_under_way",
                fields=["counted_as"],
                condition=Q(status__in=_UNDER_WAY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.status}"


class AbstractPiece(models.Model):
    """Whole lines of a result that is not yet a file, committed with what they tell of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first_line = models.PositiveIntegerField(help_text="1, 2, 3 …")
    lines = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(name="%(app_label)s_line_once", fields=["operation", "first_line"])
        ]

    def __str__(self) -> str:
        return f"from {self.first_line}"


class BulkFile(AbstractFile):
    """A file of headquarters."""

    rights = Rights(hq=EDIT)


class BulkOperation(AbstractOperation):
    """A bulk operation of headquarters."""

    rights = Rights(hq=EDIT)

    source = models.ForeignKey(BulkFile, null=True, on_delete=models.PROTECT, related_name="used_by")
    result = models.OneToOneField(BulkFile, null=True, on_delete=models.PROTECT, related_name="made_by")


class BulkPiece(AbstractPiece):
    """Lines of such an operation's result."""

    rights = Rights(hq=PIECES)

    operation = models.ForeignKey(BulkOperation, on_delete=models.PROTECT, related_name="pieces")
