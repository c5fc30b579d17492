"""Importing a market's past, from the folder to the last half-month, for the command line."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from kernel.halfmonth import HalfMonth
from markets.history import files, operations
from markets.history.types import HalfMonthImported, SetupImported
from tenants.access import SYSTEM
from tenants.database.session import as_market


def half_months(folder: Path) -> list[HalfMonth]:
    """What a folder brings, in order. Raises FolderMissing, UnknownFile."""
    return files.half_months(folder)


def import_setup(market: str, folder: Path, *, clock: Callable[[], datetime]) -> SetupImported:
    """Fees, tills, listings and costs of a market. Raises as `operations.import_setup` does."""
    with as_market(market):
        return operations.import_setup(source=folder, imported_at=clock(), actor=SYSTEM.id)


def import_half_months(
    market: str, folder: Path, *, clock: Callable[[], datetime]
) -> Iterator[HalfMonthImported]:
    """Every half-month of a folder, one transaction each, those imported before skipped.

    Raises as `operations.import_half_month` does; what was imported until then stays.
    """
    for half_month in half_months(folder):
        with as_market(market):
            imported = operations.import_half_month(
                half_month=half_month, source=folder, imported_at=clock(), actor=SYSTEM.id
            )
        yield imported
