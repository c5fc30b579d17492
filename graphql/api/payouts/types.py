"""Payouts, as the API shows them."""

from django.db.models import Q

from api.base.fields import Column, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_cooperative
from api.payouts import enums
from markets.payouts import models
from tenants.access import Actor, Permission


class Payout(MarketNode):
    """The payment of one statement: one, however many attempts it takes."""

    class Meta:
        model = models.Payout
        permission = Permission.STATEMENTS_READ

    statement = Edge("api.settlement.types.Statement", "What it pays.", required=True)
    amount = MoneyColumn("How much.", "amount_minor")
    rail = Column("How it is paid.", type_=enums.PayoutRail)
    state = Column("Where it stands.", type_=enums.PayoutState)
    held_because = Column("Why it is held.")
    evidence = Column("What shows that it was paid: the bank's reference, a receipt.")
    paid_on = Column("When it was paid; null before.")
    created_at = Column("When it was first prepared.")
    created_by = Column("Who prepared it first.", permission=Permission.LEDGER_READ)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "statement__cooperative")
