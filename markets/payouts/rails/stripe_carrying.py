"""One attempt to pay by Stripe, taken as far as it goes now: transfer, credit, payout, or all of it back.

Whoever comes here (a worker that submits, a webhook, a sweep) does the same, from what is stored and from
Stripe's own books, and one session at a time. Each step is asked for under the key of the attempt, so it is
done once although nobody remembers whether it was. What is decided for good is stored before Stripe is asked
to act on it: that an attempt is sent and how much, and that it is given up and why.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from kernel.halfmonth import business_date
from markets.payouts.models import PayoutAttempt
from markets.payouts.types import (
    AttemptState,
    Exchange,
    PaidFrom,
    Rail,
    Report,
    ReportOutcome,
)
from markets.stripe_account.gateways import (
    REFERENCE,
    Gateway,
    StripeBusy,
    StripeKeyRefused,
    StripeRefused,
)
from markets.stripe_account.types import ReceivedEvent, RemotePayout, RemoteTransfer, Trial
from tenants.database.claims import alone_with

_CURRENCY = "mad"
_SENT = (AttemptState.SUBMITTED, AttemptState.ACCEPTED)
_CAME_BACK = ("failed", "canceled")
_LONGEST_DESCRIPTOR = 22
_LONGEST_CODE = 60

Reports = Generator[Report, None, None]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """With whom and when Stripe is asked; whether something may be sent, and whether this is the very first
    time that it is.
    """

    gateway: Gateway
    at: datetime
    may_send: bool
    fresh: bool


def carry(attempt_id: UUID, errand: Errand) -> Reports:
    """Take an attempt as far as it goes now, and report what became of it, each thing as soon as it is known.
    Whoever does not read to the end closes it, on the same connection.

    Raises StripeBusy (also while another session is at it), StripeRefused, StripeUnreachable and
    StripeOutcomeUnknown; the next time goes on from there.
    """
    with alone_with(attempt_id, purpose="stripe attempt") as alone:
        if not alone:
            raise StripeBusy
        attempt = PayoutAttempt.objects.select_related("payout__statement").get(pk=attempt_id)
        if attempt.submitted_at is None or attempt.state == AttemptState.CANCELLED:
            return
        transfer = yield from _transferred(attempt, errand)
        if transfer is None:
            return
        payout = _paid_out(attempt, transfer, errand)
        yield from _outcome(attempt, transfer, payout, errand)


def attempt_of(event: ReceivedEvent, gateway: Gateway) -> UUID | None:
    """The attempt that an event is about, by the object as Stripe has it; None where it is none of ours."""
    if event.object_kind == "payout" and event.account:
        payout = gateway.payout(event.object_id, account_id=event.account)
        attempt = _named(payout.metadata.get(REFERENCE, ""))
        if attempt is None or attempt.destination != event.account:
            return None
        _remember_payout(attempt, payout.id)
        return attempt.pk
    if event.object_kind == "transfer":
        transfer = gateway.transfer(event.object_id)
        attempt = _named(transfer.metadata.get(REFERENCE, ""))
        same = attempt is not None and attempt.end_to_end_id == transfer.transfer_group
        return attempt.pk if attempt is not None and same else None
    return None


def _named(reference: str) -> PayoutAttempt | None:
    try:
        attempt_id = UUID(reference)
    except ValueError:
        return None
    return PayoutAttempt.objects.filter(pk=attempt_id, rail=Rail.STRIPE).first()


# -- the transfer ---------------------------------------------------------------------------------------


def _transferred(attempt: PayoutAttempt, errand: Errand) -> Generator[Report, None, RemoteTransfer | None]:
    """The attempt's transfer, made now if it was not; None when there is none."""
    found = [] if errand.fresh else _transfers_of(attempt, errand.gateway)
    transfer = _own(attempt, found)
    for stray in found:
        if stray is not transfer:
            _take_back(attempt, stray, errand)
    if attempt.state != AttemptState.SUBMITTED:
        return transfer
    if transfer is None and attempt.reason_code:
        yield _given_up(attempt, "not sent to stripe", errand.at)
    elif transfer is None and errand.may_send:
        transfer = yield from _send(attempt, errand)
    if transfer is None:
        return None
    source = f"stripe transfer {transfer.id}"
    yield _report(attempt, ReportOutcome.ACCEPTED, source, errand.at, reference=transfer.id)
    # Where reports are gathered first and heard afterwards, the next time goes on from here.
    attempt.refresh_from_db(fields=["state", "reference", "reason_code", "reason_text"])
    return transfer if attempt.state == AttemptState.ACCEPTED else None


