"""The hashes of the chain, written so that anybody can compute them again.

* A ledger row is the JSON array of its table and all its columns (`chain.canonical`), in UTF-8; its digest is
  the sha256 of that text.
* A row's record is 49 bytes: its key, which is `E` and the 16 bytes of an entry's UUID or `P`, eight zero
  bytes and the 8 bytes of a posting's number, and then its digest.
* A day's rows are the records of the day in their byte order: entries before postings, each by its id.
* A block's hash is the sha256 of eight lines of text with a line feed between them: `tadamun-chain-1`, the
  market's slug, the block's number, the half-month's key, the day as `2026-11-15`, and in small hexadecimal
  digits the sha256 of the day's rows, the sha256 of the statements' digests, and the hash of the block
  before. The first block has 64 zeros there.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from uuid import UUID

from markets.chain.types import Change, Header, RowChange

VERSION = "tadamun-chain-1"
DIGEST_LENGTH = 32
BEFORE_THE_FIRST = bytes(DIGEST_LENGTH)

KEY_LENGTH = 17
RECORD_LENGTH = KEY_LENGTH + DIGEST_LENGTH

_ENTRY, _POSTING = b"E", b"P"
_TABLES: Mapping[bytes, str] = {_ENTRY: "ledger_entry", _POSTING: "ledger_posting"}


def digest(content: bytes) -> bytes:
    """The sha256 of some bytes."""
    return sha256(content).digest()


def row_digest(table: str, values: Sequence[str | int | None]) -> bytes:
    """The digest of a ledger row: instants as microseconds since 1970, days and UUIDs as text."""
    return digest(json.dumps([table, *values], ensure_ascii=False).encode())


def entry_record(entry_id: UUID, row: bytes) -> bytes:
    """An entry's place in its day, and its digest."""
    return _ENTRY + entry_id.bytes + row


def posting_record(posting_id: int, row: bytes) -> bytes:
    """A posting's place in its day, and its digest."""
    return _POSTING + posting_id.to_bytes(16, "big") + row


def block_hash(header: Header) -> bytes:
    """The hash of a block, which covers everything before it through the hash of the block before."""
    lines = (
        VERSION,
        header.market,
        str(header.number),
        str(header.period_id),
        header.day.isoformat(),
        header.rows_digest.hex(),
        header.statements_digest.hex(),
        header.previous_hash.hex(),
    )
    return digest("\n".join(lines).encode())


def parts_of(joined: bytes, length: int = DIGEST_LENGTH) -> list[bytes]:
    """Digests or records that stand one after the other, each `length` bytes."""
    return [joined[start : start + length] for start in range(0, len(joined), length)]


def changes(stored: Iterable[tuple[date, bytes]], found: Iterable[tuple[date, bytes]]) -> Iterator[RowChange]:
    """The ledger rows that differ between what some days' blocks say and what the ledger has now.

    A posting that counts on another day only because its entry moved is as it was: the entry is what changed.
    """
    before, after = _by_key(stored), _by_key(found)
    for key in sorted(before.keys() | after.keys()):
        was, is_now = before.get(key), after.get(key)
        if was is None and is_now is not None:
            yield _change(Change.ADDED, key, is_now[0])
        elif was is not None and is_now is None:
            yield _change(Change.REMOVED, key, was[0])
        elif was is not None and is_now is not None and was[1] != is_now[1]:
            yield _change(Change.CHANGED, key, was[0])


def _by_key(days: Iterable[tuple[date, bytes]]) -> dict[bytes, tuple[date, bytes]]:
    return {
        record[:KEY_LENGTH]: (day, record[KEY_LENGTH:])
        for day, rows in days
        for record in parts_of(rows, RECORD_LENGTH)
    }


def _change(change: Change, key: bytes, day: date) -> RowChange:
    table = _TABLES.get(key[:1], "unknown")
    named = str(UUID(bytes=key[1:])) if key[:1] == _ENTRY else str(int.from_bytes(key[1:], "big"))
    return RowChange(change, table, named, day)
