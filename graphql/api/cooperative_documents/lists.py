"""How the lists of documents are sorted and filtered."""

import graphene

from api.base.filters import Condition, Filter, Related
from api.base.pages import By, Orders
from api.base.scalars import Date, DateTime
from api.cooperative_documents.enums import DocumentState, DocumentType, NoticeState

_COOPERATIVE = "api.registry.types.Cooperative"

DOCUMENT_ORDERS = Orders(
    "CooperativeDocument",
    descending=True,
    SUBMITTED_AT=By("submitted_at", "By when it was submitted."),
    VALID_FROM=By("valid_from", "By its first valid day."),
)
SCOPE_ORDERS = Orders("DocumentScope", ID=By("pk", "By when it was said."))
GRACE_ORDERS = Orders("DocumentGrace", descending=True, UNTIL=By("until", "By its last day."))
REQUIREMENT_SET_ORDERS = Orders(
    "RequirementSet", descending=True, EFFECTIVE_FROM=By("effective_from", "By its first day.")
)
NOTICE_ORDERS = Orders("ExpiryNotice", descending=True, QUEUED_AT=By("queued_at", "By when it was queued."))


class CooperativeDocumentFilter(Filter):
    """Which documents."""

    cooperative = Related(_COOPERATIVE, "Whose they are.", "cooperative_id")
    type = Condition(DocumentType, "What they are.", "type")
    state = Condition(DocumentState, "What became of them: `SUBMITTED` is the reviewers' queue.", "state")
    number = Condition(graphene.String, "The number on it.", "number")
    valid_until = Condition(
        Date, "The last valid day; `isNull` for those without a term.", "valid_until", ranged=True
    )
    submitted_at = Condition(DateTime, "When they were submitted.", "submitted_at", ranged=True)


class RequirementSetFilter(Filter):
    """Which sets."""

    category = Condition(graphene.String, "The category's code; a root is a whole group.", "category_id")


class ExpiryNoticeFilter(Filter):
    """Which notices."""

    cooperative = Related(_COOPERATIVE, "Who is told.", "cooperative_id")
    state = Condition(NoticeState, "Whether they left.", "state")
