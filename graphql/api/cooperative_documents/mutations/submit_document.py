"""Bring a paper of a cooperative."""

from uuid import UUID

from api.base.inputs import Given, IdOf
from api.base.mutations import Mutation, Returned
from api.base.once import ClientMade
from api.base.scalars import UUID as UUIDScalar
from api.bulk.sides import HQ
from api.context import Context
from api.cooperative_documents.inputs import CooperativeDocumentDetailsInput
from api.cooperative_documents.types import CooperativeDocument
from api.registry.types import Cooperative
from kernel.identifiers import InvalidIdentifier
from kernel.versions import VersionConflict
from shared_catalog.documents import models
from shared_catalog.documents import operations as documents
from shared_catalog.documents.types import DocumentDetails
from shared_catalog.registry.operations import IdReused
from tenants.bulk.operations import FileGone, FileRefused
from tenants.permissions import Permission


class SubmitDocument(Mutation):
    """Bring a paper of a cooperative: it counts once somebody else has accepted it, and the version before it
    until then.
    """

    permission = Permission.DOCUMENTS_WRITE
    once = ClientMade("id")
    raises = (
        IdReused,
        InvalidIdentifier,
        VersionConflict,
        documents.DocumentAwaitsReview,
        FileGone,
        FileRefused,
    )

    class Input:
        """What the mutation takes."""

        id = Given(
            UUIDScalar,
            "A UUID made by the caller, best version 7; the same request again gives the same answer.",
            required=True,
        )
        cooperative_id = IdOf(Cooperative, "The cooperative.", required=True)
        details = Given(CooperativeDocumentDetailsInput, "What is written on it.", required=True)
        file_id = IdOf(HQ.file, "The paper, as `PUT /files` answered it: PDF, JPEG or PNG.", required=True)
        replaces_id = IdOf(CooperativeDocument, "The latest version of the same paper, if there is one.")

    document = Returned(CooperativeDocument, "The document.")

    @staticmethod
    def perform(
        context: Context,
        *,
        id: UUID,
        cooperative_id: UUID,
        details: DocumentDetails,
        file_id: UUID,
        replaces_id: UUID | None = None,
    ) -> models.Document:
        return documents.submit_document(
            document_id=id,
            cooperative_id=cooperative_id,
            details=details,
            file_id=file_id,
            replaces_id=replaces_id,
            at=context.now,
            actor=context.viewer.id,
        )
