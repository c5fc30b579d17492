"""Say that a paper that was accepted does not count any more from a day on."""

from datetime import date
from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.base.scalars import Date
from api.context import Context
from api.cooperative_documents.types import CooperativeDocument
from shared_catalog.documents import models
from shared_catalog.documents import operations as documents
from tenants.permissions import Permission


class RevokeDocument(Mutation):
    """Say that a paper that was accepted does not count any more from a day on, and why: another version may
    be brought. A certificate of ONSSA is withdrawn with `withdrawAuthorisation`.
    """

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (documents.WrongDocumentStep,)

    class Input:
        """What the mutation takes."""

        document_id = IdOf(CooperativeDocument, "The document.", required=True)
        revoked_from = Given(Date, "The first day on which it does not count; not past.", required=True)
        reason = Given(graphene.String, "Why, as the cooperative is told.", required=True)

    document = Returned(CooperativeDocument, "The document, revoked.")

    @staticmethod
    def perform(context: Context, *, document_id: UUID, revoked_from: date, reason: str) -> models.Document:
        return documents.revoke_document(
            document_id=document_id,
            revoked_from=revoked_from,
            reason=reason,
            at=context.now,
            actor=context.viewer.id,
        )
