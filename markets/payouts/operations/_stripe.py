"""What Stripe tells of payments: by its events, and by being asked again after the answer."""

from datetime import datetime, timedelta

from django.db.models import Q

from kernel.halfmonth import business_date
from markets.payouts.models import PayoutAttempt
from markets.payouts.rails import stripe as rail
from markets.payouts.types import AttemptState, Rail
from markets.stripe_account.gateways import Gateway
from markets.stripe_account.types import ReceivedEvent

# Within five business days a payout that was paid may still fail (docs.stripe.com/api/payouts/object).
_MAY_FAIL = timedelta(days=14)


def hear_stripe(*, event: ReceivedEvent, gateway: Gateway, at: datetime, actor: str) -> None:
    """Act on an event about a transfer or a payout, in any order and any number of times.

    Raises StripeRefused, StripeBusy, StripeUnreachable, StripeOutcomeUnknown, NoOpenPeriod.
    """
    rail.hear_all(rail.reports_of(event, gateway, at), at=at, actor=actor)


def recheck_stripe(*, at: datetime, actor: str) -> int:
    """Ask about payments that Stripe made and that may still come back, for events that never came; returns
    how many. Raises RailNotAvailable, NoOpenPeriod.
    """
    recent = Q(settled_on__gte=business_date(at) - _MAY_FAIL) | ~Q(reason_code="")
    paid = PayoutAttempt.objects.filter(recent, rail=Rail.STRIPE, state=AttemptState.PAID)
    ids = list(paid.order_by("pk").values_list("pk", flat=True))
    if ids:
        rail.look_after(ids, at=at, actor=actor)
    return len(ids)
