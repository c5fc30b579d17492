"""What a draft becomes when it is issued, and what the digest of a statement is made of."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from kernel.ids import new_id
from markets.periods.models import Period
from markets.settlement import rules
from markets.settlement.models import Statement, StatementLine
from markets.settlement.types import Draft


def statement_of(draft: Draft, *, period: Period, issued_at: datetime) -> Statement:
    """The statement that a draft becomes, not yet written and without its number and digest."""
    movement, outcome = draft.movement, draft.outcome
    return Statement(
        id=new_id(),
        period=period,
        cooperative_id=movement.cooperative_id,
        opening_minor=draft.brought.opening_minor,
        released_minor=draft.brought.released_minor,
        sales_minor=movement.sales_minor,
        returns_minor=movement.returns_minor,
        fees_minor=movement.fees_minor,
        adjustments_minor=movement.adjustments_minor,
        net_minor=outcome.net_minor,
        held_minor=outcome.held_minor,
        payable_minor=outcome.payable_minor,
        carried_minor=outcome.carried_minor,
        reasons=[rules.written(reason) for reason in outcome.reasons],
        issued_at=issued_at,
    )


def content_of(*, statement: Statement, lines_digest: bytes) -> dict[str, object]:
    """What a statement's digest is the fingerprint of: its amounts, its reasons, and the SHA-256 of its
    lines.

    A line counts as `kind amount posting` (`-` where it has no posting), lines in their order, joined by
    newlines, in UTF-8.
    """
    return {
        "number": statement.number,
        "period": statement.period_id,
        "cooperative": statement.cooperative_id,
        "opening_minor": statement.opening_minor,
        "released_minor": statement.released_minor,
        "sales_minor": statement.sales_minor,
        "returns_minor": statement.returns_minor,
        "fees_minor": statement.fees_minor,
        "adjustments_minor": statement.adjustments_minor,
        "net_minor": statement.net_minor,
        "held_minor": statement.held_minor,
        "payable_minor": statement.payable_minor,
        "carried_minor": statement.carried_minor,
        "reasons": list(statement.reasons),
        "lines": lines_digest.hex(),
    }


def lines_of(statement: Statement) -> Sequence[str]:
    """The lines of an issued statement as its digest counts them, from its rows as they are now."""
    lines = StatementLine.objects.filter(statement=statement).order_by("id")
    return [
        f"{kind} {amount_minor} {'-' if posting_id is None else posting_id}"
        for kind, amount_minor, posting_id in lines.values_list("kind", "amount_minor", "posting_id")
    ]


def content_now(statement: Statement, lines: Sequence[str]) -> dict[str, object]:
    """What the digest of an issued statement should be the fingerprint of, by its rows as they are now."""
    return content_of(statement=statement, lines_digest=hashlib.sha256("\n".join(lines).encode()).digest())
