"""Exporting the catalogue as a table, page by page, so that it can be read back as what it is."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

import orjson
from django.db import transaction
from django.db.models import Q

from shared_catalog.exchange import queries, rules
from shared_catalog.exchange.formats import WRITE, length_of
from shared_catalog.exchange.operations._checking import LONGEST_SOURCE, MEDIA_TYPES
from shared_catalog.exchange.operations._refusals import CellTooLong
from shared_catalog.exchange.types import LONGEST_CELL, TableFormat, Value
from shared_catalog.registry.rules import short
from tenants.bulk import operations as bulk
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.types import BulkKind, Form, Piece, Starter

PAGE = 1_000
_COLUMNS = [one for one in rules.COLUMNS if one.code not in rules.ADDED]
_CODES = [one.code for one in _COLUMNS]
_PRICE = _CODES.index("recommended_price")


@transaction.atomic
def start_export(*, format: TableFormat, source: str, field: str, starter: Starter, at: datetime) -> Any:
    """Export the products, with the references of a source. Raises InvalidValue, TooManyBulkOperations."""
    named = short(source, field="source", longest=LONGEST_SOURCE)
    said = orjson.dumps({"format": format.value, "source": named}).decode()
    return bulk.start_table(
        books=HQ_BOOKS, kind=BulkKind.EXPORT, field=field, starter=starter, at=at, document=said
    )


class ExportWork:
    """An export in the hands of a worker; of the products that its starter sees."""

    def __init__(self, document: str, seen: Q, language: str) -> None:
        said = orjson.loads(document)
        self.source, self.seen = said["source"], seen
        format = TableFormat(said["format"])
        titles = [getattr(one.title, language) for one in _COLUMNS]
        self.form = Form(media_type=MEDIA_TYPES[format], write=_writer(format, titles))

    def make_ready(self, at: datetime) -> None:
        """There is nothing to read."""

    def go_on(self, held: Any, at: datetime) -> bool:
        """The next page. Raises CellTooLong."""
        rows, after = queries.export_page(source=self.source, seen=self.seen, after=held.after, limit=PAGE)
        for row in rows:
            _require_short(row)
        text = "".join(orjson.dumps([row[code] for code in _CODES]).decode() + "\n" for row in rows)
        piece = Piece(text=text, lines=len(rows), succeeded=len(rows))
        bulk.keep_piece(books=HQ_BOOKS, held=held, piece=piece, after=after)
        return len(rows) == PAGE


def _writer(format: TableFormat, titles: Sequence[str]) -> Any:
    def write(lines: Iterator[str], out: BinaryIO) -> None:
        rows = (orjson.loads(line) for line in lines)
        priced = map(_with_price_as_number, rows) if format is TableFormat.XLSX else rows
        WRITE[format](out, titles, [one.as_text for one in _COLUMNS], priced)

    return write


def _with_price_as_number(row: list[Value]) -> list[Value]:
    row[_PRICE] = float(str(row[_PRICE]))
    return row


def _require_short(row: Mapping[str, Value]) -> None:
    for code in _CODES:
        value = row[code]
        if isinstance(value, str) and length_of(value) > LONGEST_CELL:
            raise CellTooLong(product=str(row["code"]), column=code)
