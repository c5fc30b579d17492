"""The half-months, and what closing them came to."""

from django.db.models import Q

from api.base.connections import Connection
from api.base.digests import Digest
from api.base.enums import described_enum
from api.base.fields import Column, MoneyColumn
from api.base.filters import Condition, Filter, Flag
from api.base.nodes import Edge, MarketNode
from api.base.pages import By, Orders
from api.base.scalars import Date
from api.base.visibility import of_the_house
from api.settlement.lists import STATEMENT_ORDERS, StatementFilter
from markets.figures.models import PeriodTotal
from markets.periods import models, types
from tenants.access import Actor
from tenants.permissions import Permission

PeriodState = described_enum(
    types.PeriodState,
    "PeriodState",
    "Where a half-month stands, from the first sale to the bank's confirmation.",
    OPEN="It takes what is sold, and what is learnt late.",
    CUT_OFF="It takes nothing any more; its statements are being prepared.",
    REVIEWING="Its statements are being reviewed.",
    APPROVED="Its statements are approved.",
    SEALED="Closed for good; its statements are issued.",
    PAID="All that its statements owed is paid.",
    RECONCILED="The bank confirms the payments.",
)
PERIOD_ORDERS = Orders("Period", STARTS_ON=By("pk", "By first day."))
TRANSITION_ORDERS = Orders("PeriodTransition", ID=By("pk", "In the order in which they were taken."))


class PeriodFilter(Filter):
    """Which half-months."""

    state = Condition(PeriodState, "Where it stands.", "state")
    starts_on = Condition(Date, "The first day.", "starts_on", ranged=True)
    ends_on = Condition(Date, "The last day.", "ends_on", ranged=True)
    imported = Flag("Whether it is from before the market joined.", Q(imported=True))


class PeriodTotals(MarketNode):
    """What a closed half-month came to, over all its statements."""

    class Meta:
        model = PeriodTotal
        permission = Permission.FIGURES_READ

    statements = Column("How many statements were issued.")
    sales = MoneyColumn("What was sold.", "sales_minor")
    returns = MoneyColumn("What was brought back.", "returns_minor")
    fees = MoneyColumn("Fees, less those given back with returns.", "fees_minor")
    held = MoneyColumn("What they hold.", "held_minor")
    payable = MoneyColumn("What the statements owe.", "payable_minor")
    carried = MoneyColumn("What they carry over.", "carried_minor")
    paid = MoneyColumn("What has been paid of it.", "paid_minor")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class PeriodTransition(MarketNode):
    """One step of a half-month: who took it, when, and by which permission. Never changed."""

    class Meta:
        model = models.PeriodTransition
        permission = Permission.PERIODS_READ

    before = Column("Where it stood.", type_=PeriodState)
    after = Column("Where it stood then.", type_=PeriodState)
    at = Column("When.")
    actor = Column("Who.")
    by_permission = Column("By which permission; `system` for the platform itself.", "permission")
    note = Column("Why, where somebody said so.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class ClosingRule(MarketNode):
    """From which half-month on half-months end at which hour, and how long offline tills may be late."""

    class Meta:
        model = models.ClosingRule
        permission = Permission.PERIODS_READ

    first_period = Column("The key of the first half-month it holds for.")
    cut_off_hour = Column("The hour of the last day in the market's zone; 24 is midnight.")
    grace_minutes = Column("How long after the end tills that were offline may send what they sold.")
    set_by = Column("Who set it.", permission=Permission.LEDGER_READ)
    set_at = Column("When it was set.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class Period(MarketNode):
    """A half-month, the 1st to the 15th or the 16th to the end: what is settled and paid at once."""

    class Meta:
        model = models.Period
        permission = Permission.PERIODS_READ

    key = Column("Year, month and half as one number: 2026112 is the second half of November 2026.", "id")
    starts_on = Column("The first day.")
    ends_on = Column("The last day, included.")
    starts_at = Column("Its first instant.")
    ends_at = Column("The first instant after it.")
    cut_off_at = Column("From when on it is cut off: its end, and the grace for tills that were offline.")
    pay_on = Column("When it is paid: the 1st or the 16th, or the next day on which banks work.")
    pay_on_provisional = Column("Whether a religious holiday that is still an estimate may move that day.")
    state = Column("Where it stands.", type_=PeriodState)
    imported = Column("Whether it is from before the market joined: settled and paid then.")
    prepared_by = Column("Who began the review.", permission=Permission.LEDGER_READ)
    approved_digest = Digest("Of the drafts that were approved.", permission=Permission.LEDGER_READ)
    sealed_at = Column("When it was closed for good.")
    sealed_by = Column("Who closed it.", permission=Permission.LEDGER_READ)
    paid_at = Column("When the last of its statements was paid.")
    reconciled_at = Column("When the bank was found to agree.")
    transitions = Connection(
        PeriodTransition, "The steps it took, oldest first.", via="period", orders=TRANSITION_ORDERS
    )
    totals = Edge(PeriodTotals, "What it came to; null before it is closed.", "id")
    statements = Connection(
        "api.settlement.types.Statement",
        "Its statements, one for each cooperative that had a movement or a balance.",
        via="period",
        orders=STATEMENT_ORDERS,
        filters=StatementFilter,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
