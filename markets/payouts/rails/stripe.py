"""The Stripe rail: a transfer to the cooperative's connected account, then a payout from there to its bank.

It exists for markets with a Stripe account of a partner abroad; docs/decisions/stripe.md says why that is not
the usual way to pay. What is done for one attempt is in `stripe_carrying`; here is which attempts, when, and
by whom.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from uuid import UUID

import orjson
import structlog
from django.db import transaction

from kernel.errors import LANGUAGES, InvalidValue
from kernel.halfmonth import business_date
from markets.payouts.hearing import ingest, mark_submitted
from markets.payouts.models import PayoutAttempt, PayoutBatch
from markets.payouts.rails import stripe_destinations
from markets.payouts.rails.base import CannotRecall, Destination, RailNotAvailable, Unreachable
from markets.payouts.rails.stripe_carrying import Errand, Reports, attempt_of, carry
from markets.payouts.types import AttemptState, Rail, Report
from markets.stripe_account import operations as stripe_account
from markets.stripe_account import queries as stripe
from markets.stripe_account import rules as stripe_rules
from markets.stripe_account.gateways import (
    Gateway,
    Patience,
    StripeBusy,
    StripeError,
    StripeKeyRefused,
    StripeUnreachable,
)
from markets.stripe_account.models import StripeAccount
from markets.stripe_account.queries import StripeNotConfigured, StripeNotEnabled
from markets.stripe_account.types import ReceivedEvent
from tenants.database.claims import alone_with

_UNFINISHED = (AttemptState.APPROVED, AttemptState.SUBMITTED, AttemptState.ACCEPTED)
_FAILURES_IN_A_ROW = 3
_PATIENCE = Patience()

log = structlog.get_logger(__name__)


class StripeRail:
    """Pays in two steps that Stripe does once each, however often and by whomever they are asked for."""

    def prepare(
        self, *, cooperative_ids: Collection[UUID], execution_on: date
    ) -> Mapping[UUID, Destination | Unreachable]:
        """The connected account of each cooperative, if Stripe pays it, on the account that the registry lets
        money go to on that day. Raises RailNotAvailable.
        """
        _rate(_account(), execution_on)
        return stripe_destinations.destinations(cooperative_ids, execution_on)

    def submit(self, *, batch: PayoutBatch, at: datetime, actor: str) -> None:
        """Send what is approved, and go on with what an earlier run left half-way.

        Of two at once the second does nothing. What Stripe does not answer for now stays submitted, and the
        next run finds out. Raises RailNotAvailable.
        """
        account = _account()
        gateway = stripe_account.to_act(patience=_PATIENCE)
        with alone_with(batch.id, purpose="stripe batch") as alone:
            if not alone:
                return
            unfinished = batch.attempts.filter(state__in=_UNFINISHED, second_reference="").order_by("pk")
            ids = list(unfinished.values_list("pk", flat=True))

            def send(attempt_id: UUID) -> None:
                fresh = _hand_over(attempt_id, account, gateway, at)
                errand = Errand(gateway=gateway, at=at, may_send=True, fresh=fresh)
                hear_all(carry(attempt_id, errand), at=at, actor=actor)

            _each(ids, send)

    def ingest(self, *, content: bytes, at: datetime, actor: str) -> Sequence[Report]:
        """What became of the attempt that an event is about. The event, already verified, only says where to
        look. Raises InvalidValue, StripeNotConfigured, StripeBusy, StripeUnreachable.
        """
        return list(reports_of(_event_in(content, at), stripe_account.to_look(), at))

    def cancel(self, *, batch: PayoutBatch) -> None:
        """Give up a batch of which nothing has left. Raises CannotRecall."""
        locked = batch.attempts.select_for_update(of=("self",), skip_locked=True).order_by("pk")
        waiting = [one for one in locked if one.state == AttemptState.APPROVED]
        if len(waiting) < batch.payments:
            raise CannotRecall(batch=str(batch.id), state=batch.state)

    def reconcile(self, *, attempts: Sequence[PayoutAttempt], at: datetime) -> Sequence[Report]:
        """What became of attempts, by Stripe's own books; what it does not answer for now is left out.

        Raises RailNotAvailable.
        """
        errand = Errand(gateway=_to_look(), at=at, may_send=_may_send(), fresh=False)
        sent = [one.pk for one in attempts if one.state != AttemptState.APPROVED]
        reports: list[Report] = []

        _each(sent, lambda attempt_id: reports.extend(carry(attempt_id, errand)))
        return reports


def reports_of(event: ReceivedEvent, gateway: Gateway, at: datetime) -> Reports:
    """What became of the attempt that an event is about, by Stripe's own books; nothing where it is about
    none of ours. Raises StripeRefused, StripeBusy, StripeUnreachable, StripeOutcomeUnknown.
    """
    attempt_id = attempt_of(event, gateway)
    if attempt_id is not None:
        yield from carry(attempt_id, Errand(gateway=gateway, at=at, may_send=_may_send(), fresh=False))


def hear_all(reports: Reports, *, at: datetime, actor: str) -> None:
    """Apply each report before the next step is taken."""
    with closing(reports):
        for report in reports:
            ingest(reports=[report], at=at, actor=actor)


def look_after(attempt_ids: Sequence[UUID], *, at: datetime, actor: str) -> None:
    """Ask about attempts again that were answered before. Raises RailNotAvailable."""
    errand = Errand(gateway=_to_look(), at=at, may_send=_may_send(), fresh=False)
    _each(attempt_ids, lambda attempt_id: hear_all(carry(attempt_id, errand), at=at, actor=actor))


def _account() -> StripeAccount:
    try:
        return stripe.enabled_account()
    except (StripeNotConfigured, StripeNotEnabled) as error:
        raise _not_available({language: error.message(language) for language in LANGUAGES}) from error


def _rate(account: StripeAccount, day: date) -> int:
    rate = stripe.rate_on(account.settlement_currency, day)
    if rate is None:
        currency = account.settlement_currency
        raise _not_available(
            {
                "ar": f"لم يحدد شخصان قيمة {currency} في {day}",
                "fr": f"deux personnes n'ont pas dit ce que vaut {currency} le {day}",
                "en": f"no two people have said what {currency} is worth on {day}",
            }
        )
    return rate


def _to_look() -> Gateway:
    try:
        return stripe_account.to_look(patience=_PATIENCE)
    except StripeNotConfigured as error:
        raise _not_available({language: error.message(language) for language in LANGUAGES}) from error


def _may_send() -> bool:
    account = stripe.account_in_force()
    return account is not None and account.enabled_at is not None


def _not_available(reason: Mapping[str, str]) -> RailNotAvailable:
    return RailNotAvailable(rail=Rail.STRIPE.value, reason=reason)


def _each(attempt_ids: Sequence[UUID], step: Callable[[UUID], None]) -> None:
    """Do it for each; one that Stripe does not answer for holds up no other, but several in a row do, since
    it then answers for none. Raises RailNotAvailable when it does not accept the market's key.
    """
    in_a_row = 0
    for attempt_id in attempt_ids:
        try:
            step(attempt_id)
        except StripeKeyRefused as error:
            if not error.missing:
                raise _not_available({language: error.message(language) for language in LANGUAGES}) from error
            log.warning("stripe does not show the account of a payment", attempt=str(attempt_id))
        except StripeError as error:
            in_a_row += isinstance(error, StripeBusy | StripeUnreachable)
            log.warning("a payment by stripe waits", attempt=str(attempt_id), code=error.code)
            if in_a_row == _FAILURES_IN_A_ROW:
                return
        else:
            in_a_row = 0


def _hand_over(attempt_id: UUID, account: StripeAccount, gateway: Gateway, at: datetime) -> bool:
    """Note that an approved attempt is being sent, and how much of the settlement currency; False for one
    that was before. One that may not be sent any more is given up in the same breath.

    Raises RailNotAvailable, StripeRefused, StripeBusy, StripeUnreachable.
    """
    attempt = PayoutAttempt.objects.select_related("payout__statement").get(pk=attempt_id)
    if attempt.state != AttemptState.APPROVED:
        return False
    rate = _rate(account, business_date(at))
    changed = stripe_destinations.changed(attempt, gateway, at)
    with transaction.atomic():
        locked = PayoutAttempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
        if locked.state != AttemptState.APPROVED:
            return False
        mark_submitted(attempts=[locked], at=at)
        if changed is not None:
            locked.reason_code = changed.code
        else:
            locked.exchange_currency = account.settlement_currency
            locked.exchange_amount_minor = stripe_rules.units_for(locked.amount_minor, rate)
        locked.save(update_fields=["reason_code", "exchange_currency", "exchange_amount_minor"])
    return True


def _event_in(content: bytes, at: datetime) -> ReceivedEvent:
    try:
        told = orjson.loads(content)
        kind, account = str(told["type"]), str(told.get("account") or "")
        object_kind, object_id = stripe_rules.object_of(told)
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
        raise InvalidValue(path=("content",), field="content", reason="it is no event of Stripe's") from error
    return ReceivedEvent(
        id=str(told.get("id") or ""),
        kind=kind,
        account=account,
        object_kind=object_kind,
        object_id=object_id,
        created_at=at,
        live=told.get("livemode") is True,
    )
