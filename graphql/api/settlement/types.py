"""Statements with their lines, and from which amount on is paid."""

from collections.abc import Callable

import graphene
from django.db.models import F, Q

from api.base.connections import Connection
from api.base.digests import Digest
from api.base.fields import Calculated, Column, Derived, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.scalars import UUID, Date, DateTime
from api.base.values import LocalizedText
from api.base.visibility import of_cooperative
from api.documents import links
from api.documents.lists import MESSAGE_ORDERS, STATEMENT_FILE_ORDERS, MessageFilter
from api.documents.types import Message, StatementFile
from api.ledger.enums import EntryKind
from api.ledger.types import Posting
from api.periods.types import Period
from api.registry.types import Cooperative
from api.settlement import enums, lists
from api.settlement.reasons import PayabilityReason, explained, told_as_kept
from markets.settlement import models
from tenants.access import Actor
from tenants.permissions import Permission


def _link(description: str, compute: Callable[[int], str]) -> Derived:
    return Derived(graphene.NonNull(graphene.String), description, columns=("number",), compute=compute)


class Statement(MarketNode):
    """What one half-month came to for one cooperative. Issued when it is sealed, and never changed."""

    class Meta:
        model = models.Statement
        permission = Permission.STATEMENTS_READ

    period = Edge(Period, "The half-month.", required=True)
    cooperative = Edge(Cooperative, "Whose it is.", required=True)
    number = Column("Its number in the market, without gaps.")
    opening = MoneyColumn("Carried over from the statement before.", "opening_minor")
    released = MoneyColumn("Held by the statement before, and released here.", "released_minor")
    sales = MoneyColumn("What was sold.", "sales_minor")
    returns = MoneyColumn("What was brought back.", "returns_minor")
    fees = MoneyColumn("Fees, less those given back with returns.", "fees_minor")
    adjustments = MoneyColumn("Corrections.", "adjustments_minor")
    net = MoneyColumn("Opening and sales, less returns and fees, with corrections.", "net_minor")
    held = MoneyColumn("What is reserved and not paid yet, for the reasons given.", "held_minor")
    payable = MoneyColumn("What is paid.", "payable_minor")
    carried = MoneyColumn(
        "What the next one opens with; negative when the cooperative owes.", "carried_minor"
    )
    reasons = Derived(
        graphene.NonNull(graphene.List(graphene.NonNull(PayabilityReason))),
        "Why it is not paid, or not all, in their order; empty when all is.",
        columns=("reasons",),
        compute=told_as_kept,
    )
    digest = Digest("Of its amounts, its reasons and its lines.")
    issued_at = Column("When it was issued.")
    lines = Connection(
        lambda: StatementLine,
        "The movements that it adds up.",
        via="statement",
        orders=lists.STATEMENT_LINE_ORDERS,
        filters=lists.StatementLineFilter,
    )
    contests = Connection(
        "api.settlement.decisions.Contest",
        "What the cooperative contests of it.",
        via="line__statement",
        orders=lists.CONTEST_ORDERS,
        filters=lists.ContestFilter,
    )
    payout = Edge("api.payouts.types.Payout", "The payment; null while there is none.")
    pdf_url = _link(
        "The statement on paper, in Arabic and French. Send the token with the request.", links.pdf_url
    )
    csv_url = _link("Every movement as a row. Send the token with the request.", links.csv_url)
    json_url = _link("What its digest is made of. Send the token with the request.", links.json_url)
    public_url = _link(
        "Its public page with amounts, digest and proof, for whoever has the address.", links.public_url
    )
    files = Connection(
        StatementFile,
        "The hashes of its files, once they have been made.",
        via="statement",
        orders=STATEMENT_FILE_ORDERS,
    )
    messages = Connection(
        Message,
        "What its cooperative was told of it.",
        via="statement",
        orders=MESSAGE_ORDERS,
        filters=MessageFilter,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class StatementLine(MarketNode):
    """One movement of a statement, as the cooperative sees it."""

    class Meta:
        model = models.StatementLine
        permission = Permission.STATEMENTS_READ

    statement = Edge(Statement, "What it stands on.", required=True)
    kind = Column("What it is for.", type_=enums.StatementLineKind)
    amount = MoneyColumn("Positive when the cooperative earns.", "amount_minor")
    occurred_at = Calculated(
        DateTime,
        "When it happened; null for what was brought or held.",
        expression=F("posting__entry__occurred_at"),
    )
    business_date = Calculated(
        Date,
        "The day it happened; a late fact's lies before the half-month.",
        expression=F("posting__entry__business_date"),
    )
    source_kind = Calculated(EntryKind, "What it comes from.", expression=F("posting__entry__kind"))
    source_id = Calculated(
        UUID, "The sale or refund it comes from.", expression=F("posting__entry__source_id")
    )
    late = Column("Whether it happened before the half-month and was learnt in it.")
    explanation = Derived(
        LocalizedText,
        "What a late fact is, or what was brought, released or held; null for a plain movement.",
        columns=("kind", "late"),
        compute=explained,
    )
    posting = Edge(Posting, "The movement in the ledger.")

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
