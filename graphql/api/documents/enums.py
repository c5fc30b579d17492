"""The documents' words, described."""

from api.base.enums import described_enum
from markets.documents import types
from tenants.messages import types as messages

StatementFileKind = described_enum(
    types.FileKind,
    "StatementFileKind",
    "A form in which a statement can be had.",
    PDF="On paper, in Arabic and French.",
    CSV="Every movement as a row.",
    JSON="What its digest is made of.",
)
MessageKind = described_enum(
    types.MessageKind,
    "MessageKind",
    "What a cooperative is told.",
    STATEMENT_ISSUED="Its statement is there.",
    PAYOUT_PAID="A statement was paid.",
    PAYOUT_HELD="A payment is held.",
    PAYOUT_REJECTED="The bank rejected a payment.",
    PAYOUT_RETURNED="The bank returned a payment.",
)
MessageChannel = described_enum(
    messages.Channel,
    "MessageChannel",
    "By which way a cooperative is told.",
    EMAIL="E-mail.",
    SMS="SMS.",
    WHATSAPP="WhatsApp.",
)
MessageLanguage = described_enum(
    types.Language,
    "MessageLanguage",
    "In which words.",
    ARABIC="Arabic.",
    FRENCH="French.",
    BOTH="Arabic, then French.",
)
MessageState = described_enum(
    messages.MessageState,
    "MessageState",
    "Where a message stands.",
    QUEUED="It waits to be sent, or to be tried again.",
    SENT="The gateway took it; nobody says that it was read.",
    FAILED="It was given up.",
)
