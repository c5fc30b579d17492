"""`GET /payouts/batches/<id>/bank-file` on a market's host: the file of a batch, for the bank.

Who took it is written down before the first byte is sent, in the transaction that finds the file.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from api.base.errors import ApiError
from api.web import exchange
from kernel import clock
from kernel.errors import DomainError
from markets.payouts import operations as payouts
from tenants.permissions import Permission


def bank_file_view(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The file, for whoever may download bank files. Needs `bank-files:download`."""
    if request.method != "GET":
        return exchange.refused_method("GET")
    try:
        viewer = exchange.viewer_with(request, Permission.BANK_FILES_DOWNLOAD)
        file = payouts.download_bank_file(
            batch_id=batch_id, origin=exchange.origin_of(request, viewer, at=clock.now())
        )
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    return exchange.file(file.content, name=file.name, media_type=file.media_type)
