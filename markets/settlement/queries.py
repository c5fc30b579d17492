"""Reads of the settlement: what a half-month holds for each cooperative, drafts and statements, what is
owed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from markets.periods.models import Period
from markets.settlement import rules
from markets.settlement.models import PayoutMinimum, Statement, StatementLine
from markets.settlement.standing import standings
from markets.settlement.types import (
    GOOD_STANDING,
    Brought,
    Draft,
    Earned,
    Movement,
    Outcome,
    Review,
    Standing,
)

# Every posting as the account of a cooperative sees it. Payments answer the statement before, so no statement
# has them among its movements.
COOPERATIVE_SIDES = """
    SELECT posting_id, entry_id, period_id, posting.kind, cooperative_id, amount_minor
    FROM (
        SELECT id AS posting_id, entry_id, period_id, kind, credit_id AS account_id, amount_minor
        FROM ledger_posting
        UNION ALL
        SELECT id, entry_id, period_id, kind, debit_id, -amount_minor FROM ledger_posting
    ) posting
    JOIN ledger_account account ON account.id = posting.account_id
    WHERE account.cooperative_id IS NOT NULL AND posting.kind <> 'payout'
"""

# What they come to, by kind: the movement of a cooperative.
BY_KIND = """
    coalesce(sum(amount_minor) FILTER (WHERE kind = 'sale'), 0)::bigint AS sales_minor,
    coalesce(-sum(amount_minor) FILTER (WHERE kind = 'refund'), 0)::bigint AS returns_minor,
    coalesce(-sum(amount_minor) FILTER (WHERE kind IN ('fee', 'fee_reversal')), 0)::bigint AS fees_minor,
    coalesce(sum(amount_minor) FILTER (
        WHERE kind NOT IN ('sale', 'refund', 'fee', 'fee_reversal')), 0)::bigint AS adjustments_minor
"""

_MOVEMENTS = f"""
    SELECT cooperative_id, {BY_KIND} FROM ({COOPERATIVE_SIDES} AND period_id = %s) side
    GROUP BY cooperative_id ORDER BY cooperative_id
"""

# One look into the index for each cooperative that ever had an account, however long ago its first statement
# was: sorting all statements of four years took as long as adding up the half-month.
_BROUGHT = """
    SELECT account.cooperative_id, latest.carried_minor, latest.held_minor
    FROM ledger_account account
    CROSS JOIN LATERAL (
        SELECT carried_minor, held_minor FROM settlement_statement
        WHERE cooperative_id = account.cooperative_id AND period_id < %s
        ORDER BY period_id DESC LIMIT 1
    ) latest
    WHERE account.cooperative_id IS NOT NULL
"""

_EARNED = f"""
    SELECT {BY_KIND},
        coalesce(sum(amount_minor) FILTER (WHERE line.posting_id IS NULL), 0)::bigint AS unsettled_minor
    FROM ({COOPERATIVE_SIDES}) side
    LEFT JOIN (SELECT posting_id FROM settlement_statementline WHERE posting_id IS NOT NULL) line
        USING (posting_id)
"""

_RESERVED = """
    SELECT coalesce(sum(carried_minor + held_minor), 0)::bigint AS reserved_minor FROM (
        SELECT DISTINCT ON (cooperative_id) carried_minor, held_minor FROM settlement_statement
        ORDER BY cooperative_id, period_id DESC
    ) latest
"""

_LASTING_NEGATIVES = """
    SELECT cooperative_id FROM (
        SELECT cooperative_id, net_minor,
               row_number() OVER (PARTITION BY cooperative_id ORDER BY period_id DESC) AS place
        FROM settlement_statement
    ) latest
    WHERE place <= %(periods)s
    GROUP BY cooperative_id
    HAVING count(*) = %(periods)s AND max(net_minor) < 0
    ORDER BY cooperative_id
"""


def statements_of_period(period_id: int) -> QuerySet[Statement]:
    """The statements of a half-month, with their cooperatives."""
    return Statement.objects.filter(period_id=period_id).select_related("cooperative", "period")


def statements_of_cooperative(cooperative_id: UUID) -> QuerySet[Statement]:
    """The statements of one cooperative, latest half-month first."""
    return Statement.objects.filter(cooperative_id=cooperative_id).select_related("period")


def digests_of_period(period_id: int) -> list[bytes]:
    """The digests of a half-month's statements, in the order of their numbers, as they are chained."""
    digests = (
        Statement.objects.filter(period_id=period_id).order_by("number").values_list("digest", flat=True)
    )
    return [bytes(digest) for digest in digests]


