"""A market that has not opened, and the folder of its past: two half-months of two products, by hand."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.history import files, operations
from markets.history.refusals import HistoryRefused
from markets.history.types import HalfMonthImported, SetupImported
from shared_catalog.catalogue.models import Product
from tenants.database.session import as_hq
from tenants.network.models import Market
from tenants.network.types import Stage

FIRST, SECOND = HalfMonth(2017, 3, 2), HalfMonth(2017, 4, 1)
IMPORTED_AT = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
ACTOR = "person:amina"

COLUMNS = {
    files.FEES: files.FEE_COLUMNS,
    files.TILLS: files.TILL_COLUMNS,
    files.LISTINGS: files.LISTING_COLUMNS,
    files.COSTS: files.COST_COLUMNS,
    files.DEPOSITS: files.DEPOSIT_COLUMNS,
    files.SALES: files.SALE_FILE_COLUMNS,
    files.FOOTFALL: files.FOOTFALL_COLUMNS,
}

Rows = list[list[Any]]


@dataclass
class Past:
    """The folder, as rows that a test may change before they are written."""

    folder: Path
    honey: Product
    oil: Product
    rows: dict[str, Rows] = field(default_factory=dict)
    first: HalfMonth = FIRST
    second: HalfMonth = SECOND

    def write(self) -> None:
        for name, rows in self.rows.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            with path.open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([column.name for column in COLUMNS[path.name]])
                writer.writerows(rows)

    def import_setup(self) -> SetupImported:
        self.write()
        return operations.import_setup(source=self.folder, imported_at=IMPORTED_AT, actor=ACTOR)

    def import_half_month(self, half_month: HalfMonth) -> HalfMonthImported:
        self.write()
        return operations.import_half_month(
            half_month=half_month, source=self.folder, imported_at=IMPORTED_AT, actor=ACTOR
        )

    def refused(self, half_month: HalfMonth) -> list[tuple[str, int, str]]:
        """File, line and code of each refused row of the half-month."""
        with pytest.raises(HistoryRefused) as caught:
            self.import_half_month(half_month)
        assert all(refusal.reason for refusal in caught.value.refusals)
        return [(refusal.file, refusal.line, refusal.code) for refusal in caught.value.refusals]

    @staticmethod
    def sale(
        number: int,
        at: str,
        code: str,
        quantity: int,
        price_minor: int,
        *,
        sale_id: UUID | None = None,
        cash: int | str = "",
        card: int | str = "",
        reference: str = "TPE-1",
    ) -> list[Any]:
        """A sale of one row, paid in cash or by card."""
        return [
            sale_id or new_id(), "T1", number, at, "Karim", cash, card, reference if card else "", "", "",
            code, quantity, price_minor,
        ]  # fmt: skip

    def sales(self, half_month: HalfMonth = FIRST) -> Rows:
        return self.rows[f"{half_month.key}/sales.csv"]

    def deposits(self, half_month: HalfMonth = FIRST) -> Rows:
        return self.rows[f"{half_month.key}/deposits.csv"]


@pytest.fixture
def make_past(tmp_path: Path, make_product: Callable[..., Product]) -> Callable[[str], Past]:
    """Takes the market whose login is in use back to `planned`, and lays its past into a folder."""

    def make(market: str) -> Past:
        with as_hq():
            Market.objects.filter(schema_name=market).update(stage=Stage.PLANNED, opened_at=None)
        past = Past(tmp_path, honey=make_product(), oil=make_product())
        honey, oil = past.honey.code, past.oil.code
        two_lines = new_id()
        past.rows = {
            files.FEES: [["2017-04-01", 1000]],
            files.TILLS: [["T1", "Caisse 1", "2017-03-17"]],
            files.LISTINGS: [
                [honey, "2017-03-17", 6000], [oil, "2017-03-17", 2505], [honey, "2017-04-01", 6500],
            ],
            files.COSTS: [
                [new_id(), "2017-03-01", "cost", "staff", 100_000, ""],
                [new_id(), "2017-03-01", "income", "events", 20_000, "a concert"],
            ],
            f"{FIRST.key}/deposits.csv": [
                [new_id(), "2017-03-17T08:00:00Z", honey, 5, "A", ""],
                [new_id(), "2017-03-18T08:00:00Z", oil, 3, "B", "2017-12-31"],
            ],
            f"{FIRST.key}/sales.csv": [
                past.sale(1, "2017-03-17T10:00:00Z", honey, 2, 6000, cash=20_000),
                [two_lines, "T1", 2, "2017-03-18T12:00+01:00", "Karim", 10_000, *[""] * 4, honey, 1, 6000],
                [two_lines, *[""] * 9, oil, 1, 2505],
            ],
            f"{FIRST.key}/footfall.csv": [["2017-03-17", 10, "door", 40], ["2017-03-18", 11, "door", 60]],
            f"{SECOND.key}/sales.csv": [
                past.sale(3, "2017-04-01T12:00:00Z", honey, 1, 6500, card=6500),
            ],
        }  # fmt: skip
        return past

    return make


@pytest.fixture
def past(casablanca: str, make_past: Callable[[str], Past]) -> Past:
    return make_past(casablanca)
