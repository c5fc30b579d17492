"""The words of bulk operations."""

from api.base.enums import described_enum
from tenants.bulk import types

BulkOperationType = described_enum(
    types.BulkKind,
    "BulkOperationType",
    "What a bulk operation does.",
    MUTATION="It runs a mutation for each line of a file.",
    QUERY="It exports a list, one line a row.",
    CHECK="It reads a table and announces what importing it would come to.",
    IMPORT="It imports a table as it was announced, or nothing of it.",
    UNDO="It undoes an import.",
    EXPORT="It writes a table.",
)
BulkOperationStatus = described_enum(
    types.BulkStatus,
    "BulkOperationStatus",
    "Where a bulk operation stands.",
    QUEUED="It will begin within seconds.",
    RUNNING="It is under way; after a crash it goes on where it was.",
    CANCELING="It stops after the line or page under way.",
    COMPLETED="Every line was tried; `counts` say how many were done.",
    FAILED="It could not go on, and `errorCode` says why; `partialUrl` has what was tried.",
    CANCELED="Somebody stopped it; `partialUrl` has what was tried before.",
)
