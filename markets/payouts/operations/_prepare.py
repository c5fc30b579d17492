"""Preparing a batch: which statements it pays, to which accounts, and what waits because it cannot be
paid.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.ids import new_id
from markets.events import operations as events
from markets.payouts import notices, queries, rules
from markets.payouts.models import Payout, PayoutAttempt, PayoutBatch
from markets.payouts.rails import RAILS
from markets.payouts.rails.base import Destination, Unreachable
from markets.payouts.types import AttemptState, BatchState, PayoutState, Rail
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.settlement.models import Statement
from tenants.database.claims import claim, done_before
from tenants.network.sandbox import refuse_in_sandbox


class NothingToPay(DomainError):
    """Nothing of what was asked for waits to be paid on this rail. Params: `rail`, `held`."""

    code = "NOTHING_TO_PAY"
    messages = {
        "ar": "لا شيء للدفع عبر {rail}؛ المحتجز: {held}",
        "fr": "Rien à payer par {rail} ; retenus : {held}",
        "en": "There is nothing to pay by {rail}; held: {held}",
    }


class BatchIdReused(DomainError):
    """The id already stands for another batch. Params: `id`."""

    code = "BATCH_ID_REUSED"
    messages = {
        "ar": "المعرف {id} مستعمل لدفعة أخرى",
        "fr": "L'identifiant {id} désigne déjà un autre lot",
        "en": "The id {id} already stands for another batch",
    }


@transaction.atomic
def prepare_batch(
    *,
    batch_id: UUID,
    rail: Rail,
    execution_on: date,
    period_id: int | None = None,
    statement_ids: Sequence[UUID] = (),
    at: datetime,
    actor: str,
) -> PayoutBatch:
    """Put together what waits to be paid: of all half-months or one, all statements or those named.

    What was rejected or returned gets a new attempt, to the account as it is now. A cooperative that the rail
    cannot reach on that day has its payout held, with the reason. The same request again answers the same
    batch. Raises InvalidValue, NotFound, BatchIdReused, NothingToPay, RailNotAvailable, NotInASandbox.
    """
    said = fingerprint(
        {
            "rail": rail,
            "execution_on": execution_on,
            "period_id": period_id,
            "statement_ids": sorted(str(one) for one in statement_ids),
        }
    )
    claim(batch_id)
    known = PayoutBatch.objects.filter(pk=batch_id).first()
    if known is not None:
        if bytes(known.fingerprint) != said:
            raise BatchIdReused(path=("batch_id",), id=str(batch_id))
        return done_before(known)
    if rail not in RAILS:
        raise InvalidValue(path=("rail",), field="rail", reason="nothing is paid by it any more")
    if rail is not Rail.MANUAL:
        refuse_in_sandbox()
    if execution_on < business_date(at):
        raise InvalidValue(path=("execution_on",), field="execution_on", reason="it lies in the past")
    statements = _waiting(period_id, statement_ids)
    destinations = RAILS[rail].prepare(
        cooperative_ids=[statement.cooperative_id for statement in statements], execution_on=execution_on
    )
    payouts = _payouts(statements, destinations, rail, at=at, actor=actor)
    if not payouts:
        held = [one for one in destinations.values() if isinstance(one, Unreachable)]
        asked = "statement_ids" if statement_ids else "rail" if period_id is None else "period_id"
        raise NothingToPay(path=(asked,), rail=rail.value, held=len(held))
    batch = _batch(batch_id, rail, execution_on, payouts, destinations, said, at=at, actor=actor)
    events.append_all(drafts=[notices.batch_prepared(batch)])
    return batch


def _waiting(period_id: int | None, statement_ids: Sequence[UUID]) -> list[Statement]:
    """The statements to pay, with their half-months locked, so that two batches never prepare the same
    one.
    """
    _require_known(period_id, statement_ids)
    wanted = queries.ready()
    wanted = wanted.filter(period_id=period_id) if period_id is not None else wanted
    wanted = wanted.filter(pk__in=statement_ids) if statement_ids else wanted
    locked = sorted(set(wanted.order_by().values_list("period_id", flat=True)))
    for one in locked:
        periods.lock_period(period_id=one)
    return list(wanted.filter(period_id__in=locked).order_by("period_id", "number"))


def _require_known(period_id: int | None, statement_ids: Sequence[UUID]) -> None:
    if period_id is not None and not Period.objects.filter(pk=period_id).exists():
        raise NotFound(path=("period_id",), kind="Period", id=period_id)
    known = set(Statement.objects.filter(pk__in=statement_ids).values_list("pk", flat=True))
    for index, statement_id in enumerate(statement_ids):
        if statement_id not in known:
            raise NotFound(path=("statement_ids", index), kind="Statement", id=statement_id)


def _payouts(
    statements: Sequence[Statement],
    destinations: Mapping[UUID, Destination | Unreachable],
    rail: Rail,
    *,
    at: datetime,
    actor: str,
) -> list[Payout]:
    """The payout of each statement, new or there already: a draft, or held where the rail cannot reach it."""
    existing = {payout.statement_id: payout for payout in Payout.objects.filter(statement__in=statements)}
    fresh: list[Payout] = []
    changed: list[Payout] = []
    held: list[Payout] = []
    for statement in statements:
        payout = existing.get(statement.id) or Payout(
            statement=statement, amount_minor=statement.payable_minor, created_at=at, created_by=actor
        )
        payout.statement, payout.rail = statement, rail
        payout.state, payout.held_because = PayoutState.DRAFT, ""
        destination = destinations[statement.cooperative_id]
        if isinstance(destination, Unreachable):
            payout.state, payout.held_because = PayoutState.HELD, destination.code
            held.append(payout)
        (changed if statement.id in existing else fresh).append(payout)
    Payout.objects.bulk_create(fresh)
    Payout.objects.bulk_update(changed, ["rail", "state", "held_because"])
    events.append_all(drafts=[notices.payout_held(payout, at, actor) for payout in held])
    return [payout for payout in (*fresh, *changed) if payout.state == PayoutState.DRAFT]


def _batch(
    batch_id: UUID,
    rail: Rail,
    execution_on: date,
    payouts: Sequence[Payout],
    destinations: Mapping[UUID, Destination | Unreachable],
    said: bytes,
    *,
    at: datetime,
    actor: str,
) -> PayoutBatch:
    attempts = _attempts(rail, payouts, destinations)
    batch = PayoutBatch.objects.create(
        id=batch_id,
        rail=rail,
        execution_on=execution_on,
        state=BatchState.DRAFT,
        payments=len(attempts),
        total_minor=sum(attempt.amount_minor for attempt in attempts),
        digest=digest_of(rail, execution_on, attempts),
        prepared_at=at,
        prepared_by=actor,
        fingerprint=said,
    )
    for attempt in attempts:
        attempt.batch = batch
    PayoutAttempt.objects.bulk_create(attempts)
    return batch


def digest_of(rail: Rail, execution_on: date, attempts: Sequence[PayoutAttempt]) -> bytes:
    """What an approval of these attempts signs; `payout` is loaded with each."""
    items = [
        (one.id, one.payout.statement_id, one.amount_minor, one.rib or one.destination) for one in attempts
    ]
    return rules.batch_digest(rail=rail, execution_on=execution_on, items=items)


def _attempts(
    rail: Rail, payouts: Sequence[Payout], destinations: Mapping[UUID, Destination | Unreachable]
) -> list[PayoutAttempt]:
    earlier = dict(
        PayoutAttempt.objects.filter(payout__in=payouts)
        .order_by()
        .values_list("payout_id")
        .annotate(last=Max("number"))
    )
    attempts = []
    for payout in payouts:
        destination = destinations[payout.statement.cooperative_id]
        assert isinstance(destination, Destination), "held payouts get no attempt"
        attempt_id = new_id()
        attempts.append(
            PayoutAttempt(
                id=attempt_id,
                payout=payout,
                number=earlier.get(payout.id, 0) + 1,
                rail=rail,
                state=AttemptState.DRAFT,
                amount_minor=payout.amount_minor,
                account_id=destination.account_id,
                holder=destination.holder,
                rib=destination.rib,
                destination=destination.destination,
                end_to_end_id=rules.end_to_end_id(attempt_id),
            )
        )
    return attempts
