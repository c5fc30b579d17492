"""What there is to permit, and the roles as named sets of permissions. Who holds them: tenants.access.

A new permission goes here, into the roles that shall have it, and into the words of the consent page
(graphql/api/web/signin).
"""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """`resource:action`; a field or mutation of the API names exactly one of these, or is public."""

    REGISTRY_READ = "registry:read"
    REGISTRY_WRITE = "registry:write"
    REGISTRY_DECIDE = "registry:decide"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    REQUIREMENTS_WRITE = "requirements:write"
    RECALLS_WRITE = "recalls:write"
    PAYEES_READ = "payees:read"
    PAYEES_WRITE = "payees:write"
    PAYEES_REVEAL = "payees:reveal"
    PAYEE_RULES_WRITE = "payee-rules:write"
    SELECTION_READ = "selection:read"
    SELECTION_WRITE = "selection:write"
    SELECTION_SCORE = "selection:score"
    SELECTION_DECIDE = "selection:decide"
    PROPOSALS_READ = "proposals:read"
    PROPOSALS_WRITE = "proposals:write"
    QUALIFICATION_READ = "qualification:read"
    QUALIFICATION_WRITE = "qualification:write"
    QUALIFICATION_DECIDE = "qualification:decide"
    REPRESENTATION_WRITE = "representation:write"
    CALENDAR_WRITE = "calendar:write"
    CATALOGUE_READ = "catalogue:read"
    CATALOGUE_WRITE = "catalogue:write"
    CATALOGUE_APPROVE = "catalogue:approve"
    PRICES_WRITE = "prices:write"
    PRICES_APPROVE = "prices:approve"
    MARKETS_READ = "markets:read"
    MARKETS_WRITE = "markets:write"
    NETWORK_FIGURES_READ = "network-figures:read"
    IMPACT_READ = "impact:read"
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
    Role.HQ_ADMIN: frozenset(Permission)
    - {_P.SALES_RECORD, _P.SALES_REFUND, _P.STATEMENTS_CONTEST, _P.SELECTION_SCORE},
    Role.HQ_ANALYST: _NATION_READ
    | _BULK
    | {
        _P.NETWORK_FIGURES_READ,
        _P.NETWORK_PAYOUTS_READ,
        _P.FIGURES_READ,
        _P.PERIODS_READ,
        _P.IMPACT_READ,
        _P.QUALIFICATION_READ,
    },
    Role.REGISTRY_OFFICER: _NATION_READ
    | _BULK
    | {
        _P.REGISTRY_WRITE,
        _P.REGISTRY_DECIDE,
        _P.IMPACT_READ,
        _P.DOCUMENTS_READ,
        _P.DOCUMENTS_WRITE,
        _P.PROPOSALS_READ,
        _P.RECALLS_WRITE,
        _P.SELECTION_READ,
        _P.SELECTION_WRITE,
        _P.SELECTION_DECIDE,
        _P.QUALIFICATION_READ,
        _P.QUALIFICATION_WRITE,
        _P.QUALIFICATION_DECIDE,
        _P.PAYEES_READ,
        _P.PAYEES_REVEAL,
        _P.PAYEES_WRITE,
        _P.CATALOGUE_WRITE,
        _P.CATALOGUE_APPROVE,
        _P.PRICES_WRITE,
        _P.PRICES_APPROVE,
    },
    Role.COMMITTEE_MEMBER: _NATION_READ | {_P.DOCUMENTS_READ, _P.SELECTION_READ, _P.SELECTION_SCORE},
    Role.MARKET_MANAGER: _SHOP_READ
    | _BOOKS_READ
    | _BULK
    | {
        _P.PAYEES_READ,
        _P.PAYEES_REVEAL,
        _P.PROPOSALS_READ,
        _P.PROPOSALS_WRITE,
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
