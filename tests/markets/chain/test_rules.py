"""The hashes, computed with nothing but hashlib; every flipped bit is found."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.chain import rules
from markets.chain.types import Change, Header

DAY = date(2026, 11, 15)
HEADER = Header(
    market="casablanca",
    number=42,
    period_id=2026111,
    day=DAY,
    rows_digest=hashlib.sha256(b"rows").digest(),
    statements_digest=hashlib.sha256(b"statements").digest(),
    previous_hash=hashlib.sha256(b"before").digest(),
)
digests = st.binary(min_size=32, max_size=32)
records = st.dictionaries(st.integers(1, 200), digests, max_size=20).map(
    lambda rows: b"".join(rules.posting_record(key, rows[key]) for key in sorted(rows))
)


class TestBlockHash:
    def test_is_what_sha256sum_says_of_eight_lines(self) -> None:
        text = (
            "tadamun-chain-1\ncasablanca\n42\n2026111\n2026-11-15\n"
            f"{hashlib.sha256(b'rows').hexdigest()}\n"
            f"{hashlib.sha256(b'statements').hexdigest()}\n"
            f"{hashlib.sha256(b'before').hexdigest()}"
        )
        assert rules.block_hash(HEADER) == hashlib.sha256(text.encode()).digest()

    @pytest.mark.parametrize(
        "other",
        [
            {"market": "marrakech"},
            {"number": 43},
            {"period_id": 2026112},
            {"day": DAY + timedelta(days=1)},
        ],
    )
    def test_covers_where_the_block_stands(self, other: dict[str, Any]) -> None:
        assert rules.block_hash(replace(HEADER, **other)) != rules.block_hash(HEADER)

    @given(
        which=st.sampled_from(["rows_digest", "statements_digest", "previous_hash"]), bit=st.integers(0, 255)
    )
    def test_changes_with_any_bit(self, which: str, bit: int) -> None:
        flipped = (int.from_bytes(getattr(HEADER, which)) ^ (1 << bit)).to_bytes(32)
        assert rules.block_hash(replace(HEADER, **{which: flipped})) != rules.block_hash(HEADER)


class TestRowDigest:
    def test_is_the_sha256_of_a_json_array(self) -> None:
        text = '["ledger_posting", 7, "é\\"", null]'
        assert rules.row_digest("ledger_posting", [7, 'é"', None]) == hashlib.sha256(text.encode()).digest()

    @given(one=st.lists(st.text() | st.integers() | st.none()), other=st.lists(st.text() | st.integers()))
    def test_is_different_for_different_rows(self, one: list[Any], other: list[Any]) -> None:
        assert (rules.row_digest("t", one) == rules.row_digest("t", other)) == (one == other)


class TestChanges:
    @given(rows=records)
    def test_are_none_between_equal_rows(self, rows: bytes) -> None:
        assert list(rules.changes([(DAY, rows)], [(DAY, rows)])) == []

    @given(rows=records.filter(bool), data=st.data())
    def test_are_found_for_any_flipped_bit(self, rows: bytes, data: st.DataObject) -> None:
        bit = data.draw(st.integers(0, len(rows) * 8 - 1))
        flipped = (int.from_bytes(rows) ^ (1 << bit)).to_bytes(len(rows))
        assert list(rules.changes([(DAY, rows)], [(DAY, flipped)]))

    @given(rows=records.filter(bool), data=st.data())
    def test_name_the_row_that_was_changed_removed_or_added(self, rows: bytes, data: st.DataObject) -> None:
        parts = rules.parts_of(rows, rules.RECORD_LENGTH)
        at = data.draw(st.integers(0, len(parts) - 1))
        key = int.from_bytes(parts[at][1 : rules.KEY_LENGTH])
        other = rules.posting_record(key, rules.digest(parts[at]))
        without = b"".join(parts[:at] + parts[at + 1 :])
        changed = b"".join([*parts[:at], other, *parts[at + 1 :]])

        for before, after, change in (
            (rows, changed, Change.CHANGED),
            (rows, without, Change.REMOVED),
            (without, rows, Change.ADDED),
        ):
            [found] = rules.changes([(DAY, before)], [(DAY, after)])
            assert (found.change, found.table, found.id) == (change, "ledger_posting", str(key))

    def test_tell_entries_from_postings(self) -> None:
        entry_id = UUID(int=5)
        rows = rules.entry_record(entry_id, bytes(32)) + rules.posting_record(5, bytes(32))

        found = [(change.table, change.id) for change in rules.changes([(DAY, rows)], [])]
        assert found == [("ledger_entry", str(entry_id)), ("ledger_posting", "5")]

    def test_are_none_for_a_row_that_only_counts_on_another_day(self) -> None:
        row = rules.posting_record(5, bytes(32))
        assert list(rules.changes([(DAY, row)], [(DAY - timedelta(days=1), row)])) == []
