"""Root fields about payouts."""

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.roots import One
from api.base.schema import Queries
from api.payouts import lists
from api.payouts.explanation import explain_payout_field
from api.payouts.totals import SettlementTotals, settlement_totals
from api.payouts.types import CoApprovalRule, Payout, PayoutBatch, PayoutReport
from api.settlement.lists import STATEMENT_ORDERS, StatementFilter
from api.settlement.types import Statement
from markets.payouts import queries as payouts
from tenants.permissions import Permission


class PayoutQueries(Queries):
    """Reads of payouts."""

    open_payables = Connection(
        Statement,
        "Statements with something to pay that have not been paid.",
        orders=STATEMENT_ORDERS,
        filters=StatementFilter,
        only=Q(pk__in=payouts.unpaid().values("pk")),
    )
    payout = One(Payout, "A payment by its global id.")
    payouts = Connection(
        Payout,
        "The payments, latest first.",
        orders=lists.PAYOUT_ORDERS,
        filters=lists.PayoutFilter,
    )
    payout_batch = One(PayoutBatch, "A batch of payments by its global id.")
    payout_batches = Connection(
        PayoutBatch,
        "The batches of payments, latest first.",
        orders=lists.PAYOUT_BATCH_ORDERS,
        filters=lists.PayoutBatchFilter,
    )
    payout_reports = Connection(
        PayoutReport,
        "What rails said of payments, latest first.",
        orders=lists.PAYOUT_REPORT_ORDERS,
        filters=lists.PayoutReportFilter,
    )
    co_approval_rules = Connection(
        CoApprovalRule,
        "From which total on headquarters approves too, latest first.",
        orders=lists.CO_APPROVAL_RULE_ORDERS,
    )
    explain_payout = explain_payout_field()
    settlement_totals = Computed(
        graphene.NonNull(SettlementTotals),
        "Everything earned, paid and owed since the beginning; the difference is nothing, to the centime.",
        resolve=settlement_totals,
        permission=Permission.LEDGER_READ,
        cost=100,
    )
