"""Root fields of reconciliation."""

import graphene

from api.base.connections import Connection
from api.base.days import days_arguments
from api.base.fields import Computed
from api.base.roots import One
from api.base.schema import Queries
from api.reconciliation import board, lists, types
from tenants.permissions import Permission


class ReconciliationQueries(Queries):
    """Reads of reconciliation."""

    bank_statement = One(types.BankStatement, "A statement of the bank by its global id.")
    bank_statements = Connection(
        types.BankStatement,
        "Statements of the bank, the latest first.",
        orders=lists.BANK_STATEMENT_ORDERS,
        filters=lists.BankStatementFilter,
    )
    bank_line = One(types.BankLine, "A line of the bank by its global id.")
    bank_lines = Connection(
        types.BankLine,
        "Lines of the bank, the latest first.",
        orders=lists.BANK_LINE_ORDERS,
        filters=lists.BankLineFilter,
    )
    card_batches = Connection(
        types.CardBatch,
        "Declared card batches, the latest first.",
        orders=lists.CARD_BATCH_ORDERS,
        filters=lists.CardBatchFilter,
    )
    cash_deposits = Connection(
        types.CashDeposit,
        "Declared cash deposits, the latest first.",
        orders=lists.CASH_DEPOSIT_ORDERS,
        filters=lists.CashDepositFilter,
    )
    matches = Connection(
        types.Match,
        "What lines of the bank stand for, the latest first.",
        orders=lists.MATCH_ORDERS,
        filters=lists.MatchFilter,
    )
    match_rules = Connection(
        types.MatchRule,
        "Rules of matching with all their versions; defaults that no rule replaces are not among them.",
        orders=lists.MATCH_RULE_ORDERS,
        filters=lists.MatchRuleFilter,
    )
    suspense_items = Connection(
        types.SuspenseItem,
        "What is or was in suspense, the oldest first.",
        orders=lists.SUSPENSE_ORDERS,
        filters=lists.SuspenseItemFilter,
    )
    explanations = Connection(
        types.Explanation,
        "Signed explanations, the latest first.",
        orders=lists.EXPLANATION_ORDERS,
        filters=lists.ExplanationFilter,
    )
    reconciliation_board = Computed(
        graphene.NonNull(board.ReconciliationBoard),
        "Receipts, declarations, ledger and bank side by side, and every dirham that they do not explain. "
        f"At most {board.LONGEST_DAYS} days.",
        resolve=board.reconciliation_board,
        permission=Permission.RECONCILIATION_READ,
        cost=100,
        **days_arguments(),
    )
