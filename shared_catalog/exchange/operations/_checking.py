"""Checking a file: what importing it would come to is announced, and nothing of it is written."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from shared_catalog.exchange import rules
from shared_catalog.exchange.formats import WRITE
from shared_catalog.exchange.models import CatalogueImport
from shared_catalog.exchange.operations._plan import counts_of, digest_of
from shared_catalog.exchange.operations._reading import Reading
from shared_catalog.exchange.operations._work import ImportWork
from shared_catalog.exchange.types import (
    Failed,
    Formula,
    ImportState,
    Outcome,
    Planned,
    TableFormat,
    Value,
)
from shared_catalog.registry.rules import required
from tenants.bulk import operations as bulk
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.rules import CSV, XLSX
from tenants.bulk.types import BulkKind, Starter

FORMATS = {XLSX: TableFormat.XLSX, CSV: TableFormat.CSV}
MEDIA_TYPES = {format: media_type for media_type, format in FORMATS.items()}
LONGEST_SOURCE = 40


@transaction.atomic
def start_check(
    *, file_id: UUID, source: str, only_valid_rows: bool, field: str, starter: Starter, at: datetime
) -> CatalogueImport:
    """Check a file of a source, and announce what importing it would come to; with `only_valid_rows` without
    the rows that have faults. Raises InvalidValue, FileGone, FileRefused, TooManyBulkOperations.
    """
    named = required(source, field="source", longest=LONGEST_SOURCE)
    operation = bulk.start_reading(
        books=HQ_BOOKS, kind=BulkKind.CHECK, field=field, starter=starter, at=at, file_id=file_id
    )
    return CatalogueImport.objects.create(
        source=named,
        format=FORMATS[operation.source.media_type],
        only_valid_rows=only_valid_rows,
        state=ImportState.CHECKING,
        file=operation.source,
        check_operation=operation,
        created_at=at,
        created_by=starter.actor,
    )


class CheckWork(ImportWork):
    """A check in the hands of a worker."""

    def conclude(self, held: Any, reading: Reading, at: datetime) -> None:
        """Announce what was found, with a file of the rows that have faults."""
        of = (
            CatalogueImport.objects.select_for_update(of=("self",))
            .select_related("file")
            .get(pk=self.import_id)
        )
        for name, count in counts_of(self.planned).items():
            setattr(of, name, count)
        of.digest = digest_of(
            self.planned, file=bytes(of.file.digest), source=of.source, only_valid_rows=of.only_valid_rows
        )
        of.unknown_columns = list(reading.table.header.unknown)
        of.state, of.problem = ImportState.CHECKED, None
        if of.faulty:
            of.faults_file = bulk.keep_made(
                books=HQ_BOOKS,
                operation=held,
                content=_faults_file(reading, self.planned, TableFormat(of.format), held.language),
                media_type=of.file.media_type,
                at=at,
            )
        of.save()


def _faults_file(reading: Reading, planned: Sequence[Planned], format: TableFormat, language: str) -> bytes:
    """The rows with faults under the file's own titles, with their numbers and what is wrong with each."""
    header = reading.table.header
    added = {place for code, place in header.columns.items() if code in rules.ADDED}
    places = [place for place in sorted(header.titles) if place not in added]
    titles = [getattr(rules.column(code).title, language) for code in rules.ADDED]
    faulty = [
        [
            *(_written(line.cells.get(place)) for place in places),
            one.number,
            _reasons(one, language),
        ]
        for line, one in zip(reading.table.rows, planned, strict=True)
        if one.outcome is Outcome.FAULTY
    ]
    out = io.BytesIO()
    every_title = [*(header.titles[place] for place in places), *titles]
    WRITE[format](out, every_title, [True] * len(every_title), cast("Sequence[Sequence[Value]]", faulty))
    return out.getvalue()


def _written(value: Value) -> Value:
    """A cell as it was; a formula or an error of calculation is left out, so that it is not taken for a text
    when the file comes back.
    """
    if isinstance(value, (Formula, Failed)):
        return None
    return rules.unshielded(value) if isinstance(value, str) else value


def _reasons(one: Planned, language: str) -> str:
    return " | ".join(
        (f"{getattr(rules.column(fault.column).title, language)}: " if fault.column else "")
        + fault.error.message(language)
        for fault in one.faults
    )