def _send(attempt: PayoutAttempt, errand: Errand) -> Generator[Report, None, RemoteTransfer | None]:
    assert attempt.exchange_amount_minor is not None, "it is stored before it is sent"
    try:
        return errand.gateway.create_transfer(
            amount=attempt.exchange_amount_minor,
            currency=attempt.exchange_currency,
            destination=attempt.destination,
            group=attempt.end_to_end_id,
            trial=_trial(attempt, str(attempt.pk), errand.at),
        )
    except StripeRefused as refusal:
        # An earlier request may have done it all the same, when this one was refused before Stripe looked at
        # its key: for the market's key, or because nobody sees the account any more.
        transfer = _own(attempt, _transfers_of(attempt, errand.gateway))
        if transfer is not None:
            return transfer
        if isinstance(refusal, StripeKeyRefused) or (refusal.missing and not errand.fresh):
            raise
        yield _refused(attempt, refusal, errand.at)
        return None


def _transfers_of(attempt: PayoutAttempt, gateway: Gateway) -> list[RemoteTransfer]:
    """The attempt's transfers, oldest first: at most one, unless Stripe forgot a key earlier than it says."""
    found = gateway.transfers_of_group(attempt.end_to_end_id)
    return [one for one in reversed(found) if one.metadata.get(REFERENCE) == str(attempt.pk)]


def _own(attempt: PayoutAttempt, found: Sequence[RemoteTransfer]) -> RemoteTransfer | None:
    known = [one for one in found if one.id == attempt.reference]
    return next(iter([*known, *found]), None)


# -- the payout -----------------------------------------------------------------------------------------


def _paid_out(attempt: PayoutAttempt, transfer: RemoteTransfer, errand: Errand) -> RemotePayout | None:
    """The attempt's payout, made now if it was not and may be; None when there is none."""
    if attempt.second_reference:
        return errand.gateway.payout(attempt.second_reference, account_id=attempt.destination)
    if attempt.state != AttemptState.ACCEPTED:
        return None
    if attempt.reason_code or transfer.amount_reversed:
        # None is made any more; one that was made and not remembered still counts.
        return _remembered(attempt, _payout_made(attempt, errand))
    if not errand.may_send:
        return None
    credit = errand.gateway.transfer_credit(transfer)
    if credit is None or credit.available_at > errand.at:
        # docs.stripe.com/connect/service-agreement-types: transfers to recipients take a day more.
        return None
    if credit.currency != _CURRENCY or credit.net < attempt.amount_minor:
        _give_up(attempt, "exchanged_too_little", f"{credit.net} {credit.currency} came out of the exchange")
        return None
    return _remembered(attempt, _pay_out(attempt, errand))


def _pay_out(attempt: PayoutAttempt, errand: Errand) -> RemotePayout | None:
    try:
        return errand.gateway.create_payout(
            account_id=attempt.destination,
            amount=attempt.amount_minor,
            currency=_CURRENCY,
            descriptor=f"TADAMUN {attempt.payout.statement.number}"[:_LONGEST_DESCRIPTOR],
            trial=_trial(attempt, f"{attempt.pk}:payout", errand.at),
        )
    except StripeRefused as refusal:
        found = _payout_made(attempt, errand)
        if found is None and isinstance(refusal, StripeKeyRefused):
            raise
        if found is None:
            _give_up(attempt, refusal.stripe_code, str(refusal.params["reason"]))
        return found


def _payout_made(attempt: PayoutAttempt, errand: Errand) -> RemotePayout | None:
    """The attempt's payout among all of the connected account's."""
    assert attempt.submitted_at is not None
    made = errand.gateway.payouts(account_id=attempt.destination, since=attempt.submitted_at)
    return next((one for one in made if one.metadata.get(REFERENCE) == str(attempt.pk)), None)


def _remembered(attempt: PayoutAttempt, payout: RemotePayout | None) -> RemotePayout | None:
    if payout is not None:
        _remember_payout(attempt, payout.id)
    return payout


def _remember_payout(attempt: PayoutAttempt, payout_id: str) -> None:
    PayoutAttempt.objects.filter(pk=attempt.pk, second_reference="").update(second_reference=payout_id)
    attempt.second_reference = attempt.second_reference or payout_id


def _give_up(attempt: PayoutAttempt, code: str, text: str) -> None:
    """Store why no payout of this attempt will be made, or stands: from here on its money only comes back."""
    attempt.reason_code, attempt.reason_text = code[:_LONGEST_CODE], text
    attempt.save(update_fields=["reason_code", "reason_text"])


# -- what it came to ------------------------------------------------------------------------------------


