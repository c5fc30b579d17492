"""What a new market starts with. `tenants` knows no domain, so this list is handed to it when a market is created."""

from collections.abc import Sequence

from kernel.halfmonth import business_date
from markets.fees import operations as fees
from markets.periods import operations as periods
from tenants.network.operations import FirstRow

FIRST_ROWS: Sequence[FirstRow] = (
    lambda created_at: periods.extend_calendar(today=business_date(created_at)),
    lambda created_at: fees.begin_without_fee(at=created_at),
)
