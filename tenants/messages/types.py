"""A message on its way, and by which way."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """By which way."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"


class MessageState(StrEnum):
    """Where a message stands. `sent` means that the gateway took it, not that somebody read it."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message on its way. `reference` is the same each time it is tried, so that a second copy is known."""

    reference: str
    recipient: str
    subject: str
    text: str