def _outcome(
    attempt: PayoutAttempt, transfer: RemoteTransfer, payout: RemotePayout | None, errand: Errand
) -> Iterator[Report]:
    if payout is None:
        yield from _without_payout(attempt, transfer, errand)
    elif payout.status in _CAME_BACK:
        yield from _came_back(attempt, transfer, payout, errand)
    elif payout.status == "paid" and attempt.state != AttemptState.PAID:
        credit = errand.gateway.transfer_credit(transfer)
        yield Report(
            end_to_end_id=attempt.end_to_end_id,
            outcome=ReportOutcome.PAID,
            source=f"stripe payout {payout.id} paid",
            # Stripe's arrival date is what it expects; nothing arrives later than it is told of.
            happened_on=min(business_date(payout.arrival_at), business_date(errand.at)),
            amount_minor=payout.amount,
            reference=transfer.id,
            paid_from=PaidFrom.STRIPE,
            exchange=None
            if credit is None
            else Exchange(transfer.currency, transfer.amount, credit.exchange_rate, credit.fee),
        )


def _without_payout(attempt: PayoutAttempt, transfer: RemoteTransfer, errand: Errand) -> Iterator[Report]:
    """Nothing left for a bank: the transfer waits, or comes back because it was given up or reversed."""
    if attempt.state not in (*_SENT, AttemptState.PAID):
        # It was refused, and came about after all; or it was taken back before.
        _take_back(attempt, transfer, errand)
    elif attempt.reason_code:
        if _take_back(attempt, transfer, errand):
            yield _given_up(attempt, f"stripe transfer {transfer.id} given up", errand.at)
    elif transfer.amount_reversed == transfer.amount:
        source, code = f"stripe transfer {transfer.id} reversed", "transfer_reversed"
        yield _report(attempt, ReportOutcome.RETURNED, source, errand.at, reason_code=code)
    elif transfer.amount_reversed:
        _give_up(attempt, "transfer_reversed", "somebody reversed a part of the transfer")
        yield from _without_payout(attempt, transfer, errand)


def _came_back(
    attempt: PayoutAttempt, transfer: RemoteTransfer, payout: RemotePayout, errand: Errand
) -> Iterator[Report]:
    """The bank refused the payout, also days after it was paid: the transfer comes back too."""
    code = payout.failure_code or payout.status
    if attempt.state in (*_SENT, AttemptState.PAID) and attempt.reason_code != code:
        _give_up(attempt, code, payout.failure_message)
    if _take_back(attempt, transfer, errand) and attempt.state != AttemptState.RETURNED:
        yield _report(
            attempt,
            ReportOutcome.RETURNED,
            f"stripe payout {payout.id} {payout.status}",
            errand.at,
            reason_code=code,
            reason_text=payout.failure_message,
        )


def _take_back(attempt: PayoutAttempt, transfer: RemoteTransfer, errand: Errand) -> bool:
    """Reverse what still stands of a transfer; whether nothing does. What Stripe refuses, for want of money
    on the connected account, is tried again under another key in another hour: more than all of it cannot
    come back.
    """
    left = transfer.amount - transfer.amount_reversed
    if left == 0:
        return True
    key = f"{attempt.pk}:reversal:{transfer.id}:{left}:{errand.at:%Y%m%d%H}"
    trial = Trial(reference=str(attempt.pk), key=key, first_at=errand.at, now=errand.at)
    try:
        errand.gateway.reverse_transfer(transfer.id, amount=left, trial=trial)
    except StripeKeyRefused:
        raise
    except StripeRefused as refusal:
        now = errand.gateway.transfer(transfer.id)
        if now.amount_reversed < now.amount:
            log.warning("stripe does not give a transfer back", transfer=now.id, code=refusal.stripe_code)
            return False
    return True


def _trial(attempt: PayoutAttempt, key: str, now: datetime) -> Trial:
    assert attempt.submitted_at is not None, "it is stored before it is sent"
    return Trial(reference=str(attempt.pk), key=key, first_at=attempt.submitted_at, now=now)


def _given_up(attempt: PayoutAttempt, source: str, at: datetime) -> Report:
    return _report(
        attempt,
        ReportOutcome.REJECTED,
        source,
        at,
        reason_code=attempt.reason_code,
        reason_text=attempt.reason_text,
    )


def _refused(attempt: PayoutAttempt, refusal: StripeRefused, at: datetime) -> Report:
    return _report(
        attempt,
        ReportOutcome.REJECTED,
        "stripe refused the transfer",
        at,
        reason_code=refusal.stripe_code[:_LONGEST_CODE],
        reason_text=str(refusal.params["reason"]),
    )


def _report(
    attempt: PayoutAttempt,
    outcome: ReportOutcome,
    source: str,
    at: datetime,
    *,
    reference: str = "",
    reason_code: str = "",
    reason_text: str = "",
) -> Report:
    return Report(
        end_to_end_id=attempt.end_to_end_id,
        outcome=outcome,
        source=source,
        happened_on=business_date(at),
        amount_minor=attempt.amount_minor,
        reference=reference,
        reason_code=reason_code,
        reason_text=reason_text,
        paid_from=PaidFrom.STRIPE,
    )
