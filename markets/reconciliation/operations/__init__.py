"""Writes of reconciliation: what the bank says, what staff declare, matching, suspense, and the last step of
a half-month.
"""

from markets.reconciliation.operations._declare import (
    DeclarationMatched,
    ReconciliationIdReused,
    declare_card_batch,
    declare_cash_deposit,
    forget_carriers,
    withdraw_card_batch,
    withdraw_cash_deposit,
)
from markets.reconciliation.operations._import import (
    AccountsMixed,
    BankLineChanged,
    import_bank_statement,
)
from markets.reconciliation.operations._match import (
    DifferenceUnexplained,
    LineMatched,
    PayoutContradicted,
    TargetTaken,
    match_by_hand,
    run_matching,
)
from markets.reconciliation.operations._reconcile import (
    ExplanationOutdated,
    LinesNotMatched,
    NothingToExplain,
    OwnerSigns,
    PayoutsNotShown,
    SuspenseOpen,
    explain_suspense,
    reconcile_period,
)
from markets.reconciliation.operations._rules import set_match_rule
from markets.reconciliation.operations._suspense import (
    SuspenseCleared,
    assign_suspense,
    clear_suspense,
)

__all__ = [
    "AccountsMixed",
    "BankLineChanged",
    "DeclarationMatched",
    "DifferenceUnexplained",
    "ExplanationOutdated",
    "LineMatched",
    "LinesNotMatched",
    "NothingToExplain",
    "OwnerSigns",
    "PayoutContradicted",
    "PayoutsNotShown",
    "ReconciliationIdReused",
    "SuspenseCleared",
    "SuspenseOpen",
    "TargetTaken",
    "assign_suspense",
    "clear_suspense",
    "declare_card_batch",
    "declare_cash_deposit",
    "explain_suspense",
    "forget_carriers",
    "import_bank_statement",
    "match_by_hand",
    "reconcile_period",
    "run_matching",
    "set_match_rule",
    "withdraw_card_batch",
    "withdraw_cash_deposit",
]
