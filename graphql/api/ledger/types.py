"""Accounts, entries and postings."""

from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from api.base.connections import Connection
from api.base.fields import Column, MoneyCalculated, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_cooperative, of_the_house
from api.ledger import enums, lists
from api.periods.types import Period
from api.registry.types import Cooperative
from markets.ledger import models
from tenants.access import Actor
from tenants.permissions import Permission


def _moved(side: str) -> Any:
    """What all postings that have the account on this side moved, in centimes."""
    moved = models.Posting.objects.filter(**{side: OuterRef("pk")}).order_by().values(side)
    amount = Subquery(moved.values(total=Sum("amount_minor")))
    return Cast(Coalesce(amount, 0), BigIntegerField())


class Account(MarketNode):
    """Where money can be. Its balance is the sum of its postings and stored nowhere.

    A cooperative's delegate sees that cooperative's own account.
    """

    class Meta:
        model = models.Account
        permission = Permission.STATEMENTS_READ

    code = Column("Its code, such as `till:cash` or `cooperative:<uuid>:payable`.")
    kind = Column("What it stands for.", type_=enums.AccountKind)
    cooperative = Edge(Cooperative, "Whom it is payable to; null for the market's own accounts.")
    debits = MoneyCalculated("What was ever debited to it.", expression=_moved("debit"))
    credits = MoneyCalculated("What was ever credited to it.", expression=_moved("credit"))
    balance = MoneyCalculated(
        "Debits less credits: positive for what the market has, negative for what it owes or earned.",
        expression=_moved("debit") - _moved("credit"),
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class Entry(MarketNode):
    """One thing that happened and all the money it moved. Never changed; only another entry undoes it."""

    class Meta:
        model = models.Entry
        permission = Permission.LEDGER_READ

    kind = Column("What it records.", type_=enums.EntryKind)
    source_id = Column("The sale, refund or payout that it records.")
    period = Edge(Period, "The half-month in which it is settled.", required=True)
    occurred_at = Column("When it happened.")
    recorded_at = Column("When it was learnt.")
    business_date = Column("The day it happened; a late fact's lies before its half-month.")
    actor = Column("Who did it.")
    reverses = Edge(lambda: Entry, "The entry that it undoes.")
    reversed_by = Edge(lambda: Entry, "The entry that undoes it.")
    postings = Connection(lambda: Posting, "The money it moved.", via="entry", orders=lists.POSTING_ORDERS)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class Posting(MarketNode):
    """One positive amount moved from one account to another."""

    class Meta:
        model = models.Posting
        permission = Permission.LEDGER_READ

    kind = Column("What it is for.", type_=enums.PostingKind)
    amount = MoneyColumn("How much, always more than nothing.", "amount_minor")
    debit = Edge(Account, "Where it went.", required=True)
    credit = Edge(Account, "Where it came from.", required=True)
    entry = Edge(Entry, "What it is part of.", required=True)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)
