"""How the settlement's lists are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import Date, SafeInt
from api.ledger.enums import PostingKind
from api.settlement.enums import PayoutRail

STATEMENT_ORDERS = Orders(
    "Statement",
    descending=True,
    PERIOD=By("period_id", "By half-month."),
    SALES=By("sales_minor", "By what was sold."),
    NET=By("net_minor", "By what it came to."),
)
STATEMENT_LINE_ORDERS = Orders("StatementLine", ID=By("pk", "In the order of the ledger."))
PAYOUT_ORDERS = Orders(
    "Payout",
    descending=True,
    RECORDED_AT=By("recorded_at", "By when it was recorded."),
    PAID_ON=By("paid_on", "By when it was made."),
    AMOUNT=By("amount_minor", "By amount."),
)
PAYOUT_MINIMUM_ORDERS = Orders(
    "PayoutMinimum", descending=True, EFFECTIVE_FROM=By("effective_from", "By first day.")
)


class StatementFilter(Filter):
    """Which statements."""

    period = Related("api.periods.types.Period", "The half-month.", "period")
    cooperative = Related("api.registry.types.Cooperative", "Whose it is.", "cooperative")
    payable_minor = Condition(SafeInt, "What is to be paid, in centimes.", "payable_minor", ranged=True)
    paid = Flag("Whether it has been paid.", Q(payout__isnull=False))


class StatementLineFilter(Filter):
    """Which lines."""

    kind = Condition(PostingKind, "What it is for.", "kind")


class PayoutFilter(Filter):
    """Which payments."""

    period = Related("api.periods.types.Period", "The half-month that was paid.", "statement__period")
    cooperative = Related("api.registry.types.Cooperative", "Who was paid.", "statement__cooperative")
    rail = Condition(PayoutRail, "How.", "rail")
    paid_on = Condition(Date, "When.", "paid_on", ranged=True)
    evidence = Condition(graphene.String, "What shows it.", "evidence")
