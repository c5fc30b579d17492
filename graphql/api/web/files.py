"""`PUT /files` and `GET /files/<id>` on every host: files of lines, for bulk operations, and at headquarters
tables for imports, papers for cooperatives' documents, and pictures. It is not GraphQL, since such files are
larger than its documents may be.
"""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from api.base.errors import ApiError, LimitExceeded, NotFound
from api.base.permissions import check
from api.base.recording import record
from api.bearer import viewer_of
from api.bulk.documents import bulk_query
from api.bulk.sides import Side, file_path, side_of
from api.context import Context, language_of
from api.cooperative_documents.types import CooperativeDocument
from api.transport.addresses import address_of
from api.transport.refusals import UnsupportedMediaType
from api.web import exchange
from kernel import clock
from kernel.errors import DomainError
from tenants.audit.types import Act
from tenants.bulk import operations, queries, rules
from tenants.bulk.types import LARGEST_FILE, LARGEST_PAPER, BulkKind
from tenants.database.session import one_transaction
from tenants.permissions import Permission


def files_view(request: HttpRequest) -> HttpResponse:
    """Keep the body for a day or as long as something uses it: a file of lines, or at headquarters a table, a
    paper or a picture. Needs `bulk:write`.
    """
    if request.method != "PUT":
        return exchange.refused_method("PUT")
    try:
        context = _context(request, Permission.BULK_WRITE)
        side = side_of(context)
        kept: dict[str, Any] = {
            "books": side.books,
            "owner": context.viewer.id,
            "client": context.viewer.client or "",
            "at": context.now,
        }
        media_type = request.content_type or ""
        hq = context.market is None
        with_type = {**kept, "media_type": media_type}
        if hq and media_type in rules.KEPT_TYPES:
            keep = partial(operations.keep_paper, content=_sent(request, LARGEST_PAPER), **with_type)
        elif hq and media_type in rules.TABLE_TYPES:
            keep = partial(operations.keep_table, content=_sent(request, LARGEST_FILE), **with_type)
        else:
            keep = partial(operations.keep_file, content=_content(request), **kept)
        with one_transaction():
            file = keep()
            act = Act(action="file.put", object_type=side.file._meta.name, object_key=str(file.pk))
            record(act, context)
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    response = exchange.answered({"file": _said(side, file, context)}, status=201)
    response["Location"] = file_path(file.pk)
    return response


files_view.csrf_exempt = True  # type: ignore[attr-defined]  # bearer tokens only


def file_view(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The content of a file, for who put it or started what made it, through the same application if one did,
    and nobody else. Needs `bulk:read`, and of an export what the list needs: it may be asked for once the
    rights are gone, and by a token of fewer words.
    """
    if request.method != "GET":
        return exchange.refused_method("GET")
    try:
        context = _context(request, Permission.BULK_READ)
        side = side_of(context)
        seen = side.file.visible(context.viewer)
        file = queries.kept_file(side.books, file_id, seen=seen, now=context.now)
        if file is None:
            raise NotFound()
        made_by = getattr(file, "made_by", None)
        if made_by is not None and made_by.kind == BulkKind.QUERY:
            wanted = bulk_query(made_by.document, market=context.market)
            check(context.viewer, *wanted.requirements)
        elif made_by is not None and made_by.kind == BulkKind.EXPORT:
            check(context.viewer, Permission.CATALOGUE_READ)
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    return _attached(file, stored=file_id)


def document_view(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The paper of a cooperative's document, on headquarters' host. Needs `documents:read`."""
    if request.method != "GET":
        return exchange.refused_method("GET")
    try:
        context = _context(request, Permission.DOCUMENTS_READ)
        seen = None if context.market else CooperativeDocument.rows(context.viewer).filter(pk=document_id)
        document = seen.first() if seen is not None else None
        if document is None:
            raise NotFound()
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    response = _attached(document, stored=document.file_id)
    # Whatever a scan holds, a browser that shows it runs nothing of it.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _attached(row: Any, *, stored: UUID) -> FileResponse:
    """The content that lies in the storage under an id, as a download of the row that tells of it."""
    response = FileResponse(
        default_storage.open(queries.stored_as(stored, row.media_type)),
        as_attachment=True,
        filename=queries.file_name(row.pk, row.media_type),
        content_type=row.media_type,
    )
    response["Repr-Digest"] = exchange.repr_digest(bytes(row.digest))
    exchange.private(response)
    return response


def _context(request: HttpRequest, permission: Permission) -> Context:
    market: str | None = request.seat.schema  # type: ignore[attr-defined]
    now: datetime = clock.now()
    viewer = viewer_of(request.headers.get("Authorization", ""), market=market, now=now)
    check(viewer, permission)
    return Context(
        viewer=viewer,
        market=market,
        now=now,
        language=language_of(request.headers.get("Accept-Language", "")),
        request_id=request.request_id,  # type: ignore[attr-defined]
        address=address_of(request),
    )


def _content(request: HttpRequest) -> bytes:
    """The body. Raises UnsupportedMediaType, LimitExceeded."""
    known = ", ".join(sorted(rules.MEDIA_TYPES))
    if request.content_type not in rules.MEDIA_TYPES:
        raise UnsupportedMediaType(f"Send JSON Lines in UTF-8, one of {known}.")
    content = _sent(request, LARGEST_FILE)
    excess = rules.excess_of(rules.lines_of(content)) if content else None
    if excess is not None:
        what, actual, maximum = excess
        raise LimitExceeded(what, actual=actual, maximum=maximum)
    return content


def _sent(request: HttpRequest, most: int) -> bytes:
    """The body as it came. Raises UnsupportedMediaType, LimitExceeded."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("Send the file as it is, not compressed.")
    content: bytes = request.read(most + 1)
    if len(content) > most:
        raise LimitExceeded("file bytes", maximum=most)
    return content


def _said(side: Side, file: Any, context: Context) -> dict[str, object]:
    return {
        "id": side.file.global_id(file.pk, context.market),
        "url": file_path(file.pk),
        "size": file.size,
        "lines": file.lines,
        "sha256": bytes(file.digest).hex(),
        "expiresAt": file.expires_at,
    }
