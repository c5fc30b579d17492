"""How blocks and verifications are sorted and filtered."""

from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import Date, DateTime

CHAIN_BLOCK_ORDERS = Orders(
    "ChainBlock", descending=True, NUMBER=By("number", "By number, which is by day too.")
)
VERIFICATION_RUN_ORDERS = Orders(
    "VerificationRun", descending=True, STARTED_AT=By("started_at", "By when it began.")
)


class ChainBlockFilter(Filter):
    """Which blocks."""

    period = Related("api.periods.types.Period", "The half-month.", "period")
    day = Condition(Date, "The day.", "day", ranged=True)


class VerificationRunFilter(Filter):
    """Which verifications."""

    failed = Flag("Whether rows broke an invariant.", Q(rows__gt=0))
    started_at = Condition(DateTime, "When it began.", "started_at", ranged=True)
