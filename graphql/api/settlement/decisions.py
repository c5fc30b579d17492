"""What people say about a cooperative's money: holds, corrections, contests and recovery plans."""

from django.db.models import Q

from api.base.fields import Column, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_cooperative
from api.registry.types import Cooperative
from api.settlement import enums
from api.settlement.types import StatementLine
from markets.settlement import models
from tenants.access import Actor
from tenants.permissions import Permission


class Hold(MarketNode):
    """A cooperative is not paid an amount, or anything, until it is lifted. What is held stays its own."""

    class Meta:
        model = models.Hold
        permission = Permission.STATEMENTS_READ

    cooperative = Edge(Cooperative, "Whose money is held.", required=True)
    amount = MoneyColumn("How much; null for everything.", "amount_minor")
    reason = Column("Why.")
    review_on = Column("When somebody looks again.")
    placed_at = Column("When it was placed.")
    placed_by = Column("Who placed it.", permission=Permission.LEDGER_READ)
    lifted_at = Column("When it was lifted; null while it holds.")
    lifted_by = Column("Who lifted it.", permission=Permission.LEDGER_READ)
    lift_note = Column("Why it was lifted.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class Contest(MarketNode):
    """A cooperative says that a line of its statement is wrong. What the line gave is held meanwhile."""

    class Meta:
        model = models.Contest
        permission = Permission.STATEMENTS_READ

    line = Edge(StatementLine, "The line.", required=True)
    cooperative = Edge(Cooperative, "Who contests.", required=True)
    state = Column("Where it stands.", type_=enums.ContestState)
    argument = Column("What is wrong.")
    evidence = Column("What shows it.")
    opened_at = Column("When it was opened.")
    opened_by = Column("Who opened it.", permission=Permission.LEDGER_READ)
    decided_at = Column("When it was decided; null while it is open.")
    decided_by = Column("Who decided.", permission=Permission.LEDGER_READ)
    decision = Column("What was decided, and why.")
    adjustment = Edge(lambda: Adjustment, "The correction that followed.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class Adjustment(MarketNode):
    """A correction of what a cooperative is owed: one person proposes, another approves."""

    class Meta:
        model = models.Adjustment
        permission = Permission.STATEMENTS_READ

    cooperative = Edge(Cooperative, "Whose balance is corrected.", required=True)
    contest = Edge(Contest, "The contest that it follows.")
    amount = MoneyColumn("Positive gives to the cooperative, negative takes from it.", "amount_minor")
    reason = Column("Why.")
    state = Column("Where it stands.", type_=enums.DecisionState)
    proposed_at = Column("When it was proposed.")
    proposed_by = Column("Who proposed it.", permission=Permission.LEDGER_READ)
    decided_at = Column("When it was decided; null before.")
    decided_by = Column("Who decided.", permission=Permission.LEDGER_READ)
    decision_note = Column("What who decided wrote.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class RecoveryPlan(MarketNode):
    """How a lasting debt is taken from a cooperative's earnings: at most so much of each half-month."""

    class Meta:
        model = models.RecoveryPlan
        permission = Permission.STATEMENTS_READ

    cooperative = Edge(Cooperative, "Who owes.", required=True)
    instalment = MoneyColumn("The most that is taken of one half-month.", "instalment_minor")
    evidence = Column("What shows that the cooperative agreed.")
    agreed_at = Column("When it was agreed.")
    agreed_by = Column("Who recorded it.", permission=Permission.LEDGER_READ)
    ended_at = Column("When it ended; null while it runs.")
    ended_by = Column("Who ended it.", permission=Permission.LEDGER_READ)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")
