"""One holder at a time for an id that a client made, so that a repeated request waits and then finds the
first one's row.

Checking for a row and then writing it would let two equal requests both find nothing; the second would fail
somewhere in the middle, for example for want of the stock that the first one took. Claiming first makes it
wait.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def claim(client_id: UUID) -> None:
    """Hold `client_id` until the current transaction ends; waits for another holder up to the login's
    lock_timeout.

    Must run inside a transaction, before the row is looked up: in READ COMMITTED the look-up is then a new
    statement that sees what the other holder committed. Two ids that share a key merely wait for each other.
    Raises django.db.OperationalError when the wait exceeds lock_timeout.
    """
    assert connection.in_atomic_block, "a claim lasts as long as its transaction"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(client_id)])


def key_of(client_id: UUID) -> int:
    """The number by which PostgreSQL knows a claim."""
    return (int.from_bytes(client_id.bytes[:8], "big") ^ int.from_bytes(client_id.bytes[8:], "big")) - (
        1 << 63
    )


def done_before(row: Row) -> Row:
    """Say of a row that an earlier request with the same id wrote it, so that this one changes nothing."""
    row._state.done_before = True  # type: ignore[attr-defined]  # where Django keeps what it knows of a row
    return row


def was_done_before(row: Model) -> bool:
    """Whether an operation answered what an earlier request had done."""
    return getattr(row._state, "done_before", False)


def as_stored(row: Row) -> Row:
    """Say of a row that it holds what the database holds, so that nobody needs to read it again."""
    row._state.as_stored = True  # type: ignore[attr-defined]
    return row


def is_as_stored(row: object) -> bool:
    """Whether a row is known to hold what the database holds."""
    return isinstance(row, Model) and getattr(row._state, "as_stored", False)


@contextmanager
def alone_with(subject: UUID, *, purpose: str) -> Iterator[bool]:
    """Be the only session that does `purpose` for `subject` as long as the block lasts, whatever transactions
    begin and end within it; False at once when another session is at it.

    PostgreSQL lets go by itself when the process dies or its connection breaks.
    """
    digest = hashlib.sha256(purpose.encode() + subject.bytes).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        [held] = cursor.fetchone()
    try:
        yield held
    finally:
        if held:
            with suppress(InterfaceError, OperationalError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
