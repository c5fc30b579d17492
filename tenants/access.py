"""Who may do what: grants of roles, and the actor behind a request. The roles: tenants.permissions.

The edge (GraphQL, CLI, worker) asks `require`; operations below it never do. Whose rows an actor sees is
decided by each type's `visible(viewer)`, and whether something may happen now by the operation.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from kernel.errors import DomainError
from tenants.permissions import AT_HEADQUARTERS, ROLE_PERMISSIONS, Permission, Role

NETWORK = "network"


class ActorKind(StrEnum):
    """What acts: a person, an integrator's client, a token for scripts, the platform, or nobody known."""

    PERSON = "person"
    CLIENT = "client"
    TOKEN = "token"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role held in a scope (`network`, or a market's schema name), by a delegate for one cooperative.

    `narrowed_to` is all that counts of it here: what a token was given, and what a host takes; None: all.
    """

    id: UUID
    role: Role
    scope: str
    cooperative_id: UUID | None = None
    narrowed_to: frozenset[Permission] | None = None

    @property
    def of_network(self) -> bool:
        """Whether it is held for the whole network."""
        return self.scope == NETWORK

    @property
    def permissions(self) -> frozenset[Permission]:
        """What this grant gives."""
        whole = ROLE_PERMISSIONS[self.role]
        return whole if self.narrowed_to is None else whole & self.narrowed_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: `id` goes into every record it makes and names the person, whatever client it acts through.

    `grants` are those that hold on this host and `permissions` what they give together. `role` is set for
    one grant; `scope` is `network` as soon as one grant is of the network, else a market's schema name.
    `cooperative_id` is set for a cooperative's delegate, who sees that cooperative's rows only. `client` is
    the OAuth client through which a person acts, None when it acts by itself; `allowed` is what the token was
    given at most, None for everything; `session` is the one that OAuth's token belongs to.
    """

    id: str
    label: str
    kind: ActorKind
    role: Role | None
    scope: str
    cooperative_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    client: str | None = None
    allowed: frozenset[Permission] | None = None
    session: UUID | None = None

    @property
    def anonymous(self) -> bool:
        """Whether nobody signed in."""
        return self.kind is ActorKind.ANONYMOUS

    @property
    def of_network(self) -> bool:
        """Whether this actor belongs to headquarters rather than to markets."""
        return self.scope == NETWORK

    @property
    def scopes(self) -> frozenset[str]:
        """Where its grants are held."""
        return frozenset(grant.scope for grant in self.grants) or frozenset({self.scope})

    def may(self, permission: Permission) -> bool:
        """Whether one of this actor's grants gives `permission`."""
        return permission in self.permissions

    def scopes_of(self, permission: Permission) -> frozenset[str]:
        """The scopes in which `permission` is held: `network` means everywhere."""
        if self.kind is ActorKind.SYSTEM:
            return frozenset({NETWORK})
        return frozenset(grant.scope for grant in self.grants if permission in grant.permissions)

    def gives_in(self, scope: str) -> frozenset[Permission]:
        """What this actor may hand on in `scope`: what its roles give there on that market's own host, within
        what its token was given. A delegate hands nothing on: what it holds is one cooperative's.
        """
        if self.kind is ActorKind.SYSTEM:
            return frozenset(Permission)
        held = (
            grant for grant in self.grants if grant.scope in (NETWORK, scope) and not grant.cooperative_id
        )
        given = frozenset[Permission]().union(*(ROLE_PERMISSIONS[grant.role] for grant in held))
        return given if self.allowed is None else given & self.allowed

    def may_in(self, permission: Permission, scope: str) -> bool:
        """Whether `permission` is held in `scope`, be it through the network."""
        return not self.scopes_of(permission).isdisjoint({NETWORK, scope})


def actor_at(
    *,
    market: str | None,
    id: str,
    label: str,
    kind: ActorKind,
    grants: Iterable[Grant],
    allowed: frozenset[Permission] | None = None,
    client: str | None = None,
    session: UUID | None = None,
) -> Actor | None:
    """Who acts on the host of `market` (None: headquarters) with these grants; None when none holds there.

    `allowed` is what the token was given, None for everything. Grants of the network hold on every host and
    grants of a market on that market's. A person's grants in markets hold on headquarters' host for
    AT_HEADQUARTERS alone, so that whoever works anywhere may look after its own account there.
    """
    found = (_held_at(grant, market=market, kind=kind, allowed=allowed) for grant in grants)
    held = tuple(grant for grant in found if grant is not None)
    if not held:
        return None
    return Actor(
        id=id,
        label=label,
        kind=kind,
        role=held[0].role if len(held) == 1 else None,
        scope=NETWORK if any(grant.of_network for grant in held) else held[0].scope,
        cooperative_id=next((grant.cooperative_id for grant in held if grant.cooperative_id), None),
        grants=held,
        permissions=frozenset().union(*(grant.permissions for grant in held)),
        client=client,
        allowed=allowed,
        session=session,
    )


def _held_at(
    grant: Grant, *, market: str | None, kind: ActorKind, allowed: frozenset[Permission] | None
) -> Grant | None:
    if grant.of_network or grant.scope == market:
        return replace(grant, narrowed_to=allowed)
    if market is None and kind is ActorKind.PERSON:
        return replace(grant, narrowed_to=AT_HEADQUARTERS if allowed is None else AT_HEADQUARTERS & allowed)
    return None


SYSTEM = Actor(
    id="system",
    label="Tadamun",
    kind=ActorKind.SYSTEM,
    role=None,
    scope=NETWORK,
    permissions=frozenset(Permission),
)
"""The platform itself: provisioning, timed work and history imports."""


class Forbidden(DomainError):
    """The actor holds no grant that gives the permission. Params: `permission`."""

    code = "FORBIDDEN"
    messages = {
        "ar": "لا تملك الصلاحية {permission}",
        "fr": "Il vous manque la permission {permission}",
        "en": "You lack the permission {permission}",
    }


def require(*, actor: Actor, permission: Permission) -> None:
    """Refuse with `Forbidden` unless `actor` holds `permission`."""
    if not actor.may(permission):
        raise Forbidden(permission=str(permission))
