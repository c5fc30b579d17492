"""How the lists of payouts are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import Date, DateTime, SafeInt
from api.payouts.enums import (
    PayoutAttemptState,
    PayoutBatchState,
    PayoutOutcome,
    PayoutRail,
    PayoutState,
)
from markets.payouts.types import Hearing

PAYOUT_ORDERS = Orders(
    "Payout",
    descending=True,
    CREATED_AT=By("created_at", "By when it was first prepared."),
    AMOUNT=By("amount_minor", "By amount."),
)


PAYOUT_BATCH_ORDERS = Orders(
    "PayoutBatch",
    descending=True,
    PREPARED_AT=By("prepared_at", "By when it was prepared."),
    TOTAL=By("total_minor", "By total."),
)
BATCH_APPROVAL_ORDERS = Orders("PayoutBatchApproval", AT=By("at", "By when it was given."))
PAYOUT_ATTEMPT_ORDERS = Orders(
    "PayoutAttempt",
    NUMBER=By("number", "By number: the first attempt first."),
    AMOUNT=By("amount_minor", "By amount."),
)
PAYOUT_REPORT_ORDERS = Orders(
    "PayoutReport", descending=True, RECORDED_AT=By("recorded_at", "By when it was heard.")
)
CO_APPROVAL_RULE_ORDERS = Orders(
    "CoApprovalRule", descending=True, EFFECTIVE_FROM=By("effective_from", "By first day.")
)


class PayoutBatchFilter(Filter):
    """Which batches."""

    rail = Condition(PayoutRail, "How it pays.", "rail")
    state = Condition(PayoutBatchState, "Where it stands.", "state")
    execution_on = Condition(Date, "The day on which it should pay.", "execution_on", ranged=True)
    prepared_at = Condition(DateTime, "When it was prepared.", "prepared_at", ranged=True)
    total_minor = Condition(SafeInt, "What it pays in all, in centimes.", "total_minor", ranged=True)


class PayoutAttemptFilter(Filter):
    """Which attempts."""

    state = Condition(PayoutAttemptState, "Where it stands.", "state")
    end_to_end_id = Condition(graphene.String, "Its name at banks and Stripe.", "end_to_end_id")


class PayoutReportFilter(Filter):
    """Which reports."""

    contradicted = Flag(
        "Those that are against what is known, or the others.", Q(hearing=Hearing.CONTRADICTED.value)
    )
    outcome = Condition(PayoutOutcome, "What was said.", "outcome")
    recorded_at = Condition(DateTime, "When it was heard.", "recorded_at", ranged=True)


class PayoutFilter(Filter):
    """Which payments."""

    period = Related("api.periods.types.Period", "The half-month that is paid.", "statement__period")
    cooperative = Related("api.registry.types.Cooperative", "Who is paid.", "statement__cooperative")
    rail = Condition(PayoutRail, "How.", "rail")
    state = Condition(PayoutState, "Where it stands.", "state")
    paid_on = Condition(Date, "When it was paid.", "paid_on", ranged=True)
    evidence = Condition(graphene.String, "What shows it.", "evidence")
