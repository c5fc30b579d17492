"""Writing sales that are decided: one call of `sales_record`, which is a transaction or a part of one.

The function, installed by this slice's migrations, takes the locks in the one order, takes the goods, numbers
the receipts and writes every row, the figures last; docs/decisions/selling-in-one-call.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

import orjson
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction

from kernel.ids import new_id
from markets.ledger.types import AccountCode, PostingDraft, cooperative_of, kind_of
from markets.sales import rules
from markets.sales.models import Sale
from markets.sales.operations._receipts import taken
from markets.sales.types import DecidedSale, PricedLine
from markets.tills.types import NumberedBy
from tenants.audit.types import Act, Origin
from tenants.audit.writing import columns_of
from tenants.database.claims import as_stored, key_of
from tenants.database.prepared import execute

_RECORD = "SELECT sales_record($1::jsonb)"

Witness = tuple[Act, Origin]
"""What the audit says of each sale, its key apart, and who asked for it."""


@dataclass(frozen=True, slots=True)
class Written:
    """The sales that were recorded, from the first on, and why the next one was not: `known` (its id names
    something), `period` (it belongs into another than the first), `no_period`, `short` (with the line's
    position and what is available), `receipt`; None when all were.
    """

    sales: list[Sale]
    why: str | None
    position: int = 0
    available: int = 0


def write(sales: Sequence[DecidedSale], *, witness: Witness | None) -> Written:
    """Record sales of one business day in their order, as far as that goes. Raises ReceiptNumberTaken."""
    given = orjson.dumps(_given(sales, witness))
    try:
        # A transaction that fails within another one is undone to here.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            [(answer,)] = execute(_RECORD, [given])
    except IntegrityError as error:
        if (receipt := sales[0].request.receipt) and "sale_receipt_once" in str(error):
            raise taken(receipt) from error
        raise
    assert answer is not None
    said = orjson.loads(answer)
    short = said.get("short") or {}
    done = [
        _sale(sale, number, said["period"])
        for sale, number in zip(sales[: said["done"]], said.get("numbers") or (), strict=True)
    ]
    return Written(done, said["why"], short.get("position", 0), short.get("available", 0))


def _given(sales: Sequence[DecidedSale], witness: Witness | None) -> dict[str, Any]:
    postings = [_postings(sale) for sale in sales]
    codes = sorted({code for drafts in postings for one in drafts for code in (one.debit, one.credit)})
    entries = [new_id() for _ in sales]
    first = sales[0]
    return {
        "day": first.day,
        "at": first.request.occurred_at,
        "claims": [key_of(sale.request.sale_id) for sale in sales],
        "sales": [_row(n, sale, entries[n], witness) for n, sale in enumerate(sales)],
        "lines": [_line(n, line) for n, sale in enumerate(sales) for line in sale.lines],
        "tenders": [
            {
                "n": n,
                "position": position,
                "kind": tender.kind,
                "amount_minor": tender.amount_minor,
                "received_minor": tender.received_minor,
                "reference": tender.reference,
            }
            for n, sale in enumerate(sales)
            for position, tender in enumerate(sale.payment.tenders)
        ],
        "accounts": [_account(code) for code in codes],
        "postings": [
            {
                "n": n,
                "entry_id": entries[n],
                "debit": one.debit,
                "credit": one.credit,
                "amount_minor": one.amount_minor,
                "kind": one.kind,
            }
            for n, drafts in enumerate(postings)
            for one in drafts
        ],
        "tills": [_till_figure(n, sale) for n, sale in enumerate(sales)],
        "printed": any(sale.request.receipt is not None for sale in sales),
        **_recalled(sales),
        **({} if witness is None else {"entry": columns_of(*witness)}),
    }


def _row(n: int, sale: DecidedSale, entry_id: UUID, witness: Witness | None) -> dict[str, Any]:
    request, receipt = sale.request, sale.request.receipt
    return {
        "n": n,
        "id": request.sale_id,
        "entry_id": entry_id,
        "audit_id": None if witness is None else new_id(),
        "till_id": request.till_id,
        "receipt_year": sale.day.year if receipt is None else receipt.year,
        "numbered_by": NumberedBy.SERVER if receipt is None else NumberedBy.TILL,
        "receipt_number": None if receipt is None else receipt.number,
        "business_date": sale.day,
        "occurred_at": request.occurred_at,
        "recorded_at": request.recorded_at,
        "total_minor": sale.total_minor,
        "rounding_minor": sale.payment.rounding_minor,
        "change_minor": sale.payment.change_minor,
        "cashier": request.cashier,
        "fingerprint": f"\\x{sale.fingerprint.hex()}",
        "payload": _payload(sale),
    }


def _line(n: int, line: PricedLine) -> dict[str, Any]:
    offer, charge, tax = line.offer, line.charge, line.tax
    return {
        "n": n,
        "position": line.position,
        "listing_id": offer.listing_id,
        "product_id": offer.product_id,
        "cooperative_id": offer.cooperative_id,
        "category_code": offer.category_code,
        "tax_class": offer.tax_class,
        "quantity": line.quantity,
        "unit_price_minor": offer.price_minor,
        "amount_minor": line.amount_minor,
        "fee_rule_id": charge.rule_id,
        "fee_rule_version_id": charge.version_id,
        "fee_parts": [part.as_json() for part in charge.parts],
        "fee_minor": charge.fee_minor,
        "tax_basis_points": tax.basis_points,
        "tax_minor": tax.tax_minor,
        "tax_note": tax.note,
        "fee_tax_basis_points": tax.fee_basis_points,
        "fee_tax_minor": tax.fee_tax_minor,
    }


def _payload(sale: DecidedSale) -> dict[str, Any]:
    """What the event `sale.recorded` says."""
    return {
        "till_id": sale.request.till_id,
        "business_date": sale.day,
        "total_minor": sale.total_minor,
        "rounding_minor": sale.payment.rounding_minor,
        "lines": [
            {
                "position": line.position,
                "listing_id": line.offer.listing_id,
                "quantity": line.quantity,
                "amount_minor": line.amount_minor,
            }
            for line in sale.lines
        ],
    }


def _postings(sale: DecidedSale) -> list[PostingDraft]:
    traded = [line.traded for line in sale.lines]
    postings = rules.sale_postings(traded, sale.payment)
    moves = rules.sale_moves(traded, sale.payment)
    assert rules.moved(postings) == moves, "postings add up to what was charged"
    return postings


def _account(code: AccountCode) -> dict[str, Any]:
    return {"code": code, "kind": kind_of(code), "cooperative_id": cooperative_of(code)}


def _till_figure(n: int, sale: DecidedSale) -> dict[str, Any]:
    till = rules.till_figure(
        [line.traded for line in sale.lines], sale.payment, day=sale.day, till_id=sale.request.till_id
    )
    return {
        "n": n,
        "day": till.day,
        "till_id": till.till_id,
        "tickets": till.tickets,
        "items": till.items,
        "gross_minor": till.gross_minor,
        "cash_minor": till.cash_minor,
        "card_minor": till.card_minor,
        "stripe_minor": till.stripe_minor,
        "rounding_minor": till.rounding_minor,
    }


def _recalled(sales: Sequence[DecidedSale]) -> Mapping[str, Any]:
    """The lots that stay on the shelf; left out where there are none, as nearly always."""

    def rows() -> Iterator[tuple[UUID, str]]:
        for sale in sales:
            for listing_id, lots in sale.recalled.items():
                for lot in lots:
                    yield listing_id, lot

    found = [{"listing_id": listing_id, "lot": lot} for listing_id, lot in dict.fromkeys(rows())]
    return {"recalled": found} if found else {}


def _sale(sale: DecidedSale, number: int, period_id: int) -> Sale:
    """The row as it was written."""
    request, receipt = sale.request, sale.request.receipt
    row = Sale(
        id=request.sale_id,
        till_id=request.till_id,
        receipt_year=sale.day.year if receipt is None else receipt.year,
        numbered_by=(NumberedBy.SERVER if receipt is None else NumberedBy.TILL).value,
        receipt_number=number,
        business_date=sale.day,
        occurred_at=request.occurred_at.astimezone(UTC),
        recorded_at=request.recorded_at.astimezone(UTC),
        period_id=period_id,
        total_minor=sale.total_minor,
        rounding_minor=sale.payment.rounding_minor,
        change_minor=sale.payment.change_minor,
        cashier=request.cashier,
        fingerprint=sale.fingerprint,
    )
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return as_stored(row)
