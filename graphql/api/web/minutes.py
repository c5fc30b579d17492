"""`GET /selection/decisions/<id>.pdf` on headquarters' host: the minutes of a selection as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from api.base.errors import ApiError, NotFound
from api.selection.minutes import pdf_of
from api.selection.types import SelectionDecision
from api.web import exchange
from tenants.permissions import Permission


def minutes_file(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """The minutes, for whoever may read selections. A market's host has none: 404."""
    if request.method not in ("GET", "HEAD"):
        return exchange.refused_method("GET, HEAD")
    try:
        viewer = exchange.viewer_at_headquarters_with(request, Permission.SELECTION_READ)
        rows = SelectionDecision.rows(viewer).select_related("round__grid")
        decision = rows.filter(pk=decision_id).first()
        if decision is None:
            raise NotFound()
        content = pdf_of(decision)
    except ApiError as error:
        return exchange.refused(request, error)
    return exchange.file(content, name=f"selection-{decision_id}.pdf", media_type="application/pdf")
