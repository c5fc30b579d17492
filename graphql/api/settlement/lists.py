"""How the settlement's lists are sorted and filtered."""

from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import SafeInt
from api.settlement.enums import StatementLineKind

STATEMENT_ORDERS = Orders(
    "Statement",
    descending=True,
    PERIOD=By("period_id", "By half-month."),
    SALES=By("sales_minor", "By what was sold."),
    NET=By("net_minor", "By what it came to."),
)
STATEMENT_LINE_ORDERS = Orders("StatementLine", ID=By("pk", "In the order of the ledger."))
PAYOUT_MINIMUM_ORDERS = Orders(
    "PayoutMinimum", descending=True, EFFECTIVE_FROM=By("effective_from", "By first day.")
)


class StatementFilter(Filter):
    """Which statements."""

    period = Related("api.periods.types.Period", "The half-month.", "period")
    cooperative = Related("api.registry.types.Cooperative", "Whose it is.", "cooperative")
    payable_minor = Condition(SafeInt, "What is to be paid, in centimes.", "payable_minor", ranged=True)
    paid = Flag("Whether it has been paid.", Q(payout__state="paid"))


class StatementLineFilter(Filter):
    """Which lines."""

    kind = Condition(StatementLineKind, "What it is for.", "kind")
