"""Ending sessions: what a revocation, a replay or a sign-out comes to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from oauth2_provider.models import RefreshToken

from tenants.oauth import standing
from tenants.oauth.models import EndedSession
from tenants.oauth.rules import session_of_code

REVOKED = "revoked"
CODE_REPLAYED = "authorization code used twice"
REFRESH_REPLAYED = "refresh token used twice"


def end_session(*, session: UUID, reason: str, at: datetime) -> None:
    """No token of this session is good any more: refresh tokens at once, access tokens within half a minute.

    Twice is once.
    """
    with transaction.atomic():
        RefreshToken.revoke_family(session)
        EndedSession.objects.bulk_create(
            [EndedSession(id=session, ended_at=at, reason=reason)], ignore_conflicts=True
        )
    standing.forget_once_committed()


def end_session_of_code(*, code: str, at: datetime) -> None:
    """End what a code that was used twice gave the first time (RFC 6749 section 4.1.2); a code that gave
    nothing ends nothing.
    """
    session = session_of_code(code)
    if RefreshToken.objects.filter(token_family=session).exists():
        end_session(session=session, reason=CODE_REPLAYED, at=at)
