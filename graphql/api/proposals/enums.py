"""The words of proposals, described."""

from api.base.enums import described_enum
from shared_catalog.proposals import types

ProposalKind = described_enum(
    types.ProposalKind,
    "ProposalKind",
    "What a market proposes.",
    COOPERATIVE="To enter a cooperative in the registry.",
    COOPERATIVE_EDIT="To replace what a cooperative says of itself.",
    PRODUCT="To describe a product.",
    PRODUCT_EDIT="To replace what is said of a product.",
)
ProposalOutcome = described_enum(
    types.Outcome,
    "ProposalOutcome",
    "What headquarters decided on a proposal.",
    ACCEPTED="It was carried out.",
    REJECTED="It was not, for a reason.",
)
