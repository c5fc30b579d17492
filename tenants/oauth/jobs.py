"""Timed work on keys and tokens. Runs as headquarters."""

from datetime import datetime

from django.contrib.sessions.models import Session

from tenants.oauth import operations, server


def look_after_tokens(*, now: datetime) -> None:
    """Make the next signing key when the newest is old, and delete what nobody can use any more."""
    operations.rotate_signing_keys_when_due(at=now)
    server.forget_expired()
    Session.objects.filter(expire_date__lt=now).delete()
