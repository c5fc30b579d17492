"""Say that a paper does not do, and why."""

from uuid import UUID

import graphene

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import BY_STATE
from api.context import Context
from api.cooperative_documents.types import CooperativeDocument
from shared_catalog.documents import models
from shared_catalog.documents import operations as documents
from tenants.permissions import Permission


class RejectDocument(Mutation):
    """Say that a paper does not do, and why: another version may be brought. It takes somebody other than who
    submitted it.
    """

    permission = Permission.REGISTRY_DECIDE
    once = BY_STATE
    raises = (documents.WrongDocumentStep, documents.DocumentNeedsSecondPerson)

    class Input:
        """What the mutation takes."""

        document_id = IdOf(CooperativeDocument, "The document.", required=True)
        reason = Given(graphene.String, "Why, as the cooperative is told.", required=True)

    document = Returned(CooperativeDocument, "The document, rejected.")

    @staticmethod
    def perform(context: Context, *, document_id: UUID, reason: str) -> models.Document:
        return documents.reject_document(
            document_id=document_id, reason=reason, at=context.now, actor=context.viewer.id
        )
