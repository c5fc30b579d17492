"""Let a document count a while longer than it says."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.base.scalars import Date
from api.context import Context
from api.cooperative_documents.types import CooperativeDocument, DocumentGrace
from shared_catalog.documents import models
from shared_catalog.documents import operations as documents
from shared_catalog.registry.operations import IdReused
from tenants.permissions import Permission


class GrantDocumentGrace(Mutation):
    """Let an accepted document count a while longer than it says, for a reason, signed by who asks. It takes
    somebody other than who submitted it. What ONSSA and AMMPS issue is theirs to let count.
    """

    permission = Permission.REGISTRY_DECIDE
    once = ClientMade("id")
    raises = (IdReused, documents.WrongDocumentStep, documents.DocumentNeedsSecondPerson)

    class Input:
        """What the mutation takes."""

        id = Given(UUIDScalar, "A UUID made by the caller, best version 7.", required=True)
        document_id = IdOf(CooperativeDocument, "The document.", required=True)
        until = Given(Date, "The last day for which it counts, at most 90 days on.", required=True)
        reason = Given(graphene.String, "Why, 10 to 400 characters.", required=True)

    grace = Returned(DocumentGrace, "The grace.")

    @staticmethod
    def perform(context: Context, *, id: UUID, document_id: UUID, until: date, reason: str) -> models.Grace:
        return documents.grant_grace(
            grace_id=id,
            document_id=document_id,
            until=until,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
