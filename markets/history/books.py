"""Writing a past half-month: rows are gathered and copied into the tables of live trade, many at a time."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg.sql import SQL, Identifier

from kernel.ids import new_id
from markets.figures import operations as figures
from markets.figures.types import CategoryDelta, CooperativeDelta, TillDelta
from markets.history.types import CheckedDeposit, CheckedSale
from markets.ledger import operations as ledger
from markets.ledger.models import Entry, Posting
from markets.ledger.types import AccountCode, EntryKind, PostingDraft
from markets.periods.models import Period
from markets.sales import rules as selling
from markets.sales.models import Sale, SaleLine, Tender
from markets.sales.types import PricedLine, TenderKind
from markets.stock.models import Deposit, StockLevel, StockMovement
from markets.stock.types import MovementKind
from markets.tills import operations as tills
from markets.tills.types import NumberedBy

_COLUMNS: Mapping[type[models.Model], str] = {
    Sale: "id till_id receipt_year numbered_by receipt_number business_date occurred_at recorded_at"
    " period_id total_minor rounding_minor change_minor cashier fingerprint",
    SaleLine: "sale_id position listing_id product_id cooperative_id category_code tax_class quantity"
    " unit_price_minor amount_minor fee_rule_id fee_rule_version_id fee_parts fee_minor tax_basis_points"
    " tax_minor tax_note fee_tax_basis_points fee_tax_minor",
    Tender: "sale_id position kind amount_minor received_minor reference",
    Entry: "id kind source_id period_id occurred_at recorded_at business_date actor",
    Posting: "entry_id period_id debit_id credit_id amount_minor kind",
    Deposit: "id listing_id lot_code quantity expires_on occurred_at recorded_at actor fingerprint",
    StockLevel: "deposit_id listing_id on_hand expires_on",
    StockMovement: "deposit_id listing_id kind quantity source_id reason occurred_at recorded_at actor",
}
"""The columns written by COPY, in the order of the rows gathered below; parents before their children."""

_TAKE_FROM_LEVELS = """
    UPDATE stock_stocklevel AS level SET on_hand = level.on_hand + moved.quantity
    FROM unnest(%s::uuid[], %s::int[]) AS moved (deposit_id, quantity)
    WHERE level.deposit_id = moved.deposit_id
