"""One half-month of the past: checked, written and settled in one transaction, or not at all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from kernel.errors import InvalidValue
from kernel.halfmonth import HalfMonth, business_date
from markets.chain import operations as chain
from markets.events import operations as events
from markets.figures import queries as figures
from markets.footfall import operations as footfall
from markets.footfall.types import Count
from markets.history import files, queries, rules
from markets.history.books import Books
from markets.history.checks import Playback, Refusals
from markets.history.operations._gate import require_planned, stand_in_line
from markets.history.refusals import (
    HistoryRefused,
    LaterHalfMonthImported,
    NotYetPast,
    OutsideHalfMonth,
)
from markets.history.types import Checked, CheckedDeposit, CheckedSale, HalfMonthImported
from markets.payouts import operations as payouts
from markets.periods import operations as periods
from markets.periods.models import Period
from markets.sales.operations import ReceiptNumberTaken, SaleIdReused
from markets.settlement import operations as settlement
from markets.settlement import queries as statements
from markets.stock.operations import StockIdReused

EVIDENCE = "paid before joining"
"""What stands on every payment of an imported half-month."""

# More people than come through one door in an hour.
_MOST_VISITORS = 1_000_000

# Sales and deposits that are held in memory and copied together.
_BATCH = 2_000


@transaction.atomic
def import_half_month(
    *, half_month: HalfMonth, source: Path, imported_at: datetime, actor: str
) -> HalfMonthImported:
    """Import the folder of one half-month below `source`, and settle it as paid before the market joined.

    Every row passes the rules of live trade. When rows are refused, nothing is written and HistoryRefused
    carries all of them. A half-month that was imported before is skipped, whatever its files say now. Raises
    MarketHasOpened, NotYetPast, NotBeforeFirstPeriod, LaterHalfMonthImported, FolderMissing, UnknownFile,
    HistoryRefused.
    """
    stand_in_line()
    earlier = Period.objects.filter(id=half_month.key, imported=True).first()
    if earlier is not None and earlier.is_closed:
        return HalfMonthImported(half_month=half_month, skipped=True)
    _require_its_turn(half_month, imported_at)
    folder = files.folder_of(source, half_month)
    period = periods.add_past_period(half_month=half_month)
    refusals = Refusals()
    visitors = _count_visitors(folder, period, refusals, recorded_at=imported_at)
    books = _play_back(folder, period, refusals, recorded_at=imported_at, actor=actor)
    if refusals:
        raise HistoryRefused(what=str(half_month), refusals=refusals.in_order())
    settlement.settle_past_period(period_id=period.id, at=imported_at, actor=actor)
    payouts.record_past_payouts(period_id=period.id, evidence=EVIDENCE, at=imported_at, actor=actor)
    chain.append_blocks(period=period, statement_digests=statements.digests_of_period(period.id))
    return _told(_outcome(half_month, books, visitors), imported_at)


def _require_its_turn(half_month: HalfMonth, imported_at: datetime) -> None:
    require_planned()
    if not rules.is_past(half_month, today=business_date(imported_at)):
        raise NotYetPast(half_month=str(half_month))
    later = Period.objects.filter(imported=True, id__gt=half_month.key).first()
    if later is not None:
        raise LaterHalfMonthImported(half_month=str(half_month), later=str(later))


def _count_visitors(folder: Path, period: Period, refusals: Refusals, *, recorded_at: datetime) -> int:
    refuse = refusals.of(f"{period.id}/{files.FOOTFALL}")
    counts = []
    for row in files.footfall(folder, refuse):
        if not period.starts_on <= row.day <= period.ends_on:
            refuse(row.line, OutsideHalfMonth(half_month=str(period), happened=row.day.isoformat()))
        elif not 0 <= row.hour <= 23:
            refuse(row.line, InvalidValue(field="hour", reason="an hour lies between 0 and 23"))
        elif not 0 <= row.visitors <= _MOST_VISITORS:
            reason = f"a number of people lies between 0 and {_MOST_VISITORS}"
            refuse(row.line, InvalidValue(field="visitors", reason=reason))
        else:
            counts.append(Count(row.day, row.hour, row.source, row.visitors))
    if not refusals:
        footfall.record_counts(counts=counts, recorded_at=recorded_at)
    return sum(count.visitors for count in counts)


def _play_back(
    folder: Path, period: Period, refusals: Refusals, *, recorded_at: datetime, actor: str
) -> Books:
    """Check everything, and write as long as nothing is refused."""
    shop = queries.shop_before(period, product_codes=files.product_codes(folder))
    playback = Playback(shop, period, refusals)
    books = Books(period, recorded_at=recorded_at, actor=actor)
    deposits = files.deposits(folder, refusals.of(f"{period.id}/{files.DEPOSITS}"))
    sales = files.sales(folder, refusals.of(f"{period.id}/{files.SALES}"))
    for batch in _batches(playback.checked(deposits, sales)):
        _refuse_known(batch, period, refusals)
        if not refusals:
            _write(books, batch)
    if not refusals:
        books.close(playback.shelves.moved)
    return books


def _batches(checked: Iterable[Checked]) -> Iterable[list[Checked]]:
    batch: list[Checked] = []
    for one in checked:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(books: Books, batch: Sequence[Checked]) -> None:
    for one in batch:
        if isinstance(one, CheckedSale):
            books.add_sale(one)
        else:
            books.add_deposit(one)
    books.flush()


def _refuse_known(batch: Sequence[Checked], period: Period, refusals: Refusals) -> None:
    """What earlier half-months already hold: ids of sales and deposits, and numbers of receipts."""
    sales = [one for one in batch if isinstance(one, CheckedSale)]
    deposits = [one for one in batch if isinstance(one, CheckedDeposit)]
    refuse = refusals.of(f"{period.id}/{files.SALES}")
    receipts = {(one.till_id, one.business_date.year, one.rows.receipt_number): one for one in sales}
    known = queries.known_sales([one.rows.sale_id for one in sales])
    taken = {tuple(receipt) for receipt in queries.taken_receipts(list(receipts))} if receipts else set()
    for one in sales:
        if one.rows.sale_id in known:
            refuse(one.rows.line, SaleIdReused(sale_id=str(one.rows.sale_id)))
    for receipt, one in receipts.items():
        if receipt in taken and one.rows.sale_id not in known:
            refuse(one.rows.line, ReceiptNumberTaken(year=receipt[1], number=receipt[2]))
    refuse = refusals.of(f"{period.id}/{files.DEPOSITS}")
    sources = queries.known_sources([one.row.deposit_id for one in deposits])
    for deposit in deposits:
        if deposit.row.deposit_id in sources:
            refuse(deposit.row.line, StockIdReused(id=str(deposit.row.deposit_id)))


def _outcome(half_month: HalfMonth, books: Books, visitors: int) -> HalfMonthImported:
    total = figures.period_totals().get(period_id=half_month.key)
    return HalfMonthImported(
        half_month=half_month,
        sales=books.counts.sales,
        lines=books.counts.lines,
        items=books.counts.items,
        gross_minor=books.counts.gross_minor,
        deposits=books.counts.deposits,
        visitors=visitors,
        statements=total.statements,
        paid_minor=total.paid_minor,
    )


def _told(outcome: HalfMonthImported, imported_at: datetime) -> HalfMonthImported:
    """One event instead of one for each sale, so that readers of the log are not flooded with the past."""
    events.append(
        name="history.imported",
        subject_id=str(outcome.half_month.key),
        payload={
            "period": outcome.half_month.key,
            "sales": outcome.sales,
            "lines": outcome.lines,
            "items": outcome.items,
            "gross_minor": outcome.gross_minor,
            "deposits": outcome.deposits,
            "visitors": outcome.visitors,
            "statements": outcome.statements,
            "paid_minor": outcome.paid_minor,
        },
        occurred_at=imported_at,
        recorded_at=imported_at,
    )
    return outcome