def lines_of(statement_id: UUID) -> QuerySet[StatementLine]:
    """The lines of a statement with their postings and entries, which lead on to the receipts."""
    return StatementLine.objects.filter(statement_id=statement_id).select_related("posting__entry")


def movements_in(period: Period) -> Sequence[Movement]:
    """What happened in a half-month to each cooperative that had a posting in it."""
    return [Movement(**row) for row in _rows(_MOVEMENTS, [period.id])]


def brought_to(period: Period) -> dict[UUID, Brought]:
    """What each cooperative's latest earlier statement carried over or held, where that is not nothing."""
    return {
        row["cooperative_id"]: Brought(row["carried_minor"], row["held_minor"])
        for row in _rows(_BROUGHT, [period.id])
        if row["carried_minor"] or row["held_minor"]
    }


def minimum_on(day: date) -> int:
    """The smallest amount paid for a half-month that ends on `day`, in centimes; 0 when none was ever set."""
    rule = PayoutMinimum.objects.filter(effective_from__lte=day).order_by("-effective_from").first()
    return rule.amount_minor if rule else 0


def review_of(period: Period) -> Review:
    """The statements of a half-month as they would be issued now, and the digest that an approval signs."""
    brought, movements = brought_to(period), _movements_by_cooperative(period)
    cooperatives = sorted(brought.keys() | movements.keys())
    known = standings(cooperatives, pay_on=period.pay_on)
    return review(period, brought, movements, known, minimum_minor=minimum_on(period.ends_on))


def past_review_of(period: Period) -> Review:
    """The same for a half-month from before the market joined: everything positive was paid then."""
    brought, movements = brought_to(period), _movements_by_cooperative(period)
    return review(period, brought, movements, {}, minimum_minor=0)


def review(
    period: Period,
    brought: Mapping[UUID, Brought],
    movements: Mapping[UUID, Movement],
    known: Mapping[UUID, Standing],
    *,
    minimum_minor: int,
) -> Review:
    """One draft for each cooperative that had a posting in the half-month or something brought to it."""
    drafts = []
    for cooperative_id in sorted(brought.keys() | movements.keys()):
        movement = movements.get(cooperative_id, Movement(cooperative_id=cooperative_id))
        left = brought.get(cooperative_id, Brought())
        outcome = rules.settle(
            brought=left,
            movement=movement,
            standing=known.get(cooperative_id, GOOD_STANDING),
            minimum_minor=minimum_minor,
        )
        drafts.append(Draft(movement=movement, brought=left, outcome=outcome))
    return Review(tuple(drafts), rules.digest_of(period.id, drafts))


def payability(cooperative_id: UUID, period: Period) -> Outcome:
    """What a cooperative is paid for a half-month, with the ordered reasons why not all: as its statement
    says, or, until there is one, as if it were drawn up now.
    """
    if period.is_closed:
        return _as_issued(Statement.objects.filter(period=period, cooperative_id=cooperative_id).first())
    left = brought_to(period).get(cooperative_id, Brought())
    movement = _movements_by_cooperative(period).get(cooperative_id, Movement(cooperative_id=cooperative_id))
    known = standings([cooperative_id], pay_on=period.pay_on)
    return rules.settle(
        brought=left,
        movement=movement,
        standing=known[cooperative_id],
        minimum_minor=minimum_on(period.ends_on),
    )


def _as_issued(statement: Statement | None) -> Outcome:
    if statement is None:
        return Outcome(net_minor=0, held_minor=0, payable_minor=0, carried_minor=0, reasons=())
    return Outcome(
        net_minor=statement.net_minor,
        held_minor=statement.held_minor,
        payable_minor=statement.payable_minor,
        carried_minor=statement.carried_minor,
        reasons=tuple(rules.read(reason) for reason in statement.reasons),
    )


def lasting_negatives(*, periods: int = 3) -> list[UUID]:
    """Cooperatives whose last so many statements all came to less than nothing: somebody should talk to
    them.
    """
    return [row["cooperative_id"] for row in _rows(_LASTING_NEGATIVES, {"periods": periods})]


def earned() -> Earned:
    """What cooperatives earned since the beginning, and what of it is on no statement yet, from the
    ledger.
    """
    [row] = _rows(_EARNED)
    return Earned(**row)


def reserved() -> int:
    """What the latest statements carry over and hold, all cooperatives together; centimes."""
    [row] = _rows(_RESERVED)
    return int(row["reserved_minor"])


def _movements_by_cooperative(period: Period) -> dict[UUID, Movement]:
    return {movement.cooperative_id: movement for movement in movements_in(period)}


def _rows(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
