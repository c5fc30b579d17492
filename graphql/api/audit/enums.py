"""The audit's words, described."""

from api.base.enums import described_enum
from tenants.audit import types

AuditKind = described_enum(
    types.EntryKind,
    "AuditKind",
    "What was done, broadly.",
    CHANGE="Something was changed.",
    READ="Something confidential was read.",
    SIGN_IN="Somebody signed in, or tried to.",
    COMMAND="A command was given on the machine.",
    TIMED="Timed work of the platform.",
)
AuditOutcome = described_enum(
    types.Outcome,
    "AuditOutcome",
    "How far it came.",
    DONE="It was done.",
    BEGUN="It was begun: it acts outside, and another entry of the same request says how it ended.",
    REFUSED="It was refused, and `code` says why.",
)
