"""Reads of the documents: what stands on statements, and the messages to cooperatives."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from kernel.fingerprint import canonical
from markets.documents import rules
from markets.documents.models import Message, StatementFile, StatementNames
from markets.documents.types import (
    Amounts,
    Correction,
    DetailRow,
    Issuer,
    Names,
    Recipient,
    Sealed,
    StatementDocument,
)
from markets.settlement import queries as settlement
from markets.settlement import seals
from markets.settlement.models import Statement
from tenants.messages.types import MessageState
from tenants.network.models import Market

# The sales and refunds on statements, each once however many postings paid it.
_ENTRIES = """
    SELECT DISTINCT statement.id AS statement_id, statement.cooperative_id, entry.kind, entry.source_id,
           entry.business_date
    FROM settlement_statement statement
    JOIN settlement_statementline line ON line.statement_id = statement.id
    JOIN ledger_posting posting ON posting.id = line.posting_id
    JOIN ledger_entry entry ON entry.id = posting.entry_id
    WHERE statement.id = ANY(%(statements)s) AND line.kind IN ('sale', 'refund')
"""

_DETAILS = f"""
    WITH entries AS MATERIALIZED ({_ENTRIES}),
    moved AS (
        SELECT statement_id, business_date, sold.product_id, 1 AS sign, sold.quantity, sold.amount_minor,
               sold.fee_minor
        FROM entries
        JOIN sales_saleline sold
          ON sold.sale_id = entries.source_id AND sold.cooperative_id = entries.cooperative_id
        WHERE entries.kind = 'sale'
        UNION ALL
        SELECT statement_id, business_date, sold.product_id, -1, back.quantity, back.amount_minor,
               back.fee_minor
        FROM entries
        JOIN sales_refundline back ON back.refund_id = entries.source_id
        JOIN sales_saleline sold
          ON sold.id = back.sale_line_id AND sold.cooperative_id = entries.cooperative_id
        WHERE entries.kind = 'refund'
    )
    SELECT statement_id, business_date, product_id, (sign * sum(quantity))::bigint,
           (sign * sum(amount_minor))::bigint, (sign * sum(fee_minor))::bigint
    FROM moved GROUP BY statement_id, business_date, product_id, sign
    ORDER BY statement_id, business_date, product_id, sign DESC
"""

# What moved a cooperative's account and is neither a sale nor a refund, with the words of its author.
_CORRECTIONS = """
    SELECT line.statement_id, entry.business_date, coalesce(adjustment.reason, ''), line.amount_minor
    FROM settlement_statementline line
    JOIN ledger_posting posting ON posting.id = line.posting_id
    JOIN ledger_entry entry ON entry.id = posting.entry_id
    LEFT JOIN settlement_adjustment adjustment
      ON adjustment.id = entry.source_id AND entry.kind = 'adjustment'
    WHERE line.statement_id = ANY(%(statements)s) AND entry.kind NOT IN ('sale', 'refund')
    ORDER BY line.statement_id, line.id
"""


def statements_in_order(period_id: int) -> QuerySet[Statement]:
    """The statements of a half-month with their cooperatives, by number."""
    return settlement.statements_of_period(period_id).order_by("number")


def files_of(statement_id: UUID) -> QuerySet[StatementFile]:
    """The hashes of a statement's files, oldest first."""
    return StatementFile.objects.filter(statement_id=statement_id).order_by("made_at", "id")


def due_messages(*, now: datetime, limit: int) -> QuerySet[Message]:
    """Messages that may be tried now, those that waited longest first."""
    waiting = Message.objects.filter(state=MessageState.QUEUED.value, due_at__lte=now)
    return waiting.select_related("cooperative__contact").order_by("due_at", "id")[:limit]


def sealed_of(statement: Statement) -> Sealed:
    """What makes a statement's digest, from its rows as they are now."""
    lines = seals.lines_of(statement)
    # As plain JSON has it, so that what is published is what is compared.
    content = json.loads(canonical(seals.content_now(statement, lines)))
    return Sealed(content=content, lines=lines, digest=bytes(statement.digest))


def details_of(statements: Sequence[Statement]) -> dict[UUID, list[tuple[date, UUID, int, int, int]]]:
    """What was sold and brought back by day and product: day, product, quantity, amount and fee."""
    return _grouped(_DETAILS, statements)


def corrections_of(statements: Sequence[Statement]) -> dict[UUID, list[tuple[date, str, int]]]:
    """What was corrected: day, reason and amount."""
    return _grouped(_CORRECTIONS, statements)


def documents_of(statements: Sequence[Statement], *, market: Market) -> Iterator[StatementDocument]:
    """All that stands on these statements, whose names have been printed before; one at a time."""
    names = StatementNames.objects.in_bulk([statement.pk for statement in statements])
    details, corrections = details_of(statements), corrections_of(statements)
    for statement in statements:
        yield _document(
            statement,
            market=market,
            printed=names[statement.pk].printed,
            details=details.get(statement.pk, []),
            corrections=corrections.get(statement.pk, []),
        )


def _document(
    statement: Statement, *, market: Market, printed: Any, details: Any, corrections: Any
) -> StatementDocument:
    issuer, recipient, products = printed["issuer"], printed["recipient"], printed["products"]
    rows = [
        DetailRow(
            day=day,
            product=_names(products[str(product_id)]),
            quantity=quantity,
            amount_minor=amount,
            fee_minor=fee,
        )
        for day, product_id, quantity, amount, fee in details
    ]
    return StatementDocument(
        label=rules.label_of(market.schema_name, statement.number),
        half_month=statement.period.half_month,
        pay_on=statement.period.pay_on,
        issued_at=statement.issued_at,
        issuer=Issuer(names=_names(issuer), legal_name=issuer["legal_name"]),
        recipient=Recipient(
            code=recipient["code"],
            names=_names(recipient),
            ice=recipient["ice"],
            account=recipient["account"],
        ),
        amounts=Amounts(**{field.name: getattr(statement, field.name) for field in fields(Amounts)}),
        reasons=statement.reasons,
        details=sorted(rows, key=lambda row: (row.day, row.product.fr, row.product.ar, -row.quantity)),
        corrections=[
            Correction(day=day, reason=said, amount_minor=minor) for day, said, minor in corrections
        ],
        sealed=sealed_of(statement),
        public_url=printed["public_url"],
    )


def _names(printed: Any) -> Names:
    return Names(ar=printed["ar"], fr=printed["fr"])


def _grouped(sql: str, statements: Sequence[Statement]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, {"statements": [statement.pk for statement in statements]})
        for statement_id, *row in cursor.fetchall():
            found.setdefault(statement_id, []).append(tuple(row))
    return found