"""


@dataclass(slots=True)
class Counts:
    """What was written so far."""

    sales: int = 0
    lines: int = 0
    items: int = 0
    gross_minor: int = 0
    deposits: int = 0


class Books:
    """The writing side of one import, inside its transaction. `flush` now and then, `close` at the end."""

    def __init__(self, period: Period, *, recorded_at: datetime, actor: str) -> None:
        self._period, self._recorded_at, self._actor = period, recorded_at, actor
        self._rows: dict[type[models.Model], list[Sequence[Any]]] = {model: [] for model in _COLUMNS}
        self._accounts: dict[AccountCode, int] = {}
        self._drafts: list[tuple[UUID, PostingDraft]] = []
        self._brought: dict[UUID, CheckedDeposit] = {}
        self._last_receipts: dict[tuple[UUID, int], int] = {}
        self._figures = _Figures()
        self.counts = Counts()

    def add_deposit(self, deposit: CheckedDeposit) -> None:
        row = deposit.row
        self._rows[Deposit].append(
            (
                row.deposit_id,
                deposit.listing_id,
                row.lot_code,
                row.quantity,
                row.expires_on,
                row.occurred_at,
                self._recorded_at,
                self._actor,
                deposit.fingerprint,
            )
        )
        self._move(
            row.deposit_id, deposit.listing_id, MovementKind.DEPOSIT, row.quantity, row.deposit_id, row
        )
        self._brought[row.deposit_id] = deposit
        self.counts.deposits += 1

    def add_sale(self, sale: CheckedSale) -> None:
        self._write_sale(sale)
        self._post(sale)
        for part in sale.parts:
            self._move(
                part.deposit_id,
                part.listing_id,
                MovementKind.SALE,
                -part.quantity,
                sale.rows.sale_id,
                sale.rows,
                sale.rows.cashier,
            )
        self._figures.add(sale)
        series = sale.till_id, sale.business_date.year
        self._last_receipts[series] = max(self._last_receipts.get(series, 0), sale.rows.receipt_number)
        self.counts.sales += 1
        self.counts.lines += len(sale.lines)
        self.counts.items += sum(line.quantity for line in sale.lines)
        self.counts.gross_minor += sale.total_minor

    def flush(self) -> None:
        """Copy what was gathered into the tables."""
        self._gather_postings()
        for model, rows in self._rows.items():
            _copy(model, rows)
            rows.clear()

    def close(self, moved: Mapping[UUID, int]) -> None:
        """Write the rest: levels after what sales `moved`, receipt series, and last the figures."""
        self._rows[StockLevel] = [
            (
                deposit_id,
                brought.listing_id,
                brought.row.quantity + moved.get(deposit_id, 0),
                brought.row.expires_on,
            )
            for deposit_id, brought in self._brought.items()
        ]
        self.flush()
        self._take_from_levels(
            {
                deposit_id: quantity
                for deposit_id, quantity in moved.items()
                if deposit_id not in self._brought
            }
        )
        for (till_id, year), number in sorted(self._last_receipts.items()):
            tills.hold_till_series(till_id=till_id, year=year, number=number)
        self._figures.write()

    def _write_sale(self, sale: CheckedSale) -> None:
        rows, payment = sale.rows, sale.payment
        self._rows[Sale].append(
            (
                rows.sale_id,
                sale.till_id,
                sale.business_date.year,
                NumberedBy.TILL.value,
                rows.receipt_number,
                sale.business_date,
                rows.occurred_at,
                self._recorded_at,
                self._period.id,
                sale.total_minor,
                payment.rounding_minor,
                payment.change_minor,
                rows.cashier,
                sale.fingerprint,
            )
        )
        self._rows[SaleLine] += [_sale_line(rows.sale_id, line) for line in sale.lines]
        for position, tender in enumerate(payment.tenders):
            self._rows[Tender].append(
                (
                    rows.sale_id,
                    position,
                    tender.kind.value,
                    tender.amount_minor,
                    tender.received_minor,
                    tender.reference,
                )
            )

    def _post(self, sale: CheckedSale) -> None:
        traded = [line.traded for line in sale.lines]
        postings = selling.sale_postings(traded, sale.payment)
        assert selling.moved(postings) == selling.sale_moves(traded, sale.payment)
        entry_id, rows = new_id(), sale.rows
        self._rows[Entry].append(
            (
                entry_id,
                EntryKind.SALE.value,
                rows.sale_id,
                self._period.id,
                rows.occurred_at,
                self._recorded_at,
                sale.business_date,
                rows.cashier,
            )
        )
        self._drafts += [(entry_id, draft) for draft in postings]

    def _gather_postings(self) -> None:
        """The waiting drafts as rows; accounts that are needed and do not exist yet are opened at once."""
        codes = {code for _, draft in self._drafts for code in (draft.debit, draft.credit)}
        if unknown := codes - self._accounts.keys():
            self._accounts |= ledger.open_accounts(codes=unknown)
        self._rows[Posting] += [
            (
                entry_id,
                self._period.id,
                self._accounts[draft.debit],
                self._accounts[draft.credit],
                draft.amount_minor,
                draft.kind.value,
            )
            for entry_id, draft in self._drafts
        ]
        self._drafts.clear()

    def _move(
        self,
        deposit_id: UUID,
        listing_id: UUID,
        kind: MovementKind,
        quantity: int,
        source_id: UUID,
        happened: Any,
        actor: str = "",
    ) -> None:
        self._rows[StockMovement].append(
            (
                deposit_id,
                listing_id,
                kind.value,
                quantity,
                source_id,
                "",
                happened.occurred_at,
                self._recorded_at,
                actor or self._actor,
            )
        )

    def _take_from_levels(self, moved: Mapping[UUID, int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_FROM_LEVELS, [list(moved), list(moved.values())])
            assert cursor.rowcount == len(moved), "every lot that goods were taken from has its level"


class _Figures:
    """Adds up the figures of the days, by the same rule as a live sale's."""

    def __init__(self) -> None:
        self._tills: dict[tuple[date, UUID], Counter[str]] = defaultdict(Counter)
        self._cooperatives: dict[tuple[date, UUID], Counter[str]] = defaultdict(Counter)
        self._categories: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)

    def add(self, sale: CheckedSale) -> None:
        day = sale.business_date
        till = self._tills[day, sale.till_id]
        till["tickets"] += 1
        till["rounding_minor"] += sale.payment.rounding_minor
        for tender in sale.payment.tenders:
            till[_TENDER_FIGURES[tender.kind]] += tender.amount_minor
        for line in sale.lines:
            for counted in (
                till,
                self._cooperatives[day, line.offer.cooperative_id],
                self._categories[day, line.offer.category_code],
            ):
                counted["items"] += line.quantity
                counted["gross_minor"] += line.amount_minor
            self._cooperatives[day, line.offer.cooperative_id]["fees_minor"] += line.fee_minor

    def write(self) -> None:
        for (day, till_id), counted in sorted(self._tills.items()):
            till = TillDelta(day=day, till_id=till_id, **counted)
            figures.add(till=till, cooperatives=(), categories=())
        figures.add(
            till=None,
            cooperatives=[
                CooperativeDelta(day=day, cooperative_id=cooperative_id, **counted)
                for (day, cooperative_id), counted in self._cooperatives.items()
            ],
            categories=[
                CategoryDelta(day=day, category_code=code, **counted)
                for (day, code), counted in self._categories.items()
            ],
        )


_TENDER_FIGURES: Mapping[TenderKind, str] = {
    TenderKind.CASH: "cash_minor",
    TenderKind.CARD: "card_minor",
    TenderKind.STRIPE: "stripe_minor",
}


def _sale_line(sale_id: UUID, line: PricedLine) -> Sequence[Any]:
    offer, charge, tax = line.offer, line.charge, line.tax
    return (
        sale_id,
        line.position,
        offer.listing_id,
        offer.product_id,
        offer.cooperative_id,
        offer.category_code,
        offer.tax_class.value,
        line.quantity,
        offer.price_minor,
        line.amount_minor,
        charge.rule_id,
        charge.version_id,
        json.dumps([part.as_json() for part in charge.parts]),
        charge.fee_minor,
        tax.basis_points,
        tax.tax_minor,
        tax.note,
        tax.fee_basis_points,
        tax.fee_tax_minor,
    )


def _copy(model: type[models.Model], rows: Iterable[Sequence[Any]]) -> None:
    columns = [Identifier(column) for column in _COLUMNS[model].split()]
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(model._meta.db_table), SQL(", ").join(columns)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
