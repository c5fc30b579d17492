"""The rows of documents as types."""

from typing import Any
from uuid import UUID

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.digests import Digest
from api.base.enums import described_enum
from api.base.fields import Column, Derived
from api.base.nodes import Edge, Node
from api.base.visibility import of_cooperative
from api.cooperative_documents import enums, lists
from api.registry.enums import AuthorisationKind
from shared_catalog.documents import models, rules
from shared_catalog.documents.types import Requirement as RequirementValue
from tenants.access import Actor
from tenants.messages.types import Channel
from tenants.permissions import Permission

NoticeChannel = described_enum(
    Channel,
    "ExpiryNoticeChannel",
    "By which way a cooperative is told.",
    EMAIL="By e-mail.",
    SMS="By SMS.",
    WHATSAPP="By WhatsApp.",
)


def document_path(document_id: UUID) -> str:
    """Where the paper is, on headquarters' host."""
    return f"/documents/{document_id}"


class CooperativeDocument(Node):
    """A paper of a cooperative, as it was submitted, and what a second person said of it."""

    class Meta:
        model = models.Document
        permission = Permission.DOCUMENTS_READ

    cooperative = Edge("api.registry.types.Cooperative", "Whose it is.")
    type = Column("What it is.", type_=enums.DocumentType)
    version = Column("Which version of the paper, from 1.")
    number = Column("Its number.")
    issuer = Column("Who issued it.")
    certificate_kind = Column("Of a certificate of ONSSA, what it is called.", type_=AuthorisationKind)
    valid_from = Column("Its first valid day.")
    valid_until = Column("Its last valid day; null where it has no term.")
    scopes = Connection(
        lambda: DocumentScope,
        "The products and categories it speaks of; none for the whole cooperative.",
        via="document",
        orders=lists.SCOPE_ORDERS,
    )
    url = Derived(
        graphene.String,
        "Where the paper is, on headquarters' host.",
        columns=["id"],
        compute=document_path,
        required=True,
    )
    media_type = Column("What the file is: PDF, JPEG or PNG.")
    size = Column("How many bytes.")
    sha256 = Digest("Of the file.", "digest")
    state = Column("What became of it.", type_=enums.DocumentState)
    submitted_at = Column("When it was submitted.")
    submitted_by = Column("Who submitted it.")
    reviewed_at = Column("When it was accepted or rejected.")
    reviewed_by = Column("Who decided: somebody other than who submitted it.")
    review_note = Column("Why it was rejected.")
    superseded_from = Column("From which day on a newer version stands in its place.")
    revoked_from = Column("From which day on it does not count any more, where it was revoked.")
    revoked_at = Column("When it was revoked.")
    revoked_by = Column("Who revoked it.")
    revocation_reason = Column("Why it was revoked.")
    graces = Connection(
        lambda: DocumentGrace,
        "For how much longer headquarters let it count, latest first.",
        via="document",
        orders=lists.GRACE_ORDERS,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class DocumentScope(Node):
    """A product or a category that a document speaks of."""

    class Meta:
        model = models.DocumentScope
        permission = Permission.DOCUMENTS_READ

    document = Edge(CooperativeDocument, "The document.")
    product = Edge("api.catalogue.types.Product", "The product; null where it is a category.")
    category = Edge("api.catalogue.types.Category", "The category; null where it is a product.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "document__cooperative")


class DocumentGrace(Node):
    """That a document counts a while longer than it says: until when, why, and who signed for it."""

    class Meta:
        model = models.Grace
        permission = Permission.DOCUMENTS_READ

    document = Edge(CooperativeDocument, "The document.")
    until = Column("The last day for which it counts.")
    reason = Column("Why.")
    granted_at = Column("When it was granted.")
    granted_by = Column("Who signed for it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "document__cooperative")


class Requirement(graphene.ObjectType):
    """A document that is asked for."""

    type = graphene.Field(enums.DocumentType, required=True, description="What is asked.")
    alternatives = graphene.List(
        graphene.NonNull(enums.DocumentType), required=True, description="What does instead."
    )
    applies = graphene.Field(enums.Applies, required=True, description="Of which goods it is asked.")
    within_days = graphene.Int(
        required=True, description="How many days after it is first asked those are left in peace without it."
    )


def _requirements(said: list[dict[str, Any]]) -> list[RequirementValue]:
    return [rules.of_json(one) for one in said]


class RequirementSet(Node):
    """What is asked for a category's goods from a day on, until its next set. It adds to the set of the
    category's root, which is a whole group's, and to what the law asks of food: a certificate of ONSSA.
    """

    class Meta:
        model = models.RequirementSet
        permission = Permission.REGISTRY_READ

    category = Edge("api.catalogue.types.Category", "The category, or a root for a whole group.")
    effective_from = Column("Its first day.")
    requirements = Derived(
        graphene.List(graphene.NonNull(Requirement)),
        "What is asked.",
        columns=["requirements"],
        compute=_requirements,
        required=True,
    )
    published_at = Column("When it was published.")
    published_by = Column("Who published it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class ExpiryNotice(Node):
    """That a cooperative is told how many days a document still counts, once by each channel."""

    class Meta:
        model = models.ExpiryNotice
        permission = Permission.DOCUMENTS_READ

    cooperative = Edge("api.registry.types.Cooperative", "Who is told.")
    type = Column("Of which document.", type_=enums.DocumentType)
    last_day = Column("Its last day.")
    days_before = Column("Which notice: 60, 30, 7 or 0 days before.")
    channel = Column("By which way.", type_=NoticeChannel)
    state = Column("Whether it left.", type_=enums.NoticeState)
    attempts = Column("How often it was tried.")
    queued_at = Column("When it was queued.")
    sent_at = Column("When a gateway took it.")
    problem = Column("Why none took it, `no_address` where nobody can be reached.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")
