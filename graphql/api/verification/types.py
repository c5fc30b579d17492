"""Blocks of the chain, verifications on record, and what looking at the market now finds."""

from datetime import datetime
from typing import Any

import graphene
from django.db.models import Q

from api.base.fields import Column, Derived
from api.base.nodes import Edge, MarketNode
from api.base.scalars import JSON, Date, SafeInt
from api.base.visibility import of_the_house
from api.periods.types import Period
from markets.chain import models as chain
from markets.verification import models
from tenants.access import Actor
from tenants.permissions import Permission


def _hex(digest: Any) -> str:
    return bytes(digest).hex()


def _hashed(column: str, description: str) -> Derived:
    return Derived(graphene.NonNull(graphene.String), description, columns=(column,), compute=_hex)


def _milliseconds(started_at: datetime, ended_at: datetime) -> int:
    return round((ended_at - started_at).total_seconds() * 1000)


class ChainBlock(MarketNode):
    """One day of a sealed half-month, under a hash that covers its ledger rows and every block before.

    The hash is the sha256 of eight lines of text: `tadamun-chain-1`, the market's slug, `number`, the
    half-month's key, `day`, `rowsDigest`, `statementsDigest`, `previousHash`.
    """

    class Meta:
        model = chain.Block
        permission = Permission.LEDGER_READ

    number = Column("1, 2, 3, without gaps.", type_=SafeInt)
    period = Edge(Period, "The half-month.", required=True)
    day = Column("The day; days on which nothing happened have a block too.")
    rows_count = Column("How many entries and postings of the ledger it covers.")
    rows_digest = _hashed("rows_digest", "The sha256 of their digests, in hexadecimal digits.")
    statements_count = Column("How many statements it covers; they are in the block of the last day.")
    statements_digest = _hashed("statements_digest", "The sha256 of the statements' digests in order.")
    previous_hash = _hashed("previous_hash", "The hash of the block before; zeros for the first.")
    hash = _hashed("hash", "The hash of this block.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class VerificationRun(MarketNode):
    """One look at the whole market, on record."""

    class Meta:
        model = models.VerificationRun
        permission = Permission.LEDGER_READ

    started_at = Column("When it began.")
    ended_at = Column("When it ended.")
    milliseconds = Derived(
        graphene.NonNull(SafeInt),
        "How long it took.",
        columns=("started_at", "ended_at"),
        compute=_milliseconds,
    )
    invariants = Column("How many invariants were checked.")
    offending_rows = Column("How many rows broke one of them.", "rows")
    details = Column("By invariant, how many rows broke it and the first of them.", type_=JSON)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class Detail(graphene.ObjectType):
    """A value of a row, as text."""

    name = graphene.String(required=True, description="Its name.")
    value = graphene.String(required=True, description="The value.")


class Violation(graphene.ObjectType):
    """A row that breaks an invariant."""

    name = graphene.String(required=True, description="Which, such as `ledger.unbalanced_entry`.")
    details = graphene.List(
        graphene.NonNull(Detail), required=True, description="What to look at: ids and amounts."
    )


class Invariant(graphene.ObjectType):
    """Something that always holds in a market, and the rows for which it does not."""

    name = graphene.String(required=True, description="Its name, such as `sales.unlike_ledger`.")
    meaning = graphene.String(required=True, description="What holds, in one sentence.")
    holds = graphene.Boolean(required=True, description="Whether it does.")
    count = graphene.Int(required=True, description="How many rows break it, counted up to 1,000.")
    rows = graphene.List(
        graphene.NonNull(Violation),
        required=True,
        description="The first 100 of the rows that break it: none.",
    )


class FiguresDifference(graphene.ObjectType):
    """A figure that is not what its facts add up to."""

    table = graphene.String(required=True, description="The figures' table.")
    key = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="The row: its day and its subject."
    )
    measure = graphene.String(required=True, description="The column.")
    stored = graphene.Field(SafeInt, required=True, description="What the figures say.")
    recomputed = graphene.Field(SafeInt, required=True, description="What the facts add up to.")


class Chain(graphene.ObjectType):
    """How far the chain of a market reaches: write this down, and nothing before it can change unseen."""

    blocks = graphene.Field(SafeInt, required=True, description="How many blocks there are.")
    day = graphene.Field(Date, required=True, description="The day of the latest.")
    hash = graphene.String(required=True, description="The hash of the latest, in hexadecimal digits.")
