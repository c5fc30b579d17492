"""Undoing the last import of a source: what it changed is as before, and what it created is withdrawn."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import F, Q

from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import ProductDetails, Unit
from shared_catalog.exchange.models import CatalogueImport, ExternalReference, ImportedRow
from shared_catalog.exchange.operations._importing import held_import, require_state, tell
from shared_catalog.exchange.operations._refusals import ImportChangedSince, ImportNotLast
from shared_catalog.exchange.types import ImportState, Outcome
from shared_catalog.registry.types import Names
from tenants.bulk import operations as bulk
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.types import BulkKind, Piece, Starter


@transaction.atomic
def start_undo(*, import_id: UUID, field: str, starter: Starter, at: datetime) -> CatalogueImport:
    """Undo an import, the last of its source. Raises NotFound, WrongImportStep, ImportNotLast,
    ImportChangedSince, TooManyBulkOperations.
    """
    of = held_import(import_id)
    require_state(of, ImportState.IMPORTED, step="undo")
    _require_undoable(of)
    of.undo_operation = bulk.start_table(
        books=HQ_BOOKS, kind=BulkKind.UNDO, field=field, starter=starter, at=at
    )
    of.problem = None
    of.save(update_fields=["undo_operation", "problem"])
    return of


class UndoWork:
    """An undoing in the hands of a worker."""

    form = bulk.JSON_LINES

    def __init__(self, import_id: UUID) -> None:
        self.import_id = import_id

    def make_ready(self, at: datetime) -> None:
        """There is nothing to read."""

    def go_on(self, held: Any, at: datetime) -> bool:
        """Undo it whole. Raises what `start_undo` raises."""
        of = held_import(self.import_id)
        if of.state == ImportState.UNDONE:
            return False
        require_state(of, ImportState.IMPORTED, step="undo", under_way=held.pk)
        bulk.one_after_another(what="import", owner=of.source)
        _require_undoable(of)
        rows = list(of.rows.order_by("number"))
        _take_back(of, rows, at=at, actor=held.owner)
        bulk.start_over(books=HQ_BOOKS, held=held, total=len(rows))
        said = [{"row": row.number, "outcome": "undone", "was": row.outcome} for row in rows]
        text = "".join(orjson.dumps(one).decode() + "\n" for one in said)
        bulk.keep_piece(
            books=HQ_BOOKS, held=held, piece=Piece(text=text, lines=len(rows), succeeded=len(rows))
        )
        of.state, of.undone_at, of.undone_by, of.problem = ImportState.UNDONE, at, held.owner, None
        of.save()
        tell("undone", of, at)
        return False


def _require_undoable(of: CatalogueImport) -> None:
    later = Q(imported_at__gt=of.imported_at) | Q(imported_at=of.imported_at, pk__gt=of.pk)
    if CatalogueImport.objects.filter(later, source=of.source, state=ImportState.IMPORTED).exists():
        raise ImportNotLast()
    changed = of.rows.exclude(product__version=F("version")).order_by("number")
    first = changed.values_list("product__code", flat=True).first()
    if first is not None:
        raise ImportChangedSince(count=changed.count(), product=first)


def _take_back(of: CatalogueImport, rows: list[ImportedRow], *, at: datetime, actor: str) -> None:
    changed: dict[UUID, Any] = {row.product_id: row.before for row in rows if row.before is not None}
    catalogue.edit_products(
        edits={key: _before(before["details"]) for key, before in changed.items()},
        codes={key: before["code"] for key, before in changed.items()},
        expected_versions={row.product_id: row.version for row in rows if row.product_id in changed},
        at=at,
        actor=actor,
    )
    created = {row.product_id: row.version for row in rows if row.outcome == Outcome.CREATED}
    catalogue.withdraw_drafts(versions=created, at=at, actor=actor)
    brought = [row.product_id for row in rows if row.linked]
    references = ExternalReference.objects.filter(source=of.source, ended_at__isnull=True)
    references.filter(product_id__in=brought).update(ended_at=at)


def _before(said: Any) -> ProductDetails:
    """What was said of a product, from the JSON it was kept as."""
    return ProductDetails(
        **{
            **said,
            "names": Names(**said["names"]),
            "descriptions": Names(**said["descriptions"]),
            "unit": Unit(said["unit"]),
        }
    )
