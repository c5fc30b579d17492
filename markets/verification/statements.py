"""Statements derived again from the ledger and compared with what was issued, one half-month after another.

What somebody decided at the time (an account that was not verified, a hold) is taken from the reasons that
the statement gives; every amount, every line and the digest over them come from the postings and the rules.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from uuid import UUID

from django.db import connection

from kernel.fingerprint import fingerprint
from markets.periods.models import Period
from markets.settlement import queries as settlement
from markets.settlement import rules
from markets.settlement.models import RecoveryPlan, Statement
from markets.settlement.queries import BY_KIND, COOPERATIVE_SIDES
from markets.settlement.seals import content_of, statement_of
from markets.settlement.types import GOOD_STANDING, Brought, Draft, Movement, Reason

_MOVED = f"""
    SELECT cooperative_id, {BY_KIND},
           string_agg(kind || ' ' || amount_minor || ' ' || posting_id, E'\\n' ORDER BY posting_id) AS lines
    FROM ({COOPERATIVE_SIDES} AND period_id = %s) side GROUP BY cooperative_id
"""

_COMPARED = (
    "opening_minor",
    "released_minor",
    "sales_minor",
    "returns_minor",
    "fees_minor",
    "adjustments_minor",
    "net_minor",
    "held_minor",
    "payable_minor",
    "carried_minor",
    "reasons",
)

_Differences: TypeAlias = dict[str, tuple[object, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rederived:
    """One statement, or one that is missing (`statement_id` is None) or that nothing explains.

    `differences` has by name what was issued and what should have been; empty where all is as it should be.
    """

    period_id: int
    cooperative_id: UUID
    statement_id: UUID | None
    differences: Mapping[str, tuple[object, object]]


def rederive(periods: Iterable[Period]) -> Iterator[Rederived]:
    """Every statement of these closed half-months, derived anew; never more than one of them in memory.

    A statement opens with what the one before says, so that one wrong amount is one difference.
    """
    for period in periods:
        yield from _of_period(period)


def _of_period(period: Period) -> Iterator[Rederived]:
    issued = {one.cooperative_id: one for one in Statement.objects.filter(period=period).order_by("number")}
    movements, postings = _moved(period)
    brought, terms = settlement.brought_to(period), _terms(period)
    expected = brought.keys() | movements.keys()
    for cooperative_id in [*issued, *sorted(expected - issued.keys())]:
        statement = issued.get(cooperative_id)
        if statement is None or cooperative_id not in expected:
            found: _Differences = {"issued": (statement is not None, cooperative_id in expected)}
        else:
            movement = movements.get(cooperative_id, Movement(cooperative_id=cooperative_id))
            left, lines = brought.get(cooperative_id, Brought()), postings.get(cooperative_id)
            drafts = _drafts(statement, movement, left, terms)
            found = min((_differences(statement, draft, lines, period) for draft in drafts), key=len)
        yield Rederived(
            period_id=period.id,
            cooperative_id=cooperative_id,
            statement_id=None if statement is None else statement.id,
            differences=found,
        )


def _moved(period: Period) -> tuple[dict[UUID, Movement], dict[UUID, str]]:
    """The movement of each cooperative, and its postings as lines of a digest."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [period.id])
        rows = cursor.fetchall()
    names = ("sales_minor", "returns_minor", "fees_minor", "adjustments_minor")
    movements = {
        row[0]: Movement(cooperative_id=row[0], **dict(zip(names, row[1:-1], strict=True))) for row in rows
    }
    return movements, {row[0]: row[-1] for row in rows}


@dataclass(frozen=True, slots=True)
class _Terms:
    """What besides the ledger decided about the statements of a half-month: the smallest amount paid, and by
    cooperative every instalment that it ever agreed to.
    """

    imported: bool
    minimum_minor: int
    instalments: Mapping[UUID, Sequence[int]]


def _terms(period: Period) -> _Terms:
    """The terms of a half-month; one from before the market joined was paid in full, whatever there was."""
    if period.imported:
        return _Terms(imported=True, minimum_minor=0, instalments={})
    agreed: dict[UUID, list[int]] = defaultdict(list)
    for cooperative_id, instalment in RecoveryPlan.objects.values_list("cooperative_id", "instalment_minor"):
        agreed[cooperative_id].append(instalment)
    return _Terms(
        imported=False, minimum_minor=settlement.minimum_on(period.ends_on), instalments=dict(agreed)
    )


def _drafts(statement: Statement, movement: Movement, left: Brought, terms: _Terms) -> Iterator[Draft]:
    """What the statement may have been: without a recovery plan, or with one that the cooperative once had.

    When a plan began and ended is told by instants of requests, which are no order of transactions.
    """
    told = GOOD_STANDING if terms.imported else rules.standing_told(_reasons(statement))
    for instalment_minor in (None, *terms.instalments.get(movement.cooperative_id, ())):
        outcome = rules.settle(
            brought=left,
            movement=movement,
            standing=replace(told, instalment_minor=instalment_minor),
            minimum_minor=terms.minimum_minor,
        )
        yield Draft(movement=movement, brought=left, outcome=outcome)


def _reasons(statement: Statement) -> Sequence[Reason]:
    """The reasons that a statement gives; none where they are not what was ever written."""
    try:
        return [rules.read(reason) for reason in statement.reasons]
    except (KeyError, TypeError, ValueError):
        return []


def _differences(statement: Statement, draft: Draft, postings: str | None, period: Period) -> _Differences:
    due = statement_of(draft, period=period, issued_at=statement.issued_at)
    due.number = statement.number
    lines = hashlib.sha256("\n".join(_lines(due, postings)).encode()).digest()
    due.digest = fingerprint(content_of(statement=due, lines_digest=lines))
    pairs = ((name, getattr(statement, name), getattr(due, name)) for name in _COMPARED)
    found: _Differences = {name: (issued, derived) for name, issued, derived in pairs if issued != derived}
    if bytes(statement.digest) != due.digest:
        found["digest"] = bytes(statement.digest).hex(), due.digest.hex()
    return found


def _lines(due: Statement, postings: str | None) -> Iterator[str]:
    """The lines in their order: what was brought, what happened, what is held."""
    for kind, amount_minor in (("carry", due.opening_minor), ("release", due.released_minor)):
        if amount_minor:
            yield f"{kind} {amount_minor} -"
    if postings is not None:
        yield postings
    if due.held_minor:
        yield f"hold {-due.held_minor} -"
