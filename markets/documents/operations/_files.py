"""Statements as files: the names they show are fixed once, and each file's hash at its first rendering."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from kernel.errors import DomainError
from markets.documents import paper, proofs, queries, rules
from markets.documents.models import StatementFile, StatementNames
from markets.documents.types import FileKind, StatementBytes, StatementDocument
from markets.settlement.models import Statement
from shared_catalog.catalogue.models import Product
from shared_catalog.registry import queries as registry
from tenants.network import queries as network
from tenants.network.models import Market

BATCH = 50
"""Statements whose rows are read at once when many are rendered; files are made one at a time."""

_SEALED_EDITION = "1"


class StatementUnlikeItsSeal(DomainError):
    """The rows under a statement no longer make what was sealed: the books were changed. Params: `number`."""

    code = "STATEMENT_UNLIKE_ITS_SEAL"
    messages = {
        "ar": "تفاصيل الكشف رقم {number} لم تعد مطابقة لما خُتم: لا يمكن إصداره",
        "fr": "Le détail du relevé {number} n'est plus ce qui a été scellé : il n'est pas délivré",
        "en": "What lies under statement {number} is no longer what was sealed: it is not handed out",
    }


class FileUnlikeItsHash(DomainError):
    """A statement came out otherwise than the first time, in the same edition: it is not handed out.

    Params: `number`, `kind`.
    """

    code = "FILE_UNLIKE_ITS_HASH"
    messages = {
        "ar": "ملف {kind} للكشف رقم {number} لا يطابق بصمته المسجلة: لا يمكن إصداره",
        "fr": "Le fichier {kind} du relevé {number} n'a pas son empreinte enregistrée : il n'est pas délivré",
        "en": "The {kind} file of statement {number} does not have its recorded hash: it is not handed out",
    }


@transaction.atomic
def print_names(*, statements: Sequence[Statement], made_at: datetime) -> None:
    """Fix the names that statements show, for those whose names were not fixed before."""
    known = set(
        StatementNames.objects.filter(statement__in=statements).values_list("statement_id", flat=True)
    )
    new = [statement for statement in statements if statement.pk not in known]
    if not new:
        return
    market, details = network.current_market(), queries.details_of(new)
    product_ids = {row[1] for rows in details.values() for row in rows}
    products = {
        str(product.pk): {"ar": product.name_ar, "fr": product.name_fr}
        for product in Product.objects.filter(pk__in=product_ids).only("name_ar", "name_fr")
    }
    StatementNames.objects.bulk_create(
        [
            StatementNames(
                statement=statement,
                printed=_printed(statement, market)
                | {
                    "products": {
                        key: products[key]
                        for key in sorted({str(row[1]) for row in details.get(statement.pk, [])})
                    }
                },
                made_at=made_at,
            )
            for statement in new
        ],
        # Somebody may be at it at the same time; the names are then theirs.
        ignore_conflicts=True,
    )


def render_statement(*, statement: Statement, kind: FileKind, made_at: datetime) -> StatementBytes:
    """One statement as a file. Raises StatementUnlikeItsSeal, FileUnlikeItsHash."""
    [made] = render_statements(statements=[statement], kind=kind, made_at=made_at)
    return made


def render_statements(
    *, statements: Sequence[Statement], kind: FileKind, made_at: datetime
) -> Iterator[StatementBytes]:
    """Statements as files, one after the other, with the rows of so many in memory as are given and one file.

    The first rendering of each sets its hash. Raises StatementUnlikeItsSeal, FileUnlikeItsHash.
    """
    print_names(statements=statements, made_at=made_at)
    documents = queries.documents_of(statements, market=network.current_market())
    for statement, document in zip(statements, documents, strict=True):
        if rules.difference_minor(document) or not rules.is_sealed(document.sealed):
            raise StatementUnlikeItsSeal(number=document.label)
        content = _content(document, kind)
        digest = hashlib.sha256(content).digest()
        _record(statement, kind, digest=digest, length=len(content), made_at=made_at)
        yield StatementBytes(
            name=rules.file_name(document.label, kind),
            media_type=rules.MEDIA_TYPES[kind],
            content=content,
            digest=digest,
        )


def render_period(*, period_id: int, kind: FileKind, made_at: datetime) -> Iterator[StatementBytes]:
    """All statements of a half-month as files, by number; memory holds the rows of a batch and one file.

    Raises StatementUnlikeItsSeal, FileUnlikeItsHash.
    """
    last = 0
    while True:
        statements = list(queries.statements_in_order(period_id).filter(number__gt=last)[:BATCH])
        if not statements:
            return
        last = statements[-1].number
        yield from render_statements(statements=statements, kind=kind, made_at=made_at)


def _content(document: StatementDocument, kind: FileKind) -> bytes:
    match kind:
        case FileKind.PDF:
            return paper.pdf_of(document)
        case FileKind.CSV:
            return rules.csv_of(document)
        case FileKind.JSON:
            return rules.json_of(document)


@transaction.atomic
def _record(statement: Statement, kind: FileKind, *, digest: bytes, length: int, made_at: datetime) -> None:
    """Set the hash of a file, or compare it with the one that was set."""
    edition = paper.EDITION if kind is FileKind.PDF else _SEALED_EDITION
    known, _ = StatementFile.objects.get_or_create(
        statement=statement,
        kind=kind.value,
        edition=edition,
        defaults={"digest": digest, "length": length, "made_at": made_at},
    )
    if bytes(known.digest) != digest:
        raise FileUnlikeItsHash(number=str(statement.number), kind=kind.value)


def _printed(statement: Statement, market: Market) -> dict[str, object]:
    cooperative = statement.cooperative
    account = registry.payee_account(cooperative.pk)
    return {
        "issuer": {"ar": market.name_ar, "fr": market.name_fr, "legal_name": market.legal_name},
        "recipient": {
            "code": cooperative.code,
            "ar": cooperative.name_ar,
            "fr": cooperative.name_fr,
            "ice": cooperative.ice,
            "account": account.masked_rib if account else "",
        },
        "public_url": proofs.public_url(market.schema_name, statement.number),
    }
