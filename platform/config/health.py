"""Whether this process lives, and whether it can serve. Asked by address, so no host and no market is involved."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from tenants.database.session import as_gate


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


def ready(request: HttpRequest) -> JsonResponse:
    """The process reaches the database; 503 while it does not."""
    try:
        with as_gate(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ready"})
