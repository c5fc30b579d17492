"""Reads of payouts: what is still to be paid, and the whole trade with the cooperatives."""

from datetime import date

from django.db.models import Q, QuerySet, Sum

from markets.payouts.models import CoApprovalRule, Payout, PayoutBatch
from markets.payouts.types import LIVE_STATES, BatchState, PayoutState, Totals
from markets.settlement import queries as settlement
from markets.settlement.models import Statement

_MAY_BE_PREPARED = (PayoutState.DRAFT, PayoutState.REJECTED, PayoutState.RETURNED)


def unpaid() -> QuerySet[Statement]:
    """Statements with something to pay that is not paid; never one from before the market joined."""
    return Statement.objects.filter(payable_minor__gt=0, period__imported=False).exclude(
        pk__in=Payout.objects.filter(state=PayoutState.PAID).values("statement_id")
    )


def ready() -> QuerySet[Statement]:
    """Statements that a batch may pay: unpaid, not held, and without an attempt that is under way."""
    under_way = Payout.objects.filter(attempts__state__in=LIVE_STATES).values("statement_id")
    free = Q(payout__isnull=True) | Q(payout__state__in=_MAY_BE_PREPARED)
    return unpaid().filter(free).exclude(pk__in=under_way)


def batches_to_submit() -> QuerySet[PayoutBatch]:
    """Batches that their rail should have, or has and has not answered in full; the oldest first."""
    waiting = (BatchState.APPROVED, BatchState.SUBMITTED)
    return PayoutBatch.objects.filter(state__in=waiting).order_by("approved_at", "pk")


def co_approval_from(day: date) -> int | None:
    """From which total (centimes) on headquarters approves batches prepared on `day`; None when never."""
    rule = CoApprovalRule.objects.filter(effective_from__lte=day).order_by("-effective_from").first()
    return rule.amount_minor if rule else None


def totals() -> Totals:
    """Earned from the ledger, paid from the payouts, and owed from the statements and what is on none yet."""
    earned = settlement.earned()
    paid = Payout.objects.filter(state=PayoutState.PAID).aggregate(sum=Sum("amount_minor", default=0))["sum"]
    unpaid_minor = unpaid().aggregate(sum=Sum("payable_minor", default=0))["sum"]
    return Totals(
        sales_minor=earned.sales_minor,
        returns_minor=earned.returns_minor,
        fees_minor=earned.fees_minor,
        adjustments_minor=earned.adjustments_minor,
        paid_minor=int(paid),
        open_minor=earned.unsettled_minor + settlement.reserved() + int(unpaid_minor),
    )
