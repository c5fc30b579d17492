"""The settlement's words, described."""

from api.base.enums import described_enum
from markets.settlement import types

StatementLineKind = described_enum(
    types.LineKind,
    "StatementLineKind",
    "What a line of a statement is for.",
    SALE="Goods were sold.",
    REFUND="Goods were brought back.",
    FEE="The market's fee.",
    FEE_REVERSAL="The fee given back with goods brought back.",
    ADJUSTMENT="A correction that two people decided.",
    CARRY="What the statement before carried over.",
    RELEASE="What the statement before held.",
    HOLD="What this statement holds; the next one releases it.",
)
ReasonCode = described_enum(
    types.ReasonCode,
    "ReasonCode",
    "Why a cooperative is not paid, or not all, in the order in which reasons are told.",
    NO_VERIFIED_ACCOUNT="No bank account of it is verified.",
    AUTHORISATION_EXPIRED="Its food-safety authorisation is not valid on the pay day.",
    DISPUTE="It contests lines of its statements.",
    HELD="Somebody of the market placed a hold.",
    BELOW_MINIMUM="It is less than the smallest amount that is paid.",
    NEGATIVE="It owes the market: more came back than was sold.",
    RECENT_ACCOUNT_CHANGE="Its bank account changed and cools off.",
    SUSPENDED="It is suspended.",
)
DecisionState = described_enum(
    types.DecisionState,
    "DecisionState",
    "Where a proposed correction stands.",
    PROPOSED="It waits for somebody else than its author.",
    APPROVED="It has moved its money.",
    REJECTED="It moves nothing.",
)
ContestState = described_enum(
    types.ContestState,
    "ContestState",
    "Where a contest stands.",
    OPEN="The market has not decided; what the line gave is held.",
    UPHELD="The market agrees, and a correction is proposed.",
    REJECTED="The line stays as it is.",
)
