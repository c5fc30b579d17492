"""Root fields of the settlement."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.settlement import lists
from api.settlement.types import PayoutMinimum, Statement


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
