"""Importing what a check announced, in one transaction: all of it as announced, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError
from kernel.ids import new_id
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.types import ProductEntry
from shared_catalog.exchange import queries
from shared_catalog.exchange.models import CatalogueImport, ExternalReference, ImportedRow
from shared_catalog.exchange.operations._plan import counts_of, digest_of
from shared_catalog.exchange.operations._reading import Reading
from shared_catalog.exchange.operations._refusals import ImportHasFaults, ImportOutdated, WrongImportStep
from shared_catalog.exchange.operations._work import ImportWork
from shared_catalog.exchange.types import ImportState, Outcome, Planned
from tenants.bulk import operations as bulk
from tenants.bulk.books import HQ_BOOKS
from tenants.bulk.types import UNDER_WAY, BulkKind, Starter
from tenants.events import operations as events

_BATCH = 1_000
_OPERATIONS = ("check_operation", "import_operation", "undo_operation")


@transaction.atomic
def start_import(
    *, import_id: UUID, digest: bytes, field: str, starter: Starter, at: datetime
) -> CatalogueImport:
    """Import what the check with this digest announced. Raises NotFound, WrongImportStep, ImportHasFaults,
    ImportOutdated for another digest, FileGone, TooManyBulkOperations.
    """
    of = held_import(import_id)
    require_state(of, ImportState.CHECKED, step="import")
    if of.faulty and not of.only_valid_rows:
        raise ImportHasFaults(faulty=of.faulty)
    if bytes(of.digest or b"") != digest:
        raise ImportOutdated(path=("digest",))
    of.import_operation = bulk.start_reading(
        books=HQ_BOOKS, kind=BulkKind.IMPORT, field=field, starter=starter, at=at, file_id=of.file_id
    )
    of.problem = None
    of.save(update_fields=["import_operation", "problem"])
    return of


class TakingWork(ImportWork):
    """An import in the hands of a worker."""

    done_in = ImportState.IMPORTED

    def conclude(self, held: Any, reading: Reading, at: datetime) -> None:
        """Write what was announced. Raises ImportOutdated when it is no longer what would be written."""
        of = held_import(self.import_id)
        require_state(of, ImportState.CHECKED, step="import", under_way=held.pk)
        bulk.one_after_another(what="import", owner=of.source)
        known = [one.product for one in self.planned if one.product is not None]
        try:
            catalogue.held_products(versions={one.id: one.version for one in known})
            planned = reading.held_against(of.source).whole()
            if digest_of(
                planned, file=bytes(of.file.digest), source=of.source, only_valid_rows=of.only_valid_rows
            ) != bytes(of.digest or b""):
                raise ImportOutdated()
            written = _write(of, planned, at=at, actor=held.owner)
        except DomainError as error:
            raise ImportOutdated() from error
        announced = {outcome.value: getattr(of, outcome.value) for outcome in Outcome}
        if written != announced:
            raise ImportOutdated()
        of.state, of.imported_at, of.imported_by, of.problem = ImportState.IMPORTED, at, held.owner, None
        of.save()
        tell("imported", of, at)


def held_import(import_id: UUID) -> CatalogueImport:
    """An import, locked. Raises NotFound."""
    queries.catalogue_import(import_id)
    rows = CatalogueImport.objects.select_for_update(of=("self",)).select_related("file", *_OPERATIONS)
    return rows.get(pk=import_id)


def require_state(
    of: CatalogueImport, state: ImportState, *, step: str, under_way: UUID | None = None
) -> None:
    """Raises WrongImportStep unless the import stands so, and nothing else is under way with it."""
    for column in _OPERATIONS:
        operation = getattr(of, column)
        if operation is not None and operation.status in UNDER_WAY and operation.pk != under_way:
            raise WrongImportStep(state=operation.status, step=step)
    if of.state != state:
        raise WrongImportStep(state=of.state, step=step)


def tell(what: str, of: CatalogueImport, at: datetime) -> None:
    """Tell of an import."""
    said = {"source": of.source, **{outcome.value: getattr(of, outcome.value) for outcome in Outcome}}
    events.append(name=f"catalogue_import.{what}", subject_id=of.pk, payload=said, at=at)


def _write(of: CatalogueImport, planned: Sequence[Planned], *, at: datetime, actor: str) -> Mapping[str, int]:
    """Write the rows; returns how many came to what."""
    entries: dict[UUID, Planned] = {new_id(): one for one in planned if one.outcome is Outcome.CREATED}
    edits = {
        one.product.id: one
        for one in planned
        if one.outcome is Outcome.UPDATED and one.product and one.details != one.product.details
    }
    made = catalogue.draft_products(
        entries=[
            ProductEntry(product_id=key, cooperative_id=_sure(one.cooperative_id), details=_sure(one.details))
            for key, one in entries.items()
        ],
        at=at,
        actor=actor,
    )
    edited = catalogue.edit_products(
        edits={key: _sure(one.details) for key, one in edits.items()},
        expected_versions={key: _sure(one.product).version for key, one in edits.items()},
        at=at,
        actor=actor,
    )
    versions = {product.id: product.version for product in (*made, *edited)}
    linked = {
        one.product.id: one for one in planned if one.outcome is Outcome.UPDATED and one.product and one.links
    }
    ExternalReference.objects.bulk_create(
        [
            ExternalReference(source=of.source, reference=one.reference, product_id=key)
            for key, one in (entries | linked).items()
        ],
        batch_size=_BATCH,
    )
    rows = [
        _row(of, key, one, version=versions[key] if key in versions else _sure(one.product).version)
        for key, one in (entries | edits | linked).items()
    ]
    ImportedRow.objects.bulk_create(rows, batch_size=_BATCH)
    return {
        **counts_of(planned),
        Outcome.CREATED.value: len(made),
        Outcome.UPDATED.value: len(rows) - len(made),
    }


def _row(of: CatalogueImport, product_id: UUID, one: Planned, *, version: int) -> ImportedRow:
    known = one.product
    changed = known is not None and one.details != known.details
    before = {"code": known.code, "details": asdict(known.details)} if known and changed else None
    return ImportedRow(
        of_import=of,
        number=one.number,
        product_id=product_id,
        outcome=one.outcome,
        before=before,
        version=version,
        linked=one.links,
    )


def _sure(value: Any) -> Any:
    assert value is not None, "a row without faults says it"
    return value
