"""Making and revoking tokens. Runs as headquarters."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.ids import new_id
from tenants.access import NETWORK
from tenants.identity import queries
from tenants.identity.models import ApiToken
from tenants.network import queries as network
from tenants.permissions import MARKET_ROLES, NETWORK_ROLES, Role
from tenants.personal.types import FORGOTTEN

DEFAULT_LIFETIME = timedelta(days=90)
LONGEST_LABEL = 120
PREFIX_LENGTH = 10


class RoleNotInScope(DomainError):
    """Some roles exist for the whole network only, others in one market only. Params: `role`, `scope`."""

    code = "ROLE_NOT_IN_SCOPE"
    messages = {
        "ar": "لا يُمنح الدور {role} في النطاق {scope}",
        "fr": "Le rôle {role} ne se donne pas dans le périmètre {scope}",
        "en": "The role {role} cannot be held in the scope {scope}",
    }


class DelegateNeedsCooperative(DomainError):
    """A delegate's token names its cooperative, and nobody else's does. Params: `role`."""

    code = "DELEGATE_NEEDS_COOPERATIVE"
    messages = {
        "ar": "يُحدَّد التعاونية لمندوبها وحده (الدور {role})",
        "fr": "La coopérative est indiquée pour son délégué, et pour lui seul (rôle {role})",
        "en": "A cooperative is named for its delegate, and for nobody else (role {role})",
    }


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token's row and, this once, its text."""

    row: ApiToken
    token: str


def issue_token(
    *,
    role: Role,
    scope: str,
    label: str,
    issued_at: datetime,
    lifetime: timedelta = DEFAULT_LIFETIME,
    cooperative_id: UUID | None = None,
) -> IssuedToken:
    """Make a token for `role` in `scope` (`network` or a market's slug), valid for `lifetime` from
    `issued_at` (UTC).

    The text is returned once and never stored. Raises InvalidValue, RoleNotInScope, DelegateNeedsCooperative,
    or NotFound for a market that does not exist.
    """
    if not 0 < len(label) <= LONGEST_LABEL:
        raise InvalidValue(path=("label",), field="label", reason=f"1 to {LONGEST_LABEL} characters")
    if lifetime <= timedelta(0):
        raise InvalidValue(path=("lifetime",), field="lifetime", reason="longer than nothing")
    if role not in (NETWORK_ROLES if scope == NETWORK else MARKET_ROLES):
        raise RoleNotInScope(role=role.value, scope=scope)
    if (role is Role.COOPERATIVE_DELEGATE) != (cooperative_id is not None):
        raise DelegateNeedsCooperative(role=role.value)
    if scope != NETWORK:
        network.market(scope)
    token = f"tdm_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        id=new_id(),
        token_hash=queries.token_hash(token),
        prefix=token[:PREFIX_LENGTH],
        label=label,
        role=role.value,
        scope=scope,
        cooperative_id=cooperative_id,
        created_at=issued_at,
        expires_at=issued_at + lifetime,
    )
    return IssuedToken(row, token)


def revoke_token(*, token_id: UUID, revoked_at: datetime) -> ApiToken:
    """End a token: refused at once here, within a minute elsewhere. Twice is once. Raises NotFound."""
    with transaction.atomic():
        row = ApiToken.objects.select_for_update().filter(pk=token_id).first()
        if row is None:
            raise NotFound(kind="token", id=str(token_id))
        if row.revoked_at is None:
            row.revoked_at = revoked_at
            row.save(update_fields=["revoked_at"])
    queries.forget()
    return row


@transaction.atomic
def forget_labels(*, before: datetime, now: datetime) -> int:
    """Make whose a token was unrecognisable where it ended before an instant; returns of how many tokens."""
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    return ApiToken.objects.filter(over).exclude(label=FORGOTTEN).update(label=FORGOTTEN)
