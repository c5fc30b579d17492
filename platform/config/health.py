"""Whether this process lives, and whether it can serve. Asked by address, so no host and no market is
involved.
"""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from observability import health
from tenants.database.session import as_gate


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return _answer(health.liveness())


def ready(request: HttpRequest) -> JsonResponse:
    """The process reaches the database; 503 while it does not."""
    return _answer(health.readiness({"database": _reach_database}))


def _answer(found: health.Health) -> JsonResponse:
    checks = {name: result.passed for name, result in found.checks.items()}
    return JsonResponse({"healthy": found.healthy, "checks": checks}, status=200 if found.healthy else 503)


def _reach_database() -> None:
    with as_gate(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
