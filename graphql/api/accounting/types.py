"""Accounts of the chart, mappings, and exported journals."""

from uuid import UUID

import graphene
from django.db.models import Q

from api.accounting.enums import JournalEncoding, JournalLayout, MappedKind
from api.base.fields import Column, Derived, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_the_house
from api.periods.types import Period
from markets.accounting import models
from tenants.access import Actor
from tenants.permissions import Permission


def _hexadecimal(digest: bytes) -> str:
    return bytes(digest).hex()


def _download_path(export_id: UUID) -> str:
    return f"/accounting/journals/{export_id}.csv"


class ChartAccount(MarketNode):
    """An account of the Moroccan chart of accounts (CGNC), or a subdivision that the market opened."""

    class Meta:
        model = models.ChartAccount
        permission = Permission.ACCOUNTING_READ

    number = Column("Its number; fewer than four digits are a class, heading or post.")
    label_fr = Column("What it is called in French.")
    label_ar = Column("What it is called in Arabic.")
    official = Column("Whether it is in the published chart.")
    active = Column("Whether it may be mapped to.")
    edited_by = Column("Who wrote it last.")
    edited_at = Column("When.")
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class AccountMapping(MarketNode):
    """Where a kind of ledger account goes, for half-months that begin on a day or later, until the next.

    Of several for one day the latest version holds.
    """

    class Meta:
        model = models.AccountMapping
        permission = Permission.ACCOUNTING_READ

    version = Column("Its place among all mappings of the market.", "id")
    kind = Column("The kind of ledger account.", type_=MappedKind)
    effective_from = Column("The first day of the first half-month for which it holds.")
    account = Edge(ChartAccount, "Where it goes.", required=True)
    debit_account = Edge(ChartAccount, "Where debits go, when losses and gains have an account each.")
    journal_code = Column(
        "The journal of the entries that this kind decides. Sales and refunds stand in that of the payables, "
        "others in that of the first they move of: bank, cash, card, Stripe, suspense, adjustments, "
        "charges, rounding, fees, payables."
    )
    set_by = Column("Who set it.")
    set_at = Column("When.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class JournalExport(MarketNode):
    """A journal that was exported. A sealed half-month under one version of the mapping gives one file."""

    class Meta:
        model = models.JournalExport
        permission = Permission.ACCOUNTING_READ

    first_period = Edge(Period, "Its first half-month.", required=True)
    last_period = Edge(Period, "Its last half-month.", required=True)
    layout = Column("How fine it is.", type_=JournalLayout)
    encoding = Column("The characters of the file.", type_=JournalEncoding)
    draft = Column("Whether a half-month was not sealed yet; then the file may come no more.")
    mapping_version = Column("The version of the mapping.")
    digest = Derived(
        graphene.NonNull(graphene.String),
        "SHA-256 of the file, in hexadecimal digits.",
        columns=("digest",),
        compute=_hexadecimal,
    )
    lines = Column("How many lines stand below the header.")
    debit = MoneyColumn("What they debit in all.", "debit_minor")
    credit = MoneyColumn("What they credit in all: the same.", "credit_minor")
    download_path = Derived(
        graphene.NonNull(graphene.String),
        "Where this host answers the file, to the same bearer token.",
        columns=("id",),
        compute=_download_path,
    )
    made_at = Column("When it was exported.")
    made_by = Column("By whom.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)
