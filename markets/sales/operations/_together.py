"""Many sales that have happened, such as those of a till that was offline: each is a sale as any other, and
those that can be are written together.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db import OperationalError

from kernel.errors import DomainError
from markets.sales.models import Sale
from markets.sales.operations._decide import content_of, day_of, decide
from markets.sales.operations._seen import Seen, seen
from markets.sales.operations._write import Witness, write
from markets.sales.types import DecidedSale, SaleRequest

MOST_TOGETHER = 100
"""Sales in one transaction: whoever sells the same goods waits for its end, some hundredths of a second."""


def record_sales(*, requests: Sequence[SaleRequest], witness: Witness | None = None) -> Iterator[Sale | None]:
    """Record sales in their order, and yield each as it was written; None for one that `record_sale` has to
    be asked about before the next is yielded, because it repeats another, or for what it will refuse.

    The result is that of recording them one by one: prices and standing are those of when this began. What
    was yielded is committed, unless the caller's own transaction is under way.
    """
    decided = _decided(requests)
    place = 0
    while place < len(decided):
        run = _run(decided[place : place + MOST_TOGETHER])
        if not run:
            place += 1
            yield None
            continue
        try:
            written = write(run, witness=witness)
        except (DomainError, OperationalError):
            # Somebody used one of the receipts' numbers meanwhile, or was waited for too long.
            place += len(run)
            yield from [None] * len(run)
            continue
        place += len(written.sales)
        yield from written.sales
        if written.why not in (None, "period"):
            place += 1
            yield None


def _decided(requests: Sequence[SaleRequest]) -> list[DecidedSale | None]:
    """Each sale priced, by one look at what decides about its day; None where there is more to say."""
    days = [_day(request) for request in requests]
    looks = {
        day: seen([one for one, of in zip(requests, days, strict=True) if of == day], day)
        for day in dict.fromkeys(days)
        if day is not None
    }
    met: set[UUID] = set()
    decided: list[DecidedSale | None] = []
    for request, day in zip(requests, days, strict=True):
        first = request.sale_id not in met
        met.add(request.sale_id)
        decided.append(_sale(request, looks[day], day) if day is not None and first else None)
    return decided


def _day(request: SaleRequest) -> date | None:
    try:
        return day_of(request)
    except DomainError:
        return None


def _sale(request: SaleRequest, look: Seen, day: date) -> DecidedSale | None:
    if request.sale_id in look.in_use:
        return None
    try:
        return decide(request, look, day=day, content=content_of(request))
    except DomainError:
        return None


def _run(decided: Sequence[DecidedSale | None]) -> list[DecidedSale]:
    """The first sales that one call may write: of one day, and of one mind about which lots may be sold."""
    run: list[DecidedSale] = []
    recalled: dict[UUID, frozenset[str]] = {}
    numbers: set[tuple[UUID, int, int]] = set()
    for sale in decided:
        if sale is None or (run and sale.day != run[0].day):
            break
        listed = [line.offer.listing_id for line in sale.lines]
        lots = {key: sale.recalled.get(key, frozenset()) for key in listed}
        if any(recalled.setdefault(key, stopped) != stopped for key, stopped in lots.items()):
            break
        if receipt := sale.request.receipt:
            number = (sale.request.till_id, receipt.year, receipt.number)
            if number in numbers:
                break
            numbers.add(number)
        run.append(sale)
    return run
