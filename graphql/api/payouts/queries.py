"""Root fields about payouts."""

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.roots import One
from api.base.schema import Queries
from api.payouts import lists
from api.payouts.totals import SettlementTotals, settlement_totals
from api.payouts.types import Payout
from api.settlement.lists import STATEMENT_ORDERS, StatementFilter
from api.settlement.types import Statement
from markets.payouts import queries as payouts
from tenants.access import Permission


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
    settlement_totals = Computed(
        graphene.NonNull(SettlementTotals),
        "Everything earned, paid and owed since the beginning; the difference is nothing, to the centime.",
        resolve=settlement_totals,
        permission=Permission.LEDGER_READ,
    )
