"""The words of recalls, described."""

from api.base.enums import described_enum
from shared_catalog.recalls import types

RecallSeverity = described_enum(
    types.Severity,
    "RecallSeverity",
    "How dangerous recalled goods are, and so how soon every market acknowledges the recall.",
    CRITICAL="They may harm whoever uses them: within 2 hours.",
    SERIOUS="They are not what the law wants: within 24 hours.",
    MINOR="They are not as they should be, and harm nobody: within 72 hours.",
)
