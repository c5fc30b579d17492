"""Root fields of the settlement, and of what proves the books."""

import graphene

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.pages import MAX_PAGE
from api.base.roots import One
from api.base.schema import Queries
from api.settlement import lists, proofs
from api.settlement.types import PayoutMinimum, Statement
from tenants.access import Permission


class SettlementQueries(Queries):
    """Reads of the settlement."""

    statement = One(Statement, "A statement by its global id.")
    statements = Connection(
        Statement,
        "The statements, latest half-month first.",
        orders=lists.STATEMENT_ORDERS,
        filters=lists.StatementFilter,
    )
    payout_minimums = Connection(
        PayoutMinimum,
        "From which amount on statements are paid, latest first.",
        orders=lists.PAYOUT_MINIMUM_ORDERS,
    )
    invariants = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(proofs.Violation))),
        "Rows of ledger, stock, sales or settlement that break an invariant: none. It reads the whole "
        f"market, and answers {MAX_PAGE} rows at most.",
        resolve=proofs.violations,
        permission=Permission.LEDGER_READ,
    )
    figures_differences = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(proofs.FiguresDifference))),
        "Figures that are not what sales, refunds, statements and payouts add up to: none. It reads the "
        f"whole market, and answers {MAX_PAGE} rows at most.",
        resolve=proofs.figures_differences,
        permission=Permission.LEDGER_READ,
    )
