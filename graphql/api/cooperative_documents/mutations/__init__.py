"""Writes of documents, for headquarters. One file each."""

from api.base.lists import Mutations
from api.cooperative_documents.mutations.accept_document import AcceptDocument
from api.cooperative_documents.mutations.grant_document_grace import GrantDocumentGrace
from api.cooperative_documents.mutations.publish_requirement_set import PublishRequirementSet
from api.cooperative_documents.mutations.reject_document import RejectDocument
from api.cooperative_documents.mutations.revoke_document import RevokeDocument
from api.cooperative_documents.mutations.submit_document import SubmitDocument

COOPERATIVE_DOCUMENT_MUTATIONS: Mutations = (
    SubmitDocument,
    AcceptDocument,
    RejectDocument,
    RevokeDocument,
    GrantDocumentGrace,
    PublishRequirementSet,
)
