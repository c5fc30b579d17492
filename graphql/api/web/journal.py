"""`GET /accounting/journals/<id>.csv` on a market's host: the file of an exported journal, or nothing."""

from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase

from api.base.errors import ApiError
from api.web import exchange
from kernel.errors import DomainError
from markets.accounting import journal, queries, rules
from markets.accounting.models import JournalExport
from markets.accounting.types import Layout
from tenants.permissions import Permission

_KEPT_IN_MEMORY = 4 * 1024 * 1024


def journal_view(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file, complete and with the digest that its export recorded. Needs `accounting:read`."""
    if request.method != "GET":
        return exchange.refused_method("GET")
    try:
        exchange.viewer_with(request, Permission.ACCOUNTING_READ)
        return _file(queries.journal_export(export_id), exchange.market_of(request))
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)


def _file(export: JournalExport, market: str) -> HttpResponseBase:
    """Written whole before the first byte is sent, since only then is it known to be the right one."""
    covered = rules.span(export.first_period.half_month, export.last_period.half_month)
    name = rules.file_name(market, covered, layout=Layout(export.layout), draft=export.draft)
    content: Any = SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    written = journal.write_again(export, write=content.write)
    content.seek(0)
    response = FileResponse(content, as_attachment=True, filename=name, content_type="text/csv")
    response["Repr-Digest"] = exchange.repr_digest(written.digest)
    return exchange.private(response)
