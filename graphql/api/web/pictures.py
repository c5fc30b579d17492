"""`GET /media/<id>/<preset>.webp` on every host: pictures of products and cooperatives."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from api.base.errors import ApiError, NotFound
from api.bearer import viewer_of
from api.media.types import Media
from api.web import exchange
from kernel import clock
from kernel.errors import DomainError
from shared_catalog.media import queries
from shared_catalog.media.types import MEDIA_TYPE, Preset
from tenants.permissions import Permission

# A picture never changes under its address: another one has another id.
_FOR_EVER = "public, max-age=31536000, immutable"


def picture_view(request: HttpRequest, media_id: UUID, preset: str) -> HttpResponse:
    """A picture in one of its sizes: for anybody what is published, for whoever holds `catalogue:read` the
    others. It was written anew from pixels, so a browser may show it; whatever it holds, none runs it.
    """
    if request.method != "GET":
        return exchange.refused_method("GET")
    try:
        public = Media._meta.model.objects.filter(queries.PUBLIC, pk=media_id).exists()
        if not public:
            _require_seen(request, media_id)
        content = queries.content_of(media_id, Preset(preset))
    except (ApiError, DomainError) as error:
        return exchange.refused(request, error)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    exchange.private(response)
    if public:
        response["Cache-Control"] = _FOR_EVER
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        del response["Vary"]
    response["Content-Disposition"] = f'inline; filename="{preset}.webp"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _require_seen(request: HttpRequest, media_id: UUID) -> None:
    """Raises NotFound, Unauthenticated."""
    market: str | None = request.seat.schema  # type: ignore[attr-defined]
    viewer = viewer_of(request.headers.get("Authorization", ""), market=market, now=clock.now())
    if not viewer.may(Permission.CATALOGUE_READ):
        raise NotFound()
    if not Media.rows(viewer).filter(pk=media_id).exists():
        raise NotFound()
