"""Root fields of documents, on headquarters' host."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.cooperative_documents import lists
from api.cooperative_documents.types import CooperativeDocument, ExpiryNotice, RequirementSet


class CooperativeDocumentQueries(Queries):
    """Reads of documents."""

    cooperative_document = One(CooperativeDocument, "A document by its global id.")
    cooperative_documents = Connection(
        CooperativeDocument,
        "Documents of all cooperatives, latest submitted first.",
        orders=lists.DOCUMENT_ORDERS,
        filters=lists.CooperativeDocumentFilter,
    )
    requirement_sets = Connection(
        RequirementSet,
        "What is asked of whom, latest first.",
        orders=lists.REQUIREMENT_SET_ORDERS,
        filters=lists.RequirementSetFilter,
    )
    expiry_notices = Connection(
        ExpiryNotice,
        "What cooperatives were told of documents that end, latest first.",
        orders=lists.NOTICE_ORDERS,
        filters=lists.ExpiryNoticeFilter,
    )
