"""The ledger's words, described."""

from api.base.enums import described_enum
from markets.ledger import types

AccountKind = described_enum(
    types.AccountKind,
    "AccountKind",
    "What an account stands for.",
    CASH="Banknotes and coins in the tills.",
    CLEARING="What terminals or Stripe have taken and the bank has not yet credited.",
    PAYABLE="What the market owes one cooperative.",
    FEES="The market's own income from fees.",
    ROUNDING="What cash rounding gained or cost.",
    ADJUSTMENTS="What corrections cost the market, or gave back to it.",
    CHARGES="What banks and acquirers of cards keep.",
    BANK="A bank account of the market.",
    SUSPENSE="Money whose place is not yet known.",
)
EntryKind = described_enum(
    types.EntryKind,
    "EntryKind",
    "What happened that an entry records.",
    SALE="A sale.",
    REFUND="A refund.",
    PAYOUT="Payments to cooperatives.",
    ADJUSTMENT="A correction.",
    DISPUTE="A customer's bank took a card payment back.",
    BANK="A bank booked it on an account of the market.",
    REVERSAL="Another entry was undone.",
)
PostingKind = described_enum(
    types.PostingKind,
    "PostingKind",
    "What one movement is for.",
    SALE="Goods were sold.",
    FEE="The market's fee on them.",
    REFUND="Goods were brought back.",
    FEE_REVERSAL="The fee given back with them.",
    ROUNDING="Cash was rounded to what coins can pay.",
    PAYOUT="A cooperative was paid.",
    ADJUSTMENT="A correction.",
    BANK="What a bank booked on an account of the market.",
)
