"""The words of reconciliation, described."""

from api.base.enums import described_enum
from markets.reconciliation import board, types

BankLineState = described_enum(
    types.LineState,
    "BankLineState",
    "Where a line of a bank statement stands.",
    OPEN="Nobody looked for its place yet.",
    MATCHED="Its place is known.",
    SUSPENDED="It waits in suspense until somebody finds out.",
)
MatchKind = described_enum(
    types.TargetKind,
    "MatchKind",
    "What a line, or a part of one, stands for.",
    PAYOUT="A payment to a cooperative.",
    PAYOUT_RETURN="Such a payment that came back.",
    CARD_BATCH="What a card terminal took.",
    CASH_DEPOSIT="Cash carried to the bank.",
    FEE="What the bank or the acquirer of cards keeps.",
    OTHER="Another movement, which its ledger account explains.",
)
MatchedBy = described_enum(
    types.How,
    "MatchedBy",
    "What decided a match, the surest first.",
    END_TO_END_ID="The transfer's own end-to-end id.",
    REFERENCE="The line names the reference.",
    AMOUNT="Amount and day.",
    CRITERIA="The criteria of a rule of an account.",
    HAND="A person.",
)
UnmatchedReason = described_enum(
    types.Why,
    "UnmatchedReason",
    "Why a line is matched with nothing.",
    NOTHING_LIKE_IT="Nothing that is known comes near.",
    AMOUNT_DIFFERS="The transfer that it names has another amount.",
    OUTSIDE_DRIFT="What it names differs by more than the rules allow.",
    OUTSIDE_DAYS="What has its amount lies too many days away.",
    CONTRADICTS_PAYOUT="The payment that it shows was rejected before.",
)
BankLineField = described_enum(
    types.LineField,
    "BankLineField",
    "What a criterion reads of a line.",
    COUNTERPARTY="Who is on the other side.",
    REMITTANCE="The text.",
    ENTRY_REFERENCE="The bank's own reference.",
    END_TO_END_ID="The end-to-end id.",
)
MatchOperator = described_enum(
    types.Operator,
    "MatchOperator",
    "How a criterion compares; capitals, accents and the width of spaces do not count.",
    EQ="Equal.",
    CONTAINS="It holds this.",
    PREFIX="It begins with this.",
)
DifferenceKind = described_enum(
    board.DifferenceKind,
    "ReconciliationDifferenceKind",
    "Why a dirham is not explained yet.",
    SUSPENSE="A line of the bank is in suspense.",
    LINE_NOT_MATCHED="Nobody tried to match a line of the bank.",
    CARD_BATCH_NOT_SHOWN="The bank does not show a card batch.",
    CASH_DEPOSIT_NOT_SHOWN="The bank does not show a cash deposit.",
    PAYMENT_NOT_SHOWN="The bank does not show a payment.",
    CARD_RECEIPTS_UNLIKE_BATCHES="Card receipts of a day are not what the declared batches hold.",
    STATEMENT_GAP="A statement opens with another balance than the one before closed with.",
)
