"""Writes of reconciliation. One file each."""

from api.base.mutations import Mutation
from api.reconciliation.mutations.assign_suspense import AssignSuspense
from api.reconciliation.mutations.clear_suspense import ClearSuspense
from api.reconciliation.mutations.declare_card_batch import DeclareCardBatch
from api.reconciliation.mutations.declare_cash_deposit import DeclareCashDeposit
from api.reconciliation.mutations.explain_suspense import ExplainSuspense
from api.reconciliation.mutations.match_bank_line import MatchBankLine
from api.reconciliation.mutations.reconcile_period import ReconcilePeriod
from api.reconciliation.mutations.run_matching import RunMatching
from api.reconciliation.mutations.set_match_rule import SetMatchRule
from api.reconciliation.mutations.withdraw_card_batch import WithdrawCardBatch
from api.reconciliation.mutations.withdraw_cash_deposit import WithdrawCashDeposit

RECONCILIATION_MUTATIONS: tuple[type[Mutation], ...] = (
    DeclareCardBatch,
    WithdrawCardBatch,
    DeclareCashDeposit,
    WithdrawCashDeposit,
    RunMatching,
    MatchBankLine,
    SetMatchRule,
    AssignSuspense,
    ClearSuspense,
    ExplainSuspense,
    ReconcilePeriod,
)
