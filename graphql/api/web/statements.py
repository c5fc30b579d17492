"""`GET /statements/<number>.pdf`, `.csv` and `.json` on a market's host: a statement as a file."""

from django.http import HttpRequest, HttpResponse

from api.base.errors import ApiError, NotFound
from api.settlement.types import Statement
from api.web import exchange
from kernel import clock
from kernel.errors import DomainError
from markets.documents import operations as documents
from markets.documents.types import FileKind
from tenants.permissions import Permission


def statement_file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The statement, for whoever may read it; a delegate's own cooperative's only. Others get 404."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    try:
        viewer = exchange.viewer_with(request, Permission.STATEMENTS_READ)
        statement = (
            Statement.rows(viewer).select_related("period", "cooperative").filter(number=number).first()
        )
        if statement is None:
            raise NotFound()
        made = documents.render_statement(statement=statement, kind=FileKind(kind), made_at=clock.now())
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    return exchange.file(made.content, name=made.name, media_type=made.media_type)
