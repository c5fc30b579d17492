"""What an OAuth client is for, and what is said of one when it is registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tenants.permissions import Role


class ClientKind(StrEnum):
    """An integration acts by itself with grants of its own; an application acts for whoever signs in."""

    INTEGRATION = "integration"
    APPLICATION = "application"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGrant:
    """A role that an integration is given, in `network` or one market."""

    id: UUID
    role: Role
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDescription:
    """What a client is registered as.

    `scope` are OAuth's words; an integration that names none gets what its grants give. `confidential` says
    whether it can keep a secret: a program in a browser or on a telephone cannot. Only an integration has
    `grants`, only an application `redirect_uris`.
    """

    name: str
    kind: ClientKind
    scope: Sequence[str] = ()
    confidential: bool = True
    redirect_uris: Sequence[str] = ()
    grants: Sequence[OwnGrant] = ()
