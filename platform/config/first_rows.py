"""What a new market starts with. `tenants` knows no domain, so this list is handed to it when a market is
created.
"""

from collections.abc import Sequence
from datetime import datetime

from kernel.halfmonth import business_date
from markets.accounting import operations as accounting
from markets.periods import operations as periods
from tenants.access import SYSTEM
from tenants.network.operations import FirstRow


def _calendar(created_at: datetime) -> None:
    periods.extend_calendar(today=business_date(created_at))


def _chart_of_accounts(created_at: datetime) -> None:
    accounting.seed_chart(at=created_at, actor=SYSTEM.id)


FIRST_ROWS: Sequence[FirstRow] = (_calendar, _chart_of_accounts)
