"""Arithmetic of double entry."""

from collections.abc import Sequence

from markets.ledger.types import AccountCode, PostingDraft, PostingKind

Side = tuple[AccountCode, int]


def pair(debits: Sequence[Side], credits: Sequence[Side], kind: PostingKind) -> list[PostingDraft]:
    """Match what is debited with what is credited, from first to last, into postings between two accounts.

    Both sides are accounts with centimes and have the same sum; amounts of nothing are left out. At most
    len(debits) + len(credits) - 1 postings come back, and each account is moved by exactly its amount.
    Raises ValueError when an amount is negative or the sums differ.
    """
    if any(amount_minor < 0 for _, amount_minor in (*debits, *credits)):
        raise ValueError("amounts to be paired are not negative")
    if sum(amount for _, amount in debits) != sum(amount for _, amount in credits):
        raise ValueError("debits and credits have the same sum")
    waiting = [side for side in reversed(credits) if side[1]]
    postings = []
    for debit, left in debits:
        while left:
            credit, available = waiting.pop()
            moved = min(left, available)
            postings.append(PostingDraft(debit=debit, credit=credit, amount_minor=moved, kind=kind))
            left -= moved
            if available > moved:
                waiting.append((credit, available - moved))
    return postings
