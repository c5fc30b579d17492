"""Who may do what: permissions, roles as named sets of permissions, grants, and the actor behind a request.

The edge (GraphQL, CLI, worker) asks `require`; operations below it never do. Whose rows an actor sees is
decided by each type's `visible(viewer)`, and whether something may happen now by the operation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from kernel.errors import DomainError

NETWORK = "network"


class Permission(StrEnum):
    """`resource:action`; a field or mutation of the API names exactly one of these, or is public."""

    REGISTRY_READ = "registry:read"
    REGISTRY_WRITE = "registry:write"
    REGISTRY_DECIDE = "registry:decide"
    PAYEES_READ = "payees:read"
    PAYEES_WRITE = "payees:write"
    PAYEES_REVEAL = "payees:reveal"
    PAYEE_RULES_WRITE = "payee-rules:write"
    CALENDAR_WRITE = "calendar:write"
    CATALOGUE_READ = "catalogue:read"
    CATALOGUE_WRITE = "catalogue:write"
    CATALOGUE_APPROVE = "catalogue:approve"
    MARKETS_READ = "markets:read"
    MARKETS_WRITE = "markets:write"
    NETWORK_FIGURES_READ = "network-figures:read"
    LISTINGS_READ = "listings:read"
    LISTINGS_WRITE = "listings:write"
    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    TILLS_READ = "tills:read"
    TILLS_WRITE = "tills:write"
    SALES_READ = "sales:read"
    SALES_RECORD = "sales:record"
    SALES_REFUND = "sales:refund"
    FEES_READ = "fees:read"
    FEES_WRITE = "fees:write"
    LEDGER_READ = "ledger:read"
    STATEMENTS_READ = "statements:read"
    PERIODS_READ = "periods:read"
    STATEMENTS_CONTEST = "statements:contest"
    PERIODS_CLOSE = "periods:close"
    PERIODS_APPROVE = "periods:approve"
    SETTLEMENT_WRITE = "settlement:write"
    SETTLEMENT_DECIDE = "settlement:decide"
    PAYOUTS_READ = "payouts:read"
    PAYOUTS_WRITE = "payouts:write"
    PAYOUTS_APPROVE = "payouts:approve"
    PAYOUTS_COAPPROVE = "payouts:co-approve"
    BANK_FILES_DOWNLOAD = "bank-files:download"
    STRIPE_READ = "stripe:read"
    STRIPE_WRITE = "stripe:write"
    RECONCILIATION_READ = "reconciliation:read"
    RECONCILIATION_WRITE = "reconciliation:write"
    RECONCILIATION_SIGN = "reconciliation:sign"
    ACCOUNTING_READ = "accounting:read"
    ACCOUNTING_WRITE = "accounting:write"
    AUDIT_READ = "audit:read"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    CLIENTS_READ = "clients:read"
    CLIENTS_WRITE = "clients:write"
    NETWORK_PAYOUTS_READ = "network-payouts:read"
    FIGURES_READ = "figures:read"
    FOOTFALL_WRITE = "footfall:write"
    COSTS_READ = "costs:read"
    COSTS_WRITE = "costs:write"
    EVENTS_READ = "events:read"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    ALL_WEBHOOKS_READ = "all-webhooks:read"
    BULK_READ = "bulk:read"
    BULK_WRITE = "bulk:write"
    ALL_BULK_READ = "all-bulk:read"
    SANDBOX_RESET = "sandbox:reset"


class Role(StrEnum):
    """A named set of permissions, held in the network, in one market, or for one cooperative in a market."""

    HQ_ADMIN = "hq_admin"
    HQ_ANALYST = "hq_analyst"
    REGISTRY_OFFICER = "registry_officer"
    COMMITTEE_MEMBER = "committee_member"
    MARKET_MANAGER = "market_manager"
    CASHIER = "cashier"
    STOCK_KEEPER = "stock_keeper"
    ACCOUNTANT = "accountant"
    AUDITOR = "auditor"
    COOPERATIVE_DELEGATE = "cooperative_delegate"
    INTEGRATOR = "integrator"


_P = Permission
_NATION_READ = frozenset({_P.REGISTRY_READ, _P.CATALOGUE_READ, _P.MARKETS_READ})
_SHOP_READ = _NATION_READ | {_P.LISTINGS_READ, _P.STOCK_READ, _P.TILLS_READ}
_BULK = frozenset({_P.BULK_READ, _P.BULK_WRITE})
_BOOKS_READ = frozenset(
    {
        _P.SALES_READ,
        _P.FEES_READ,
        _P.LEDGER_READ,
        _P.STATEMENTS_READ,
        _P.PERIODS_READ,
        _P.FIGURES_READ,
        _P.COSTS_READ,
        _P.EVENTS_READ,
        _P.PAYOUTS_READ,
        _P.STRIPE_READ,
        _P.RECONCILIATION_READ,
        _P.ACCOUNTING_READ,
    }
)
_ALL_READ = frozenset(permission for permission in Permission if permission.endswith(":read"))

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.HQ_ADMIN: frozenset(Permission) - {_P.SALES_RECORD, _P.SALES_REFUND, _P.STATEMENTS_CONTEST},
    Role.HQ_ANALYST: _NATION_READ
    | _BULK
    | {_P.NETWORK_FIGURES_READ, _P.NETWORK_PAYOUTS_READ, _P.FIGURES_READ, _P.PERIODS_READ},
    Role.REGISTRY_OFFICER: _NATION_READ
    | _BULK
    | {
        _P.REGISTRY_WRITE,
        _P.REGISTRY_DECIDE,
        _P.PAYEES_READ,
        _P.PAYEES_REVEAL,
        _P.PAYEES_WRITE,
        _P.CATALOGUE_WRITE,
        _P.CATALOGUE_APPROVE,
    },
    Role.COMMITTEE_MEMBER: _NATION_READ,
    Role.MARKET_MANAGER: _SHOP_READ
    | _BOOKS_READ
    | _BULK
    | {
        _P.PAYEES_READ,
        _P.PAYEES_REVEAL,
        _P.LISTINGS_WRITE,
        _P.STOCK_WRITE,
        _P.TILLS_WRITE,
        _P.SALES_RECORD,
        _P.SALES_REFUND,
        _P.FEES_WRITE,
        _P.PERIODS_CLOSE,
        _P.PERIODS_APPROVE,
        _P.SETTLEMENT_WRITE,
        _P.SETTLEMENT_DECIDE,
        _P.PAYOUTS_WRITE,
        _P.PAYOUTS_APPROVE,
        _P.BANK_FILES_DOWNLOAD,
        _P.STRIPE_WRITE,
        _P.RECONCILIATION_WRITE,
        _P.RECONCILIATION_SIGN,
        _P.ACCOUNTING_WRITE,
        _P.AUDIT_READ,
        _P.PEOPLE_READ,
        _P.PEOPLE_WRITE,
        _P.CLIENTS_READ,
        _P.CLIENTS_WRITE,
        _P.FOOTFALL_WRITE,
        _P.COSTS_WRITE,
        _P.WEBHOOKS_READ,
        _P.WEBHOOKS_WRITE,
        _P.ALL_WEBHOOKS_READ,
        _P.ALL_BULK_READ,
        _P.SANDBOX_RESET,
    },
    Role.CASHIER: _SHOP_READ | _BULK | {_P.SALES_READ, _P.SALES_RECORD, _P.SALES_REFUND, _P.FOOTFALL_WRITE},
    Role.STOCK_KEEPER: _SHOP_READ | _BULK | {_P.LISTINGS_WRITE, _P.STOCK_WRITE},
    Role.ACCOUNTANT: _SHOP_READ
    | _BOOKS_READ
    | _BULK
    | {
        _P.PAYEES_READ,
        _P.PAYEES_REVEAL,
        _P.PERIODS_CLOSE,
        _P.PERIODS_APPROVE,
        _P.SETTLEMENT_WRITE,
        _P.PAYOUTS_WRITE,
        _P.PAYOUTS_APPROVE,
        _P.BANK_FILES_DOWNLOAD,
        _P.RECONCILIATION_WRITE,
        _P.ACCOUNTING_WRITE,
        _P.COSTS_WRITE,
    },
    Role.AUDITOR: _ALL_READ,
    Role.COOPERATIVE_DELEGATE: _NATION_READ
    | {
        _P.LISTINGS_READ,
        _P.STOCK_READ,
        _P.SALES_READ,
        _P.STATEMENTS_READ,
        _P.STATEMENTS_CONTEST,
        _P.PERIODS_READ,
        _P.PAYEES_READ,
    },
    Role.INTEGRATOR: _SHOP_READ
    | _BULK
    | {
        _P.SALES_READ,
        _P.SALES_RECORD,
        _P.FIGURES_READ,
        _P.EVENTS_READ,
        _P.WEBHOOKS_READ,
        _P.WEBHOOKS_WRITE,
        _P.SANDBOX_RESET,
    },
}

NETWORK_ROLES = frozenset(
    {
        Role.HQ_ADMIN,
        Role.HQ_ANALYST,
        Role.REGISTRY_OFFICER,
        Role.COMMITTEE_MEMBER,
        Role.AUDITOR,
        Role.INTEGRATOR,
    }
)
"""Roles that may be held for the whole network."""

MARKET_ROLES = frozenset(
    {
        Role.MARKET_MANAGER,
        Role.CASHIER,
        Role.STOCK_KEEPER,
        Role.ACCOUNTANT,
        Role.AUDITOR,
        Role.COOPERATIVE_DELEGATE,
        Role.INTEGRATOR,
    }
)
"""Roles that may be held in one market."""


AT_HEADQUARTERS = frozenset({_P.PEOPLE_READ, _P.PEOPLE_WRITE, _P.CLIENTS_READ, _P.CLIENTS_WRITE})
"""What a person's grants in markets give on headquarters' host, where people and clients are kept: nothing
else.
"""


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
    given at most, None for everything.
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
