"""How the settlement's lists are sorted and filtered."""

from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import Date, DateTime, SafeInt
from api.settlement.enums import ContestState, DecisionState, StatementLineKind

STATEMENT_ORDERS = Orders(
    "Statement",
    descending=True,
    PERIOD=By("period_id", "By half-month."),
    SALES=By("sales_minor", "By what was sold."),
    NET=By("net_minor", "By what it came to."),
    NUMBER=By("number", "By number."),
)
STATEMENT_LINE_ORDERS = Orders("StatementLine", ID=By("pk", "In the order of the ledger."))
PAYOUT_MINIMUM_ORDERS = Orders(
    "PayoutMinimum", descending=True, EFFECTIVE_FROM=By("effective_from", "By first day.")
)
HOLD_ORDERS = Orders("Hold", descending=True, PLACED_AT=By("placed_at", "By when it was placed."))
ADJUSTMENT_ORDERS = Orders(
    "Adjustment",
    descending=True,
    PROPOSED_AT=By("proposed_at", "By when it was proposed."),
    AMOUNT=By("amount_minor", "By amount."),
)
CONTEST_ORDERS = Orders("Contest", descending=True, OPENED_AT=By("opened_at", "By when it was opened."))
RECOVERY_PLAN_ORDERS = Orders(
    "RecoveryPlan", descending=True, AGREED_AT=By("agreed_at", "By when it was agreed.")
)


class StatementFilter(Filter):
    """Which statements."""

    period = Related("api.periods.types.Period", "The half-month.", "period")
    cooperative = Related("api.registry.types.Cooperative", "Whose it is.", "cooperative")
    payable_minor = Condition(SafeInt, "What is to be paid, in centimes.", "payable_minor", ranged=True)
    held_minor = Condition(SafeInt, "What it holds, in centimes.", "held_minor", ranged=True)
    paid = Flag("Whether it has been paid.", Q(payout__state="paid"))


class StatementLineFilter(Filter):
    """Which lines."""

    kind = Condition(StatementLineKind, "What it is for.", "kind")
    late = Flag("Whether it happened before the half-month.", Q(late=True))


class HoldFilter(Filter):
    """Which holds."""

    cooperative = Related("api.registry.types.Cooperative", "Whose money is held.", "cooperative")
    lifted = Flag("Whether it has been lifted.", Q(lifted_at__isnull=False))
    review_on = Condition(Date, "When somebody looks again.", "review_on", ranged=True)
    placed_at = Condition(DateTime, "When it was placed.", "placed_at", ranged=True)


class AdjustmentFilter(Filter):
    """Which corrections."""

    cooperative = Related("api.registry.types.Cooperative", "Whose balance is corrected.", "cooperative")
    state = Condition(DecisionState, "Where it stands.", "state")
    contest = Related("api.settlement.decisions.Contest", "The contest that it grants.", "contest_id")
    amount_minor = Condition(SafeInt, "By how much, in centimes.", "amount_minor", ranged=True)
    proposed_at = Condition(DateTime, "When it was proposed.", "proposed_at", ranged=True)


class ContestFilter(Filter):
    """Which contests."""

    cooperative = Related("api.registry.types.Cooperative", "Who contests.", "cooperative")
    state = Condition(ContestState, "Where it stands.", "state")
    opened_at = Condition(DateTime, "When it was opened.", "opened_at", ranged=True)


class RecoveryPlanFilter(Filter):
    """Which recovery plans."""

    cooperative = Related("api.registry.types.Cooperative", "Who owes.", "cooperative")
    ended = Flag("Whether it has ended.", Q(ended_at__isnull=False))
    agreed_at = Condition(DateTime, "When it was agreed.", "agreed_at", ranged=True)
