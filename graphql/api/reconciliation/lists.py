"""How the lists of reconciliation are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import UUID, Date, SafeInt
from api.reconciliation.enums import BankLineState, MatchKind
from markets.reconciliation.models import Match
from markets.reconciliation.types import TargetKind

_DAY = By("business_date", "By business day.")
_AMOUNT = By("amount_minor", "By amount.")
BANK_STATEMENT_ORDERS = Orders(
    "BankStatement", descending=True, UPLOADED_AT=By("uploaded_at", "By when it was uploaded.")
)
BANK_LINE_ORDERS = Orders(
    "BankLine", descending=True, BOOKED_ON=By("booked_on", "By the bank's day."), AMOUNT=_AMOUNT
)
CARD_BATCH_ORDERS = Orders("CardBatch", descending=True, DAY=_DAY, AMOUNT=_AMOUNT)
CASH_DEPOSIT_ORDERS = Orders("CashDeposit", descending=True, DAY=_DAY, AMOUNT=_AMOUNT)
MATCH_ORDERS = Orders("Match", descending=True, ID=By("pk", "In the order in which they were made."))
MATCH_RULE_ORDERS = Orders("MatchRule", PRIORITY=By("priority", "By priority."), NAME=By("name", "By name."))
SUSPENSE_ORDERS = Orders("SuspenseItem", OPENED_AT=By("opened_at", "By when it was opened."), AMOUNT=_AMOUNT)
EXPLANATION_ORDERS = Orders("Explanation", descending=True, SIGNED_AT=By("signed_at", "By when."))


def _shown(kind: TargetKind) -> Q:
    return Q(pk__in=Match.objects.filter(kind=kind).values("target_id"))


class BankStatementFilter(Filter):
    """Which statements."""

    account = Condition(graphene.String, "The account's name in the ledger.", "account")
    complete = Flag("Whether it is a statement rather than a notification.", Q(complete=True))


class BankLineFilter(Filter):
    """Which lines."""

    state = Condition(BankLineState, "Where it stands.", "state")
    account = Condition(graphene.String, "The account's name in the ledger.", "account")
    booked_on = Condition(Date, "The bank's day.", "booked_on", ranged=True)
    amount_minor = Condition(SafeInt, "Centimes; a debit is negative.", "amount_minor", ranged=True)
    end_to_end_id = Condition(graphene.String, "The transfer's end-to-end id.", "end_to_end_id")
    statement = Related("api.reconciliation.types.BankStatement", "The statement.", "statement")


class CardBatchFilter(Filter):
    """Which card batches."""

    business_date = Condition(Date, "The day.", "business_date", ranged=True)
    till = Related("api.tills.types.Till", "The till.", "till")
    shown = Flag("Whether a line of the bank shows it.", _shown(TargetKind.CARD_BATCH))
    withdrawn = Flag("Whether it was declared in error.", Q(withdrawn_at__isnull=False))


class CashDepositFilter(Filter):
    """Which cash deposits."""

    business_date = Condition(Date, "The day.", "business_date", ranged=True)
    shown = Flag("Whether a line of the bank shows it.", _shown(TargetKind.CASH_DEPOSIT))
    withdrawn = Flag("Whether it was declared in error.", Q(withdrawn_at__isnull=False))


class MatchFilter(Filter):
    """Which matches."""

    kind = Condition(MatchKind, "What it stands for.", "kind")
    line = Related("api.reconciliation.types.BankLine", "The line.", "line")
    target_id = Condition(UUID, "The key of the attempt, batch or deposit.", "target_id")


class MatchRuleFilter(Filter):
    """Which versions of rules."""

    name = Condition(graphene.String, "The rule's name.", "name")
    kind = Condition(MatchKind, "What it finds.", "kind")
    enabled = Flag("Whether it is enabled.", Q(enabled=True))


class SuspenseItemFilter(Filter):
    """Which items."""

    open = Flag("Whether its place is still unknown.", Q(cleared_at__isnull=True))
    owner = Condition(graphene.String, "Who finds out.", "owner")
    booked_on = Condition(Date, "The bank's day.", "line__booked_on", ranged=True)


class ExplanationFilter(Filter):
    """Which explanations."""

    period = Related("api.periods.types.Period", "The half-month.", "period")
