"""The words of accounting, described."""

from api.base.enums import described_enum
from markets.accounting import types

MappedKind = described_enum(
    types.MappedKind,
    "MappedKind",
    "A kind of ledger account that goes to one account of the chart.",
    CASH="Banknotes and coins in the tills.",
    CARD="What card terminals have taken and the bank has not yet credited.",
    STRIPE="What Stripe has taken and has not yet paid out.",
    PAYABLE="What the market owes cooperatives; the cooperative's code is the auxiliary.",
    FEES="The market's own income from fees.",
    ROUNDING="What cash rounding gained or cost.",
    ADJUSTMENTS="What corrections gained or cost.",
    CHARGES="What banks and acquirers of cards keep.",
    BANK="The market's bank accounts; the account's name is the auxiliary.",
    SUSPENSE="Money whose place is not yet known.",
)
JournalLayout = described_enum(
    types.Layout,
    "JournalLayout",
    "How fine a journal is.",
    DETAILED="A piece for every entry of the ledger.",
    DAILY="One piece for the sales and refunds of a day; other entries each by itself.",
)
JournalEncoding = described_enum(
    types.Encoding,
    "JournalEncoding",
    "The characters of a file.",
    UTF_8="UTF-8 with a byte order mark.",
    CP1252="Windows 1252, which older accounting programs want.",
)
