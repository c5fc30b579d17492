"""Statements of the bank, declarations, matches and their rules, suspense and explanations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Derived, DerivedNow, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_the_house
from api.periods.types import Period
from api.reconciliation import enums, lists
from api.tills.types import Till
from kernel.identifiers import mask_rib
from markets.reconciliation import models
from tenants.access import Actor
from tenants.permissions import Permission


def _hexadecimal(digest: bytes) -> str:
    return bytes(digest).hex()


def _age_days(opened_at: datetime, cleared_at: datetime | None, *, now: datetime) -> int:
    return ((cleared_at or now) - opened_at).days


def _criteria(criteria: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    return criteria


class BankStatement(MarketNode):
    """A statement or notification of one account, from a file that was uploaded. A file is taken once."""

    class Meta:
        model = models.BankStatement
        permission = Permission.RECONCILIATION_READ

    account = Column("The account's name in the ledger, such as `main`.")
    masked_rib = Derived(
        graphene.NonNull(graphene.String),
        "The account, masked.",
        columns=("account_rib",),
        compute=mask_rib,
    )
    reference = Column("The bank's own name for it.")
    digest = Derived(
        graphene.NonNull(graphene.String),
        "SHA-256 of the file, in hexadecimal digits.",
        columns=("digest",),
        compute=_hexadecimal,
    )
    starts_on = Column("The first day on which it books something.")
    ends_on = Column("The last such day.")
    opening = MoneyColumn("What it opens with; null where the file does not say.", "opening_minor")
    closing = MoneyColumn("What it closes with; null where the file does not say.", "closing_minor")
    booked = MoneyColumn("What it books in all.", "booked_minor")
    entries = Column("How many movements it tells of.")
    new_lines = Column("How many of them were not known before.")
    unbooked = Column("How many it announces only.")
    complete = Column("Whether it is a statement, which shows all of its days, rather than a notification.")
    uploaded_at = Column("When it was uploaded.")
    uploaded_by = Column("By whom.")
    lines = Connection(
        lambda: BankLine,
        "The movements that it was the first to tell of.",
        via="statement",
        orders=lists.BANK_LINE_ORDERS,
        filters=lists.BankLineFilter,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class BankLine(MarketNode):
    """One movement that the bank booked. A credit of the account is positive, a debit negative."""

    class Meta:
        model = models.BankLine
        permission = Permission.RECONCILIATION_READ

    statement = Edge(BankStatement, "The first that told of it.", required=True)
    account = Column("The account's name in the ledger.")
    entry_reference = Column("The bank's own reference.")
    detail = Column("The place of a transaction within its entry, or 0.")
    booked_on = Column("The bank's day.")
    value_on = Column("The day from which it counts for interest.")
    amount = MoneyColumn("How much.", "amount_minor")
    end_to_end_id = Column("The transfer's end-to-end id.")
    counterparty = Column("Who is on the other side.")
    remittance = Column("The text.")
    is_return = Column("Whether the bank says that it undoes another.")
    return_reason = Column("Why, in the bank's code.")
    state = Column("Where it stands.", type_=enums.BankLineState)
    suspense = Edge(lambda: SuspenseItem, "Its place in suspense; null where it never was there.")
    matches = Connection(
        lambda: Match, "What it stands for; the parts add up to it.", via="line", orders=lists.MATCH_ORDERS
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class CardBatch(MarketNode):
    """What a card terminal says it took on one day, as staff declare it."""

    class Meta:
        model = models.CardBatch
        permission = Permission.RECONCILIATION_READ

    business_date = Column("The day.")
    till = Edge(Till, "The till, where it is one till's.")
    payments = Column("How many card payments it holds.")
    amount = MoneyColumn("What they come to.", "amount_minor")
    expected_fee = MoneyColumn("What the acquirer should keep of it.", "expected_fee_minor")
    reference = Column("The acquirer's reference.")
    declared_at = Column("When it was declared.")
    declared_by = Column("By whom.")
    withdrawn_at = Column("When it was withdrawn as declared in error.")
    withdrawn_by = Column("By whom.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class CashDeposit(MarketNode):
    """Cash that was carried to the bank, as staff declare it."""

    class Meta:
        model = models.CashDeposit
        permission = Permission.RECONCILIATION_READ

    business_date = Column("The day.")
    amount = MoneyColumn("How much.", "amount_minor")
    reference = Column("The reference of the bank's receipt.")
    carried_by = Column("Who carried it.")
    declared_at = Column("When it was declared.")
    declared_by = Column("By whom.")
    withdrawn_at = Column("When it was withdrawn as declared in error.")
    withdrawn_by = Column("By whom.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class MatchCriterion(graphene.ObjectType):
    """One condition on a line."""

    field = graphene.Field(enums.BankLineField, required=True, description="What it reads.")
    operator = graphene.Field(enums.MatchOperator, required=True, description="How it compares.")
    pattern = graphene.String(required=True, description="With what.")

    @staticmethod
    def resolve_pattern(root: dict[str, Any], _info: Any) -> str:
        return str(root["value"])


class MatchRule(MarketNode):
    """One version of a rule by which lines find what they stand for; the next version replaces it for lines
    booked from its first day on.
    """

    class Meta:
        model = models.MatchRule
        permission = Permission.RECONCILIATION_READ

    name = Column("Its name. `payouts`, `card batches` and `cash deposits` replace the defaults.")
    version = Column("From 1.")
    priority = Column("Lower ones go first.")
    kind = Column("What it finds.", type_=enums.MatchKind)
    criteria = Derived(
        graphene.NonNull(graphene.List(graphene.NonNull(MatchCriterion))),
        "Conditions on the line, all of which it must meet.",
        columns=("criteria",),
        compute=_criteria,
    )
    drift = MoneyColumn("By how much it may differ; of an account, the most it takes.", "drift_minor")
    drift_days = Column("How many days apart.")
    groups = Column("Whether one line may stand for several targets.")
    needs_reference = Column("Whether the line must name the target's reference.")
    account = Column("The ledger account of a fee or other movement.")
    enabled = Column("Whether it is enabled.")
    enabled_from = Column("For lines booked on this day or later.")
    set_at = Column("When it was set.")
    set_by = Column("By whom.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class Match(MarketNode):
    """A part of a line of the bank and what it stands for."""

    class Meta:
        model = models.Match
        permission = Permission.RECONCILIATION_READ

    line = Edge(BankLine, "The line.", required=True)
    position = Column("Its place among the parts of the line, from 0.")
    kind = Column("What it stands for.", type_=enums.MatchKind)
    target_id = Column("The key of the attempt to pay, card batch or cash deposit.")
    account = Column("The ledger account of a fee or other movement.")
    amount = MoneyColumn("How much, signed as the line is.", "amount_minor")
    how = Column("What decided it.", type_=enums.MatchedBy)
    rule_name = Column("The rule that decided it; null where none did.")
    rule = Edge(MatchRule, "Its version; null for a default.")
    note = Column("What the person who matched it says.")
    decided_at = Column("When it was matched.", "matched_at")
    decided_by = Column("Who matched it, or ran the matching that did.", "matched_by")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class SuspenseItem(MarketNode):
    """A line of the bank whose place is not known, or was not: who finds out, and since when."""

    class Meta:
        model = models.SuspenseItem
        permission = Permission.RECONCILIATION_READ

    line = Edge(BankLine, "The line.", required=True)
    amount = MoneyColumn("How much, signed as the line is.", "amount_minor")
    reason = Column("Why it was matched with nothing.", type_=enums.UnmatchedReason)
    owner = Column("Who finds out.")
    opened_at = Column("When it was opened.")
    cleared_at = Column("When its place was found; null while it is not.")
    cleared_by = Column("By whom.")
    age_days = DerivedNow(
        graphene.NonNull(graphene.Int),
        "For how many days it has waited, or did.",
        columns=("opened_at", "cleared_at"),
        compute=_age_days,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class Explanation(MarketNode):
    """Somebody's signed word on what a half-month leaves unexplained: exactly these items and centimes."""

    class Meta:
        model = models.Explanation
        permission = Permission.RECONCILIATION_READ

    period = Edge(Period, "The half-month.", required=True)
    amount = MoneyColumn("What was in suspense, all in all.", "amount_minor")
    unshown = MoneyColumn("Payments by bank that no statement covered.", "unshown_minor")
    item_count = Column("How many things it explains.", "items")
    text = Column("The explanation.")
    digest = Derived(
        graphene.NonNull(graphene.String),
        "What the signature is of, in hexadecimal digits.",
        columns=("digest",),
        compute=_hexadecimal,
    )
    signed_at = Column("When it was signed.")
    signed_by = Column("By whom.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)
