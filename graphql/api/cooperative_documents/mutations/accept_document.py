"""Say that a paper is what it says."""

from uuid import UUID

from api.base.inputs import IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import AS_IT_IS
from api.context import Context
from api.cooperative_documents.types import CooperativeDocument
from shared_catalog.documents import models
from shared_catalog.documents import operations as documents
from shared_catalog.registry.operations import AuthorisationNumberTaken
from tenants.permissions import Permission


class AcceptDocument(Mutation):
    """Say that a paper is what it says: it counts from now on. It takes somebody other than who submitted it.
    With a certificate of ONSSA the authorisation is granted.
    """

    permission = Permission.REGISTRY_DECIDE
    once = AS_IT_IS
    raises = (documents.WrongDocumentStep, documents.DocumentNeedsSecondPerson, AuthorisationNumberTaken)

    class Input:
        """What the mutation takes."""

        document_id = IdOf(CooperativeDocument, "The document.", required=True)

    document = Returned(CooperativeDocument, "The document, accepted.")

    @staticmethod
    def perform(context: Context, *, document_id: UUID) -> models.Document:
        return documents.accept_document(document_id=document_id, at=context.now, actor=context.viewer.id)
