"""Who may do what: permissions, roles as named sets of permissions, and the actor behind a request.

The edge (GraphQL, CLI, worker) asks `require`; operations below it never do. Whose rows an actor sees is
decided by each type's `visible(viewer)`, and whether something may happen now by the operation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    NETWORK_PAYOUTS_READ = "network-payouts:read"
    FIGURES_READ = "figures:read"
    FOOTFALL_WRITE = "footfall:write"
    COSTS_READ = "costs:read"
    COSTS_WRITE = "costs:write"
    EVENTS_READ = "events:read"


class Role(StrEnum):
    """What a token may be made for; the same role means the same permissions on every host it is valid on."""

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
    | {_P.NETWORK_FIGURES_READ, _P.NETWORK_PAYOUTS_READ, _P.FIGURES_READ, _P.PERIODS_READ},
    Role.REGISTRY_OFFICER: _NATION_READ
    | {
        _P.REGISTRY_WRITE,
        _P.REGISTRY_DECIDE,
        _P.PAYEES_READ,
        _P.PAYEES_WRITE,
        _P.CATALOGUE_WRITE,
        _P.CATALOGUE_APPROVE,
    },
    Role.COMMITTEE_MEMBER: _NATION_READ,
    Role.MARKET_MANAGER: _SHOP_READ
    | _BOOKS_READ
    | {
        _P.PAYEES_READ,
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
        _P.FOOTFALL_WRITE,
        _P.COSTS_WRITE,
    },
    Role.CASHIER: _SHOP_READ | {_P.SALES_READ, _P.SALES_RECORD, _P.SALES_REFUND, _P.FOOTFALL_WRITE},
    Role.STOCK_KEEPER: _SHOP_READ | {_P.LISTINGS_WRITE, _P.STOCK_WRITE},
    Role.ACCOUNTANT: _SHOP_READ
    | _BOOKS_READ
    | {
        _P.PAYEES_READ,
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
    Role.INTEGRATOR: _SHOP_READ | {_P.SALES_READ, _P.SALES_RECORD, _P.FIGURES_READ, _P.EVENTS_READ},
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: `id` goes into every record it makes, `scope` is `network` or one market's schema name.

    `cooperative_id` is set for a cooperative's delegate, who sees that cooperative's rows only.
    """

    id: str
    label: str
    role: Role | None
    scope: str
    cooperative_id: UUID | None = None
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    @property
    def of_network(self) -> bool:
        """Whether this actor belongs to headquarters rather than to one market."""
        return self.scope == NETWORK

    def may(self, permission: Permission) -> bool:
        """Whether one of this actor's roles grants `permission`."""
        return permission in self.permissions


SYSTEM = Actor(
    id="system",
    label="Tadamun",
    role=None,
    scope=NETWORK,
    permissions=frozenset(Permission),
)
"""The platform itself: provisioning, timed work and history imports."""


class Forbidden(DomainError):
    """The actor holds no role that grants the permission."""

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
