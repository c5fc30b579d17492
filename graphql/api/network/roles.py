"""Roles, as the API names them."""

from api.base.enums import described_enum
from tenants.permissions import Role

ActorRole = described_enum(
    Role,
    "ActorRole",
    "A role: a named set of permissions.",
    HQ_ADMIN="Administrator at headquarters.",
    HQ_ANALYST="Analyst at headquarters.",
    REGISTRY_OFFICER="Keeps the registry and the catalogue.",
    COMMITTEE_MEMBER="Member of the selection committee.",
    MARKET_MANAGER="Manages a market.",
    CASHIER="Sells at a till.",
    STOCK_KEEPER="Keeps a market's stock.",
    ACCOUNTANT="Keeps a market's books.",
    AUDITOR="Reads everything, changes nothing.",
    COOPERATIVE_DELEGATE="Speaks for one cooperative.",
    INTEGRATOR="A program.",
)
