"""Bank settings, files, who took them, and the bank's answers, as the API shows them."""

from uuid import UUID

import graphene
from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Derived
from api.base.nodes import Edge, MarketNode
from api.base.scalars import JSON
from api.payouts.bank import enums, lists
from kernel.identifiers import mask_rib
from markets.payouts.bank import models
from tenants.access import Actor
from tenants.permissions import Permission


def _path(batch_id: UUID) -> str:
    return f"/payouts/batches/{batch_id}/bank-file"


def _hex(digest: bytes) -> str:
    return bytes(digest).hex()


class BankSettings(MarketNode):
    """From which account files let the bank pay, and how its files are written; the latest version holds."""

    class Meta:
        model = models.BankSettings
        permission = Permission.PAYOUTS_READ

    version = Column("Its number, from 1.")
    debtor_name = Column("Who pays, as the bank knows the market.")
    debtor_ice = Column("The market's ICE.")
    masked_debtor_rib = Derived(
        graphene.String,
        "The account that pays, with all but a few digits hidden.",
        columns=("debtor_rib",),
        compute=mask_rib,
        required=True,
    )
    debtor_bic = Column("The bank's BIC.")
    layout = Column("How orders are written.", type_=enums.BankLayout)
    template = Column("The layout of a market's own.", type_=JSON)
    status_csv = Column("How statuses stand in the bank's CSV files.", type_=JSON)
    statement_csv = Column("How entries stand in the bank's CSV files.", type_=JSON)
    set_at = Column("When it was set.")
    set_by = Column("Who set it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class BankFile(MarketNode):
    """The one file of a batch, made once. A GET of `path` on the market's host hands it out."""

    class Meta:
        model = models.BankFile
        permission = Permission.PAYOUTS_READ

    batch = Edge("api.payouts.types.PayoutBatch", "The batch that it pays.", required=True)
    path = Derived(
        graphene.String,
        "Where it is; requires `bank-files:download`, and whoever takes it is written down.",
        columns=("batch_id",),
        compute=_path,
        required=True,
    )
    settings = Edge(BankSettings, "What it was made by.", required=True)
    message_id = Column("Its name at the bank.")
    digest = Derived(
        graphene.String,
        "Its SHA-256, 64 hexadecimal digits: the bytes are these for ever.",
        columns=("digest",),
        compute=_hex,
        required=True,
    )
    size = Column("Bytes.")
    made_at = Column("When it was made.")
    made_by = Column("Who submitted the batch.")
    downloads = Connection(
        lambda: BankFileDownload,
        "Who took it.",
        via="file",
        orders=lists.BANK_FILE_DOWNLOAD_ORDERS,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class BankFileDownload(MarketNode):
    """Somebody took a file: from then on it may be at the bank, and its batch is not cancelled any more."""

    class Meta:
        model = models.BankFileDownload
        permission = Permission.AUDIT_READ

    file = Edge(BankFile, "The file.", required=True)
    at = Column("When.")
    actor = Column("Who.")
    request_id = Column("The `X-Request-Id` of the request.")
    entry = Edge("api.audit.types.MarketAuditEntry", "In the audit, with where it was sent.", required=True)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class BankAnswer(MarketNode):
    """A file of the bank that was brought by `POST /payouts/bank-answers`, and what became of it."""

    class Meta:
        model = models.BankAnswer
        permission = Permission.PAYOUTS_READ

    kind = Column("What it is.", type_=enums.BankAnswerKind)
    digest = Derived(
        graphene.String,
        "Its SHA-256, 64 hexadecimal digits; the same file is heard once.",
        columns=("digest",),
        compute=_hex,
        required=True,
    )
    size = Column("Bytes.")
    applied = Column("How many of its reports changed a payment.")
    repeated = Column("How many say what was known.")
    overtaken = Column("How many say what a later one has overtaken.")
    contradicted = Column("How many contradict what is known: they moved nothing, and somebody must look.")
    unknown = Column("How many name no transfer of this market.")
    left_alone = Column("Verdicts that decide nothing: pending, about a copy, or late about a whole order.")
    other_entries = Column("Booked entries that are no transfers of ours: for the reconciliation.")
    uploaded_at = Column("When it was brought.")
    uploaded_by = Column("Who brought it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
