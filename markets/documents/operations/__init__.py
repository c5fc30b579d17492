"""Writes of the documents: statements as files, and messages to cooperatives."""

from markets.documents.operations._files import (
    FileUnlikeItsHash,
    StatementUnlikeItsSeal,
    print_names,
    render_period,
    render_statement,
    render_statements,
)
from markets.documents.operations._messages import announce_payout, announce_period, send_messages

__all__ = [
    "FileUnlikeItsHash",
    "StatementUnlikeItsSeal",
    "announce_payout",
    "announce_period",
    "print_names",
    "render_period",
    "render_statement",
    "render_statements",
    "send_messages",
]
