"""Payouts with their attempts, the batches that approve them, and what rails reported."""

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.digests import Digest
from api.base.fields import Column, Derived, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_cooperative, of_the_house
from api.payouts import enums, lists
from kernel.identifiers import mask_rib
from markets.payouts import models
from tenants.access import Actor
from tenants.permissions import Permission


def _masked(rib: str) -> str | None:
    return mask_rib(rib) if rib else None


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
    attempts = Connection(
        lambda: PayoutAttempt,
        "The attempts to make it; one at most may have moved money.",
        via="payout",
        orders=lists.PAYOUT_ATTEMPT_ORDERS,
        filters=lists.PayoutAttemptFilter,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "statement__cooperative")


class PayoutAttempt(MarketNode):
    """One attempt to make a payout, to one account as it was then."""

    class Meta:
        model = models.PayoutAttempt
        permission = Permission.STATEMENTS_READ

    payout = Edge(Payout, "What it would pay.", required=True)
    number = Column("Which attempt it is, from 1.")
    rail = Column("How it is paid.", type_=enums.PayoutRail)
    state = Column("Where it stands.", type_=enums.PayoutAttemptState)
    amount = MoneyColumn("How much.", "amount_minor")
    masked_rib = Derived(
        graphene.String,
        "The account it goes to, with all but a few digits hidden; null where it goes elsewhere.",
        columns=("rib",),
        compute=_masked,
    )
    holder = Column("The account's holder, as it was then.")
    reason_code = Column("Why it was rejected or returned: the rail's code.")
    reason_text = Column("Why it was rejected, returned or cancelled, in words.")
    submitted_at = Column("When it was handed to its rail.")
    settled_on = Column("The day on which the money left.")
    end_to_end_id = Column("Its name at banks and Stripe.", permission=Permission.PAYOUTS_READ)
    reference = Column("The rail's own name for it.", permission=Permission.PAYOUTS_READ)
    destination = Column("The connected account that it goes to.", permission=Permission.PAYOUTS_READ)
    exchange_currency = Column("The other currency it was paid in.", permission=Permission.PAYOUTS_READ)
    exchange_amount = Column(
        "What it came to there, in the currency's smallest unit.",
        "exchange_amount_minor",
        permission=Permission.PAYOUTS_READ,
    )
    exchange_rate = Column("At which rate, as the rail wrote it.", permission=Permission.PAYOUTS_READ)
    exchange_fee = MoneyColumn(
        "What the rail took for it.", "exchange_fee_minor", permission=Permission.PAYOUTS_READ
    )
    batch = Edge(lambda: PayoutBatch, "The batch it is in; null for those from before joining.")
    reports = Connection(
        lambda: PayoutReport,
        "What its rail said of it.",
        via="attempt",
        orders=lists.PAYOUT_REPORT_ORDERS,
        filters=lists.PayoutReportFilter,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "payout__statement__cooperative")


class PayoutBatch(MarketNode):
    """Payments that one person prepared, others approve by its digest, and a rail gets once."""

    class Meta:
        model = models.PayoutBatch
        permission = Permission.PAYOUTS_READ

    rail = Column("How it pays.", type_=enums.PayoutRail)
    execution_on = Column("The day on which its rail should pay.")
    state = Column("Where it stands.", type_=enums.PayoutBatchState)
    payments = Column("How many payments it has.")
    total = MoneyColumn("What they come to.", "total_minor")
    digest = Digest("What an approval signs: rail, day, and each payment's statement, amount and account.")
    prepared_at = Column("When it was prepared.")
    prepared_by = Column("Who prepared it, and does not approve it.")
    approved_at = Column("When it had all its approvals.")
    submitted_at = Column("When it was handed to its rail.")
    ended_at = Column("When it was answered in full, or given up.")
    approvals = Connection(
        lambda: PayoutBatchApproval,
        "Who approved it.",
        via="batch",
        orders=lists.BATCH_APPROVAL_ORDERS,
    )
    attempts = Connection(
        PayoutAttempt,
        "Its payments.",
        via="batch",
        orders=lists.PAYOUT_ATTEMPT_ORDERS,
        filters=lists.PayoutAttemptFilter,
    )
    bank_file = Edge("api.payouts.bank.types.BankFile", "Its file for the bank; null where it has none.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class PayoutBatchApproval(MarketNode):
    """One person's approval of exactly what a batch's digest says."""

    class Meta:
        model = models.BatchApproval
        permission = Permission.PAYOUTS_READ

    batch = Edge(PayoutBatch, "What was approved.", required=True)
    actor = Column("Who approved it.")
    network = Column("Whether it was headquarters.")
    digest = Digest("What was signed.")
    at = Column("When.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class PayoutReport(MarketNode):
    """What a rail said of an attempt, and what became of that. Every source is heard once."""

    class Meta:
        model = models.PayoutReport
        permission = Permission.PAYOUTS_READ

    attempt = Edge(PayoutAttempt, "Of which attempt.", required=True)
    outcome = Column("What was said.", type_=enums.PayoutOutcome)
    hearing = Column("What became of it.", type_=enums.ReportHearing)
    source = Column("Where it was said: a file and the place in it, an event, a person's words.")
    happened_on = Column("When it happened, as the rail says.")
    amount = MoneyColumn("Which amount the rail named; null where it named none.", "amount_minor")
    reference = Column("The rail's own name for it.")
    reason_code = Column("The rail's code of a reason.")
    reason_text = Column("The reason in words.")
    recorded_at = Column("When it was heard.")
    recorded_by = Column("By whom.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class CoApprovalRule(MarketNode):
    """From which total on headquarters approves batches of payments too."""

    class Meta:
        model = models.CoApprovalRule
        permission = Permission.PAYOUTS_READ

    effective_from = Column("For batches prepared on this day or later, up to the next rule.")
    amount = MoneyColumn("Batches of this total or more.", "amount_minor")
    set_by = Column("Who set it.")
    set_at = Column("When it was set.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)
