"""`GET /accounting/journals/<id>.csv` on a market's host: the file of an exported journal, or nothing."""

from base64 import b64encode
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase, JsonResponse

from api.base.errors import ApiError, NotFound, Unauthenticated, code_of
from api.base.permissions import check
from api.bearer import viewer_of
from api.context import language_of
from kernel import clock
from kernel.errors import DomainError
from kernel.errors import NotFound as NoSuchRow
from markets.accounting import journal, queries, rules
from markets.accounting.models import JournalExport
from markets.accounting.types import Layout
from tenants.access import Permission

_KEPT_IN_MEMORY = 4 * 1024 * 1024


def journal_view(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file, complete and with the digest that its export recorded. Needs `accounting:read`."""
    if request.method != "GET":
        refusal = _refusal(405, "BAD_REQUEST", "Use GET.")
        refusal["Allow"] = "GET"
        return refusal
    market: str | None = request.seat.schema  # type: ignore[attr-defined]
    try:
        viewer = viewer_of(request.headers.get("Authorization", ""), market=market, now=clock.now())
        if market is None:
            raise NotFound()
        check(viewer, Permission.ACCOUNTING_READ)
        return _file(queries.journal_export(export_id), market)
    except Unauthenticated as error:
        refusal = _refusal(401, code_of(error), error.message)
        refusal["WWW-Authenticate"] = "Bearer"
        return refusal
    except NoSuchRow:
        return _refusal(404, NotFound.code, NotFound().message)
    except ApiError as error:
        return _refusal(404 if isinstance(error, NotFound) else 403, code_of(error), error.message)
    except DomainError as error:
        language = language_of(request.headers.get("Accept-Language", ""))
        return _refusal(409, error.code, error.message(language))


def _file(export: JournalExport, market: str) -> HttpResponseBase:
    """Written whole before the first byte is sent, since only then is it known to be the right one."""
    covered = rules.span(export.first_period.half_month, export.last_period.half_month)
    name = rules.file_name(market, covered, layout=Layout(export.layout), draft=export.draft)
    content: Any = SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    written = journal.write_again(export, write=content.write)
    content.seek(0)
    response = FileResponse(content, as_attachment=True, filename=name, content_type="text/csv")
    response["Repr-Digest"] = f"sha-256=:{b64encode(written.digest).decode()}:"
    return _private(response)


def _refusal(status: int, code: str, message: str) -> HttpResponseBase:
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return _private(JsonResponse(body, status=status))


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Vary"] = "Authorization, Accept-Language"
    return response
