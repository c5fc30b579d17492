"""The writes of imports and exports. Starting one is a write; the worker goes on with it."""

from shared_catalog.exchange.operations._checking import start_check
from shared_catalog.exchange.operations._exporting import start_export
from shared_catalog.exchange.operations._importing import start_import
from shared_catalog.exchange.operations._refusals import (
    CellTooLong,
    ImportChangedSince,
    ImportHasFaults,
    ImportNotLast,
    ImportOutdated,
    WrongImportStep,
)
from shared_catalog.exchange.operations._undoing import start_undo
from shared_catalog.exchange.operations._work import Work, note_problem
from shared_catalog.exchange.operations._works import work_of

__all__ = [
    "CellTooLong",
    "ImportChangedSince",
    "ImportHasFaults",
    "ImportNotLast",
    "ImportOutdated",
    "Work",
    "WrongImportStep",
    "note_problem",
    "start_check",
    "start_export",
    "start_import",
    "start_undo",
    "work_of",
]
