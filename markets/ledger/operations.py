"""Writes of the ledger: entries are added and reversed, nothing else."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from kernel.errors import DomainError, NotFound
from markets.ledger import queries
from markets.ledger.models import Entry, Posting
from markets.ledger.types import (
    AccountCode,
    EntryDraft,
    EntryKind,
    PostingDraft,
    cooperative_of,
    kind_of,
)
from markets.periods.models import Period
from tenants.database.claims import claim

# Equal codes meet in the same order in every transaction, so that two that open the same accounts never
# deadlock.
_OPEN_ACCOUNTS = """
    INSERT INTO ledger_account (code, kind, cooperative_id)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::uuid[]) AS wanted (code, kind, cooperative_id)
    ORDER BY code
    ON CONFLICT DO NOTHING
"""


class AlreadyReversed(DomainError):
    """An entry is reversed once. Params: `entry`."""

    code = "ALREADY_REVERSED"
    messages = {
        "ar": "سبق إلغاء القيد {entry}",
        "fr": "L'écriture {entry} a déjà été contrepassée",
        "en": "Entry {entry} has already been reversed",
    }


def post(
    *,
    entry_id: UUID,
    kind: EntryKind,
    source_id: UUID,
    period: Period,
    occurred_at: datetime,
    recorded_at: datetime,
    business_date: date,
    actor: str,
    postings: Sequence[PostingDraft],
    reverses: Entry | None = None,
) -> Entry:
    """Write one entry with its postings into `period`, which the caller holds by
    `periods.operations.take_period`.

    One entry per kind and source, by a unique key. The drafts themselves refuse amounts that are not
    positive.
    """
    # Not `atomic` itself: a savepoint would add two statements to every sale.
    assert connection.in_atomic_block, "an entry is written with what it records, or not at all"
    assert postings, "an entry moves something"
    account_ids = open_accounts(codes={code for draft in postings for code in (draft.debit, draft.credit)})
    entry = Entry.objects.create(
        id=entry_id,
        kind=kind,
        source_id=source_id,
        period=period,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        business_date=business_date,
        reverses=reverses,
        actor=actor,
    )
    Posting.objects.bulk_create(
        Posting(
            entry=entry,
            period=period,
            debit_id=account_ids[draft.debit],
            credit_id=account_ids[draft.credit],
            amount_minor=draft.amount_minor,
            kind=draft.kind,
        )
        for draft in postings
    )
    return entry


def post_all(*, entries: Sequence[EntryDraft], period: Period) -> None:
    """Write many entries into one period, which the caller holds; each is once by its kind and source."""
    assert connection.in_atomic_block, "entries are written with what they record, or not at all"
    assert all(entry.postings for entry in entries), "an entry moves something"
    drafts = [draft for entry in entries for draft in entry.postings]
    account_ids = open_accounts(codes={code for draft in drafts for code in (draft.debit, draft.credit)})
    Entry.objects.bulk_create(
        Entry(
            id=entry.entry_id,
            kind=entry.kind,
            source_id=entry.source_id,
            period=period,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            business_date=entry.business_date,
            actor=entry.actor,
        )
        for entry in entries
    )
    Posting.objects.bulk_create(
        Posting(
            entry_id=entry.entry_id,
            period=period,
            debit_id=account_ids[draft.debit],
            credit_id=account_ids[draft.credit],
            amount_minor=draft.amount_minor,
            kind=draft.kind,
        )
        for entry in entries
        for draft in entry.postings
    )


@transaction.atomic
def reverse(
    *,
    entry_id: UUID,
    reverses_id: UUID,
    period: Period,
    occurred_at: datetime,
    recorded_at: datetime,
    business_date: date,
    actor: str,
) -> Entry:
    """Undo a whole entry by a new one that moves every amount back, in the period in which it is undone.

    Of two reversals at once the second waits and finds the first. Raises NotFound, AlreadyReversed.
    """
    claim(reverses_id)
    original = Entry.objects.filter(id=reverses_id).first()
    if original is None:
        raise NotFound(kind="Entry", id=reverses_id)
    if Entry.objects.filter(reverses=original).exists():
        raise AlreadyReversed(entry=str(reverses_id))
    return post(
        entry_id=entry_id,
        kind=EntryKind.REVERSAL,
        source_id=reverses_id,
        period=period,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        business_date=business_date,
        actor=actor,
        postings=[draft.reversed() for draft in queries.drafts_of(original)],
        reverses=original,
    )


def open_accounts(*, codes: Collection[AccountCode]) -> Mapping[AccountCode, int]:
    """The ids of these accounts; those that do not exist yet are made, also when somebody else is making them
    now.

    The ids are read each time, one index look-up: a copy kept in the process could outlive a rolled-back
    transaction or a market restored from its archive, and move money to the wrong account without a sound.
    """
    found = queries.account_ids(codes)
    missing = sorted(set(codes) - found.keys())
    if not missing:
        return found
    kinds, owners = [kind_of(code).value for code in missing], [cooperative_of(code) for code in missing]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_ACCOUNTS, [missing, kinds, owners])
    return queries.account_ids(codes)
