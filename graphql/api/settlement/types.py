"""Statements with their lines, payouts, and from which amount on is paid."""

from django.db.models import F, Q

from api.base.connections import Connection
from api.base.fields import Calculated, Column, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.scalars import UUID, Date, DateTime
from api.base.visibility import of_cooperative
from api.ledger.enums import EntryKind, PostingKind
from api.ledger.types import Posting
from api.periods.types import Period
from api.registry.types import Cooperative
from api.settlement import enums, lists
from markets.settlement import models
from tenants.access import Actor, Permission


class Statement(MarketNode):
    """What one half-month came to for one cooperative. Issued at closing and never changed."""

    class Meta:
        model = models.Statement
        permission = Permission.STATEMENTS_READ

    period = Edge(Period, "The half-month.", required=True)
    cooperative = Edge(Cooperative, "Whose it is.", required=True)
    opening = MoneyColumn("Carried over from the statement before.", "opening_minor")
    sales = MoneyColumn("What was sold.", "sales_minor")
    returns = MoneyColumn("What was brought back.", "returns_minor")
    fees = MoneyColumn("Fees, less those given back with returns.", "fees_minor")
    adjustments = MoneyColumn("Corrections.", "adjustments_minor")
    net = MoneyColumn("Opening and sales, less returns and fees, with corrections.", "net_minor")
    payable = MoneyColumn("What is paid: the whole net, or nothing.", "payable_minor")
    carried = MoneyColumn(
        "What the next one opens with; negative when the cooperative owes.", "carried_minor"
    )
    issued_at = Column("When it was issued.")
    lines = Connection(
        lambda: StatementLine,
        "The movements that it adds up.",
        via="statement",
        orders=lists.STATEMENT_LINE_ORDERS,
        filters=lists.StatementLineFilter,
    )
    payout = Edge(lambda: Payout, "The payment; null while there is none.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class StatementLine(MarketNode):
    """One movement of a statement, as the cooperative sees it."""

    class Meta:
        model = models.StatementLine
        permission = Permission.STATEMENTS_READ

    statement = Edge(Statement, "What it stands on.", required=True)
    kind = Column("What it is for.", type_=PostingKind)
    amount = MoneyColumn("Positive when the cooperative earns.", "amount_minor")
    occurred_at = Calculated(
        DateTime, "When it happened.", expression=F("posting__entry__occurred_at"), required=True
    )
    business_date = Calculated(
        Date,
        "The day it happened; a late fact's lies before the half-month.",
        expression=F("posting__entry__business_date"),
        required=True,
    )
    source_kind = Calculated(
        EntryKind, "What it comes from.", expression=F("posting__entry__kind"), required=True
    )
    source_id = Calculated(
        UUID, "The sale or refund it comes from.", expression=F("posting__entry__source_id"), required=True
    )
    posting = Edge(Posting, "The movement in the ledger.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "statement__cooperative")


class Payout(MarketNode):
    """The payment of one statement, made once."""

    class Meta:
        model = models.Payout
        permission = Permission.STATEMENTS_READ

    statement = Edge(Statement, "What it pays.", required=True)
    amount = MoneyColumn("How much.", "amount_minor")
    rail = Column("How it was paid.", type_=enums.PayoutRail)
    state = Column("Where it stands.", type_=enums.PayoutState)
    evidence = Column("What shows it: the transfer's reference, a receipt.")
    paid_on = Column("When it was made.")
    recorded_at = Column("When it was recorded.")
    actor = Column("Who recorded it.", permission=Permission.LEDGER_READ)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "statement__cooperative")


class PayoutMinimum(MarketNode):
    """From which amount on statements are paid; smaller ones are carried over."""

    class Meta:
        model = models.PayoutMinimum
        permission = Permission.STATEMENTS_READ

    effective_from = Column("For half-months that end on this day or later, up to the next minimum.")
    amount = MoneyColumn("The smallest amount that is paid.", "amount_minor")
    set_by = Column("Who set it.", permission=Permission.LEDGER_READ)
    set_at = Column("When it was set.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
