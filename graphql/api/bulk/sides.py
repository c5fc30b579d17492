"""Files and bulk operations as types, made once for each side: they stand on its own tables."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import graphene
from django.db.models import Q

from api.base.fields import Column, Derived
from api.base.nodes import Edge, MarketNode, Node
from api.base.visibility import through_application
from api.bulk import enums
from api.context import Context
from markets.bulk.books import MARKET_BOOKS
from tenants.access import Actor
from tenants.bulk.books import HQ_BOOKS, Books
from tenants.bulk.types import BulkStatus
from tenants.permissions import Permission

_PARTIAL = frozenset({BulkStatus.FAILED, BulkStatus.CANCELED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The types of one side, on its tables."""

    books: Books
    file: Any
    operation: Any


def side_of(context: Context) -> Side:
    """That of the host that was asked."""
    return HQ if context.market is None else MARKET


class BulkCounts(graphene.ObjectType):
    """How far a bulk operation has come. What was done is what succeeded and what failed."""

    total = graphene.Int(description="How many lines there are; of an export known when it has ended.")
    done = graphene.Int(required=True, description="How many lines the result has.")
    succeeded = graphene.Int(required=True, description="How many of them did what they say.")
    failed = graphene.Int(required=True, description="How many changed nothing.")


def file_path(file_id: UUID) -> str:
    """Where the content of a file is, on its side's host."""
    return f"/files/{file_id}"


def _file_type(books: Books, base: Any) -> Any:
    class BulkFile(base):
        """A file of lines or a table, put there or made by a bulk operation, or a paper. Only who put it or
        started that sees it, an application only what came through it.
        """

        class Meta:
            model = books.file
            permission = Permission.BULK_READ

        media_type = Column(
            "What it is: `application/jsonl`; XLSX or CSV of a table; PDF, JPEG or PNG of a paper."
        )
        size = Column("How many bytes.")
        lines = Column("How many lines; a paper has none, nor has a table that was brought.")
        sha256 = Derived(
            graphene.String,
            "Its SHA-256, in hexadecimal.",
            columns=["digest"],
            compute=lambda digest: bytes(digest).hex(),
            required=True,
        )
        url = Derived(
            graphene.String,
            "Where it is, on this host, for who brought it.",
            columns=["id"],
            compute=file_path,
            required=True,
        )
        created_at = Column("When it came.")
        expires_at = Column("When its content is forgotten; null while something uses it.")
        removed_at = Column("When its content was forgotten.")

        @classmethod
        def visible(cls, viewer: Actor) -> Q:
            return Q(owner=viewer.id) & through_application(viewer, "client")

    return BulkFile


def _operation_type(books: Books, base: Any, to_file: Any) -> Any:
    class BulkOperation(base):
        """A document that runs for each line of a file, or over the pages of a whole list."""

        class Meta:
            model = books.operation
            permission = Permission.BULK_READ

        owner = Column("Who started it; it runs with the rights that he has when each part begins.")
        type = Column("What it does.", "kind", type_=enums.BulkOperationType)
        field = Column("The mutation, or the list.")
        document = Column("What is run; of an operation on a table what it is told beside the file.")
        status = Column("Where it stands.", type_=enums.BulkOperationStatus)
        counts = Derived(
            BulkCounts,
            "How far it has come.",
            columns=["total", "done", "succeeded", "failed"],
            compute=lambda total, done, succeeded, failed: BulkCounts(
                total=total, done=done, succeeded=succeeded, failed=failed
            ),
            required=True,
        )
        file = Edge(to_file, "The file whose lines it runs.", "source")
        result = Edge(to_file, "The file with its result.")
        url = Derived(
            graphene.String,
            "Where the whole result is, on this host, for who started it; null until it is completed.",
            columns=["status", "result_id"],
            compute=lambda status, key: file_path(key) if key and status not in _PARTIAL else None,
        )
        partial_url = Derived(
            graphene.String,
            "Where the result is as far as it came, when it failed or was cancelled.",
            columns=["status", "result_id"],
            compute=lambda status, key: file_path(key) if key and status in _PARTIAL else None,
        )
        error_code = Column(
            "Why it failed: `RIGHTS_ENDED` when its owner may no longer, else the code that its document "
            "was answered."
        )
        created_at = Column("When it was started.")
        started_at = Column("When the work began.")
        ended_at = Column("When it ended.")

        @classmethod
        def visible(cls, viewer: Actor) -> Q:
            if viewer.may(Permission.ALL_BULK_READ):
                return Q()
            return Q(owner=viewer.id) & through_application(viewer, "client")

    return BulkOperation


def _side(books: Books, base: Any) -> Side:
    file = _file_type(books, base)
    return Side(books=books, file=file, operation=_operation_type(books, base, file))


HQ = _side(HQ_BOOKS, Node)
MARKET = _side(MARKET_BOOKS, MarketNode)
