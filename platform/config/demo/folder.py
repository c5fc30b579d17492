"""Writing the made-up trade in the format in which a market brings its past (docs/history-import.md)."""

import csv
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from config.demo import oasis
from config.demo.trade import Good, HalfMonthTrade, Oasis, Ticket
from markets.history import files

CASHIERS = {"T1": "Fatima Z.", "T2": "Youssef B.", "T3": "Khadija A."}


def write(folder: Path, goods: Sequence[Good], *, scale: int, written: Callable[[], object]) -> None:
    """Write the whole history, or find it there: a folder appears under its name when it is complete.

    `written` is told of every half-month.
    """
    if folder.exists():
        return
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    _write_setup(partial, goods, scale)
    for trade in Oasis(goods, scale).half_months():
        _write_half_month(partial / str(trade.half_month.key), trade)
        written()
    partial.rename(folder)


def scale_note(scale: int) -> str:
    """What stands on every cost, so that a database says at which scale it was filled."""
    return "" if scale == 1 else f"1/{scale}"


def _write_setup(folder: Path, goods: Iterable[Good], scale: int) -> None:
    _write(folder / files.FEES, files.FEE_COLUMNS, [(oasis.FEE_FROM, oasis.FEE_BASIS_POINTS)])
    _write(
        folder / files.TILLS,
        files.TILL_COLUMNS,
        [(code, name, oasis.FIRST_DAY) for code, name in oasis.TILLS],
    )
    _write(
        folder / files.LISTINGS,
        files.LISTING_COLUMNS,
        [(good.code, good.since, good.price_minor) for good in goods],
    )
    _write(folder / files.COSTS, files.COST_COLUMNS, _costs(scale))


def _costs(scale: int) -> Iterable[Sequence[Any]]:
    """Costs and other income, scaled as the sales are, so that fees and costs keep their proportion."""
    note = scale_note(scale)
    for month in oasis.months():
        rows = [
            ("cost", category, oasis.monthly_cost_mad(category, month))
            for category in oasis.MONTHLY_COSTS_MAD
        ]
        rows.append(("income", "space_rental", oasis.MONTHLY_RENTAL_INCOME_MAD))
        for kind, category, amount_mad in rows:
            row_id = uuid5(NAMESPACE_URL, f"tadamun/oasis/{scale}/{month}/{kind}/{category}")
            yield row_id, month, kind, category, amount_mad * 100 // scale, note


def _write_half_month(folder: Path, trade: HalfMonthTrade) -> None:
    folder.mkdir()
    _write(
        folder / files.DEPOSITS,
        files.DEPOSIT_COLUMNS,
        (
            (
                brought.deposit_id,
                brought.at.isoformat(),
                brought.good.code,
                brought.quantity,
                brought.lot_code,
                brought.expires_on,
            )
            for brought in trade.deliveries
        ),
    )
    _write(
        folder / files.FOOTFALL,
        files.FOOTFALL_COLUMNS,
        ((day, hour, "door", came) for day, hour, came in trade.visitors),
    )
    _write(folder / files.SALES, files.SALE_FILE_COLUMNS, _sale_rows(trade.tickets))


def _sale_rows(tickets: Iterable[Ticket]) -> Iterable[Sequence[Any]]:
    for ticket in tickets:
        sale_id = str(ticket.sale_id)
        sale: Sequence[Any] = (
            ticket.till,
            ticket.number,
            ticket.at.isoformat(),
            CASHIERS[ticket.till],
            ticket.cash_received_minor,
            ticket.card_minor,
            ticket.card_reference,
            None,
            None,
        )
        for good, quantity in ticket.lines:
            yield sale_id, *sale, good.code, quantity, good.price_minor
            sale = (None,) * len(sale)


def _write(path: Path, columns: Sequence[files.Column], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in columns])
        writer.writerows(rows)
