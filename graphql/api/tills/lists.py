"""How tills are sorted and filtered."""

import graphene

from api.base.filters import Condition, Filter
from api.base.pages import By, Orders
from api.tills.enums import TillState

TILL_ORDERS = Orders(
    "Till",
    CODE=By("code", "By code."),
    OPENED_AT=By("opened_at", "By when it was opened."),
)


class TillFilter(Filter):
    """Which tills."""

    code = Condition(graphene.String, "The code, as printed on receipts.", "code")
    state = Condition(TillState, "Whether it is in use.", "state")
