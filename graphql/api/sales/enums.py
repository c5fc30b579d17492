"""The words of sales, described."""

from api.base.enums import described_enum
from markets.sales import types

TenderKind = described_enum(
    types.TenderKind,
    "TenderKind",
    "How something is paid.",
    CASH="Coins and notes; rounded to 10 centimes.",
    CARD="A card, at a bank's terminal.",
    STRIPE="A payment through Stripe.",
)
