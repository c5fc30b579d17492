"""The words and the limits of bulk operations."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import BinaryIO, TypeAlias
from uuid import UUID

Clock: TypeAlias = Callable[[], datetime]

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_PAPER = 10 * 1024 * 1024
MOST_LINES = 100_000
LONGEST_LINE = 64 * 1024
MOST_FILES = 100
MOST_RUNNING = 5

UNUSED_FOR = timedelta(days=1)
"""A file that nothing uses is forgotten after this long."""

KEPT = timedelta(days=7)
"""A result, and the file that it came from, are kept for this long after the end."""

LEASE = timedelta(seconds=60)
"""Whoever runs an operation renews its lease with every chunk; after a crash another one may take it."""


class FileKind(StrEnum):
    """Where a file came from."""

    UPLOAD = "upload"
    RESULT = "result"


class BulkKind(StrEnum):
    """What a bulk operation does."""

    MUTATION = "mutation"
    QUERY = "query"
    CHECK = "check"
    IMPORT = "import"
    UNDO = "undo"
    EXPORT = "export"


TABLE_KINDS = frozenset({BulkKind.CHECK, BulkKind.IMPORT, BulkKind.UNDO, BulkKind.EXPORT})
"""Those that are about a table of rows and run no document."""


class BulkStatus(StrEnum):
    """Where a bulk operation stands."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELING = "canceling"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"


ENDED = frozenset({BulkStatus.COMPLETED, BulkStatus.FAILED, BulkStatus.CANCELED})
UNDER_WAY = frozenset(BulkStatus) - ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """Who starts an operation: the actor, the application it acts through and OAuth's session, what the token
    was given at most (None: all), the name that its operations are counted under, and the language of
    messages.
    """

    actor: str
    client: str
    session: UUID | None
    allowed: Sequence[str] | None
    counted_as: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some lines of a result, and how many of them say that something was done."""

    text: str
    lines: int
    succeeded: int


WriteResult: TypeAlias = Callable[[Iterator[str], BinaryIO], None]
"""Writes the lines of a result into its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a result is written: its media type, and what writes its lines."""

    media_type: str
    write: WriteResult
