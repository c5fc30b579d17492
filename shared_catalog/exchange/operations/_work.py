"""What the worker does with an operation on a table: part by part, each in a transaction that holds the
operation's row and counts what it did. Whoever goes on after a crash begins again with the first row, since
what was read lay in memory; what was written, was so by one transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import orjson
from openpyxl.utils import get_column_letter

from kernel.errors import LANGUAGES, DomainError
from shared_catalog.exchange.models import CatalogueImport
from shared_catalog.exchange.operations._plan import Plan
from shared_catalog.exchange.operations._reading import Reading, read
from shared_catalog.exchange.types import ROWS_A_CHUNK, ImportState, Outcome, Planned
from tenants.bulk import operations as bulk
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.types import Form, Piece


class Work(Protocol):
    """One operation on a table, in the hands of a worker."""

    form: Form

    def make_ready(self, at: datetime) -> None:
        """What needs no transaction: reading the file. Twice is once."""

    def go_on(self, held: Any, at: datetime) -> bool:
        """The next part, in a transaction that holds the operation; says whether there is more."""


class ImportWork:
    """A check or an import, which begin alike: the file's rows are held against the catalogue."""

    form = bulk.JSON_LINES
    done_in = ImportState.CHECKED

    def __init__(self, import_id: UUID) -> None:
        self.import_id = import_id
        self.planned: list[Planned] = []
        self.reading: Reading | None = None
        self.plan: Plan | None = None
        self.begun = self.over = False

    def make_ready(self, at: datetime) -> None:
        """Read the file, and what its rows are held against."""
        if self.over or self.plan is not None:
            return
        of = CatalogueImport.objects.select_related("file").get(pk=self.import_id)
        # Killed between what it did and its end: its result is whole, and only to be made a file.
        self.over = of.state == self.done_in
        if not self.over:
            self.reading = read(of)
            self.plan = self.reading.held_against(of.source)

    def go_on(self, held: Any, at: datetime) -> bool:
        """Some more rows, and at last what follows from all of them."""
        if self.over:
            return False
        assert self.plan is not None and self.reading is not None
        rows = len(self.plan.rows)
        if not self.begun:
            bulk.start_over(books=HQ_BOOKS, held=held, total=rows)
            self.begun = True
        done = len(self.planned)
        if done == rows:
            self.conclude(held, self.reading, at)
            return False
        chunk = [self.plan.planned(index) for index in range(done, min(done + ROWS_A_CHUNK, rows))]
        bulk.keep_piece(books=HQ_BOOKS, held=held, piece=_piece(chunk, self.reading.table.header.columns))
        self.planned += chunk
        return True

    def conclude(self, held: Any, reading: Reading, at: datetime) -> None:
        """What follows once all rows were held against the catalogue."""
        raise NotImplementedError


def note_problem(*, held: Any, error: DomainError) -> None:
    """Note with the import why its operation came to nothing, and forget what its result said so far."""
    bulk.start_over(books=HQ_BOOKS, held=held, total=held.total)
    problem = {"code": error.code, "message": {one: error.message(one) for one in LANGUAGES}}
    for column in ("check_operation", "import_operation", "undo_operation"):
        CatalogueImport.objects.filter(**{column: held}).update(problem=problem)


def _piece(chunk: Sequence[Planned], columns: Mapping[str, int]) -> Piece:
    return Piece(
        text="".join(orjson.dumps(_said(one, columns)).decode() + "\n" for one in chunk),
        lines=len(chunk),
        succeeded=sum(one.outcome is not Outcome.FAULTY for one in chunk),
    )


def _said(one: Planned, columns: Mapping[str, int]) -> Mapping[str, Any]:
    said: dict[str, Any] = {"row": one.number, "outcome": one.outcome.value, "reference": one.reference}
    if one.faults:
        said["faults"] = [
            {
                "column": fault.column or None,
                "cell": f"{get_column_letter(columns[fault.column])}{one.number}"
                if fault.column in columns
                else None,
                "code": fault.error.code,
                "message": {language: fault.error.message(language) for language in LANGUAGES},
            }
            for fault in one.faults
        ]
    return said
