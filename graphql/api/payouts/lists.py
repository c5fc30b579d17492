"""How the lists of payouts are sorted and filtered."""

import graphene

from api.base.filters import Condition, Filter, Related
from api.base.pages import By, Orders
from api.base.scalars import Date
from api.payouts.enums import PayoutRail, PayoutState

PAYOUT_ORDERS = Orders(
    "Payout",
    descending=True,
    CREATED_AT=By("created_at", "By when it was first prepared."),
    AMOUNT=By("amount_minor", "By amount."),
)


class PayoutFilter(Filter):
    """Which payments."""

    period = Related("api.periods.types.Period", "The half-month that is paid.", "statement__period")
    cooperative = Related("api.registry.types.Cooperative", "Who is paid.", "statement__cooperative")
    rail = Condition(PayoutRail, "How.", "rail")
    state = Condition(PayoutState, "Where it stands.", "state")
    paid_on = Condition(Date, "When it was paid.", "paid_on", ranged=True)
    evidence = Condition(graphene.String, "What shows it.", "evidence")
