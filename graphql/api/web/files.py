"""`PUT /files` and `GET /files/<id>` on every host: files of lines, for bulk operations. It is not GraphQL,
since such files are larger than its documents may be.
"""

from datetime import datetime
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
from api.transport.addresses import address_of
from api.transport.refusals import UnsupportedMediaType
from api.web import exchange
from kernel import clock
from kernel.errors import DomainError
from tenants.audit.types import Act
from tenants.bulk import operations, queries, rules
from tenants.bulk.types import LARGEST_FILE, BulkKind
from tenants.database.session import one_transaction
from tenants.permissions import Permission


def files_view(request: HttpRequest) -> HttpResponse:
    """Keep the body, a file of lines, for a day or as long as an operation uses it. Needs `bulk:write`."""
    if request.method != "PUT":
        return exchange.refused_method("PUT")
    try:
        context = _context(request, Permission.BULK_WRITE)
        side = side_of(context)
        content = _content(request)
        with one_transaction():
            file = operations.keep_file(
                books=side.books,
                content=content,
                owner=context.viewer.id,
                client=context.viewer.client or "",
                at=context.now,
            )
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
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    response = FileResponse(
        default_storage.open(queries.stored_as(file_id)),
        as_attachment=True,
        filename=f"{file_id}.jsonl",
        content_type=rules.MEDIA_TYPE,
    )
    response["Repr-Digest"] = exchange.repr_digest(bytes(file.digest))
    return exchange.private(response)


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
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("Send the file as it is, not compressed.")
    content: bytes = request.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise LimitExceeded("file bytes", maximum=LARGEST_FILE)
    excess = rules.excess_of(rules.lines_of(content)) if content else None
    if excess is not None:
        what, actual, maximum = excess
        raise LimitExceeded(what, actual=actual, maximum=maximum)
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
