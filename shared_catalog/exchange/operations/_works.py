"""Which work an operation on a table is."""

from typing import Any

from django.db.models import Q

from shared_catalog.exchange.models import CatalogueImport
from shared_catalog.exchange.operations._checking import CheckWork
from shared_catalog.exchange.operations._exporting import ExportWork
from shared_catalog.exchange.operations._importing import TakingWork
from shared_catalog.exchange.operations._undoing import UndoWork
from shared_catalog.exchange.operations._work import Work
from tenants.bulk.types import BulkKind

_OF_IMPORTS: dict[BulkKind, tuple[str, Any]] = {
    BulkKind.CHECK: ("check_operation", CheckWork),
    BulkKind.IMPORT: ("import_operation", TakingWork),
    BulkKind.UNDO: ("undo_operation", UndoWork),
}


def work_of(*, operation: Any, seen: Q) -> Work:
    """The work of an operation on a table; an export is of the products `seen`."""
    if operation.kind == BulkKind.EXPORT:
        return ExportWork(operation.document, seen, operation.language)
    column, work = _OF_IMPORTS[BulkKind(operation.kind)]
    made: Work = work(CatalogueImport.objects.values_list("pk", flat=True).get(**{column: operation}))
    return made
