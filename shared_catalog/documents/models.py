"""Rows of documents: what was submitted never changes, only what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ids import new_id
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.documents.types import DocumentState, DocumentType
from shared_catalog.registry.models import Cooperative, choices, one_of, takes_part
from shared_catalog.registry.types import AuthorisationKind
from tenants.bulk.models import BulkFile
from tenants.database.rights import APPEND, READ, Rights
from tenants.messages.types import Channel, MessageState

_TABLE = "cooperative_documents_document"
_DECIDED = sorted(state.value for state in DocumentState if state is not DocumentState.SUBMITTED)


def _of_a_seen_document(table: str) -> str:
    """The condition that a market sees the document that a row belongs to."""
    return f"EXISTS (SELECT 1 FROM public.{_TABLE} AS paper WHERE paper.id = {table}.document_id)"


class Document(models.Model):
    """A paper of a cooperative, as it was submitted, and what a second person said of it.

    Versions of one paper are a series; at most one of them waits for a reviewer and at most one is accepted.
    The file is headquarters' alone; its digest and size are facts of the document.

    A market sees what was accepted, revoked or not, of cooperatives that take part, or once took part, in it.
    """

    rights = Rights(
        market=READ,
        hq=(
            *APPEND,
            "UPDATE(state)",
            "UPDATE(reviewed_at)",
            "UPDATE(reviewed_by)",
            "UPDATE(review_note)",
            "UPDATE(superseded_from)",
            "UPDATE(revoked_from)",
            "UPDATE(revoked_at)",
            "UPDATE(revoked_by)",
            "UPDATE(revocation_reason)",
        ),
        market_rows=f"{takes_part(_TABLE)} AND {_TABLE}.state IN ('accepted', 'superseded', 'revoked')",
    )

    id = models.UUIDField(primary_key=True)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="documents")
    type = models.CharField(max_length=20, choices=choices(DocumentType))
    series = models.UUIDField(help_text="The id of its first version.")
    version = models.PositiveIntegerField(help_text="1, 2, 3 …")
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120)
    certificate_kind = models.CharField(max_length=14, choices=choices(AuthorisationKind), blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="The last valid day; empty where it has no term.")
    file = models.ForeignKey(BulkFile, on_delete=models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=40)
    size = models.BigIntegerField(help_text="In bytes.")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the file.")
    fingerprint = models.BinaryField(max_length=32, help_text="Of the whole submission.")
    submitted_at = models.DateTimeField(help_text="UTC.")
    submitted_by = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=choices(DocumentState))
    reviewed_at = models.DateTimeField(null=True, help_text="UTC.")
    reviewed_by = models.CharField(max_length=100, blank=True)
    review_note = models.CharField(max_length=400, blank=True, help_text="Why it was rejected.")
    superseded_from = models.DateField(
        null=True, help_text="The first day on which its successor stands in its place."
    )
    revoked_from = models.DateField(null=True, help_text="The first day on which it does not count any more.")
    revoked_at = models.DateTimeField(null=True, help_text="UTC.")
    revoked_by = models.CharField(max_length=100, blank=True)
    revocation_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="document_type_known", condition=one_of("type", DocumentType)),
            models.CheckConstraint(name="document_state_known", condition=one_of("state", DocumentState)),
            models.CheckConstraint(
                name="document_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="document_kind_of_onssa",
                condition=(
                    Q(type=DocumentType.ONSSA_CERTIFICATE) & one_of("certificate_kind", AuthorisationKind)
                )
                | (~Q(type=DocumentType.ONSSA_CERTIFICATE) & Q(certificate_kind="")),
            ),
            models.CheckConstraint(
                name="document_decided_by_somebody",
                condition=Q(state=DocumentState.SUBMITTED, reviewed_at__isnull=True, reviewed_by="")
                | (Q(state__in=_DECIDED, reviewed_at__isnull=False) & ~Q(reviewed_by="")),
            ),
            models.CheckConstraint(
                name="document_reviewed_by_another", condition=~Q(reviewed_by=F("submitted_by"))
            ),
            models.CheckConstraint(
                name="document_rejected_with_reason",
                condition=(Q(state=DocumentState.REJECTED) & ~Q(review_note=""))
                | (~Q(state=DocumentState.REJECTED) & Q(review_note="")),
            ),
            models.CheckConstraint(
                name="document_superseded_from_a_day",
                condition=Q(state=DocumentState.SUPERSEDED, superseded_from__isnull=False)
                | (~Q(state=DocumentState.SUPERSEDED) & Q(superseded_from__isnull=True)),
            ),
            models.CheckConstraint(
                name="document_revoked_from_a_day_with_reason",
                condition=(
                    Q(state=DocumentState.REVOKED, revoked_from__isnull=False, revoked_at__isnull=False)
                    & ~Q(revoked_by="")
                    & ~Q(revocation_reason="")
                )
                | (
                    Q(revoked_from__isnull=True, revoked_at__isnull=True, revoked_by="", revocation_reason="")
                    & ~Q(state=DocumentState.REVOKED)
                ),
            ),
            models.CheckConstraint(
                name="document_first_of_its_series",
                condition=Q(version=1, series=F("id")) | (Q(version__gt=1) & ~Q(series=F("id"))),
            ),
            models.UniqueConstraint(name="document_version_once", fields=["series", "version"]),
            models.UniqueConstraint(
                name="document_one_waits", fields=["series"], condition=Q(state=DocumentState.SUBMITTED)
            ),
            models.UniqueConstraint(
                name="document_one_in_force", fields=["series"], condition=Q(state=DocumentState.ACCEPTED)
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="document_by_state", fields=["state", "submitted_at"]),
            models.Index(name="document_by_end", fields=["valid_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.number} v{self.version}"


class DocumentScope(models.Model):
    """One product or category that a document speaks of. Append-only."""

    _table = "cooperative_documents_documentscope"
    rights = Rights(market=READ, hq=APPEND, market_rows=_of_a_seen_document(_table))

    id = models.UUIDField(primary_key=True, default=new_id)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="scopes")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="document_scope_is_one_thing",
                condition=Q(product__isnull=True) ^ Q(category__isnull=True),
            ),
            models.UniqueConstraint(name="document_scope_product_once", fields=["document", "product"]),
            models.UniqueConstraint(name="document_scope_category_once", fields=["document", "category"]),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} of {self.product_id or self.category_id}"


class Grace(models.Model):
    """That a document counts a while longer than it says: until when, why, and who signs for it. Append-only;
    the latest day of all holds.
    """

    _table = "cooperative_documents_grace"
    rights = Rights(market=READ, hq=APPEND, market_rows=_of_a_seen_document(_table))

    id = models.UUIDField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="graces")
    until = models.DateField(help_text="The last day for which it counts.")
    reason = models.CharField(max_length=400)
    granted_at = models.DateTimeField(help_text="UTC.")
    granted_by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="grace_says_why", condition=Q(reason__regex=r"^.{10}") & ~Q(granted_by="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} until {self.until}"


class RequirementSet(models.Model):
    """What is asked for a category's goods from a day on, until its next set. Append-only.

    `requirements` are `types.Requirement` as JSON: nobody looks for one in SQL, and a set changes as a whole.
    """

    rights = Rights(market=READ, hq=APPEND)

    id = models.UUIDField(primary_key=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="requirement_sets")
    effective_from = models.DateField()
    requirements = models.JSONField()
    published_at = models.DateTimeField(help_text="UTC.")
    published_by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="requirement_set_once", fields=["category", "effective_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} from {self.effective_from}"


class ExpiryNotice(models.Model):
    """That a cooperative is told, by one channel, how many days a document still counts: at most once.

    `subject` is the document, or the authorisation of ONSSA that was recorded without one.
    """

    rights = Rights(
        hq=(
            *APPEND,
            "UPDATE(state)",
            "UPDATE(attempts)",
            "UPDATE(due_at)",
            "UPDATE(sent_at)",
            "UPDATE(problem)",
        )
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=20, choices=choices(DocumentType))
    subject = models.UUIDField()
    last_day = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=8, choices=choices(Channel))
    state = models.CharField(max_length=6, choices=choices(MessageState))
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(help_text="UTC.")
    due_at = models.DateTimeField(help_text="UTC; whoever sends it moves this on first.")
    sent_at = models.DateTimeField(null=True, help_text="UTC; a gateway took it.")
    problem = models.CharField(max_length=80, blank=True, help_text="Why it was not taken, without whom.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="expiry_notice_once", fields=["subject", "last_day", "days_before", "channel"]
            ),
            models.CheckConstraint(
                name="expiry_notice_sent_at",
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="expiry_notice_due", fields=["due_at"], condition=Q(state="queued"))
        ]

    def __str__(self) -> str:
        return f"{self.type} ends {self.last_day}"
