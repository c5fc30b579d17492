"""How the documents' lists are sorted and filtered."""

from api.base.filters import Condition, Filter, Related
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.documents import enums

MESSAGE_ORDERS = Orders(
    "Message",
    descending=True,
    QUEUED_AT=By("queued_at", "By when it was queued."),
    DUE_AT=By("due_at", "By when it may be tried next."),
)
STATEMENT_FILE_ORDERS = Orders("StatementFile", MADE_AT=By("made_at", "By when it was first made."))


class MessageFilter(Filter):
    """Which messages."""

    state = Condition(enums.MessageState, "Where it stands.", "state")
    kind = Condition(enums.MessageKind, "What is told.", "kind")
    channel = Condition(enums.MessageChannel, "By which way.", "channel")
    cooperative = Related("api.registry.types.Cooperative", "Who is told.", "cooperative")
    queued_at = Condition(DateTime, "When it was queued.", "queued_at", ranged=True)
