"""Root fields about the market's fee."""

from api.base.connections import Connection
from api.base.filters import Condition, Filter
from api.base.pages import By, Orders
from api.base.scalars import Date
from api.base.schema import Queries
from api.fees.types import FeeRate

FEE_RATE_ORDERS = Orders(
    "FeeRate", descending=True, EFFECTIVE_FROM=By("effective_from", "By first business day.")
)


class FeeRateFilter(Filter):
    """Which fee rates."""

    effective_from = Condition(
        Date, "The first business day on which it holds.", "effective_from", ranged=True
    )


class FeeQueries(Queries):
    """Reads of the market's fee."""

    fee_rates = Connection(
        FeeRate,
        "The market's fee rates, the latest first.",
        orders=FEE_RATE_ORDERS,
        filters=FeeRateFilter,
        deprecation_reason="Fees become rules: `feeRules`.",
    )
