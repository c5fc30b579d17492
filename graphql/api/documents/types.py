"""Hashes of statements as files, and messages to cooperatives."""

import graphene
from django.db.models import Q

from api.base.fields import Column, Derived
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_cooperative
from api.documents import enums
from api.registry.types import Cooperative
from markets.documents import models
from tenants.access import Actor
from tenants.permissions import Permission


class StatementFile(MarketNode):
    """The hash of a statement in one form, set when it was first made; a download has these bytes."""

    class Meta:
        model = models.StatementFile
        permission = Permission.STATEMENTS_READ

    statement = Edge("api.settlement.types.Statement", "What it shows.", required=True)
    kind = Column("In which form.", type_=enums.StatementFileKind)
    edition = Column("Template, font and typesetter, of which a PDF's bytes depend.")
    sha256 = Derived(
        graphene.NonNull(graphene.String),
        "The file's SHA-256, in hexadecimal.",
        columns=("digest",),
        compute=lambda digest: bytes(digest).hex(),
    )
    length = Column("How many bytes.")
    made_at = Column("When it was first made.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "statement__cooperative")


class Message(MarketNode):
    """Something that a cooperative is told by one channel. Where it is sent is read when it is sent, and kept
    nowhere.
    """

    class Meta:
        model = models.Message
        permission = Permission.STATEMENTS_READ

    kind = Column("What is told.", type_=enums.MessageKind)
    statement = Edge("api.settlement.types.Statement", "The statement that it is about.", required=True)
    cooperative = Edge(Cooperative, "Who is told.", required=True)
    channel = Column("By which way.", type_=enums.MessageChannel)
    language = Column("In which words.", type_=enums.MessageLanguage)
    text_ar = Column("The words in Arabic.")
    text_fr = Column("The words in French.")
    state = Column("Where it stands.", type_=enums.MessageState)
    attempts = Column("How often it was tried. It is sent at least once: a crash may send it twice.")
    queued_at = Column("When it was queued.")
    due_at = Column("When it may be tried next.")
    sent_at = Column("When the gateway took it.")
    problem = Column("Why the last try failed.", permission=Permission.LEDGER_READ)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")
