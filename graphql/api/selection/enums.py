"""The words of a selection, described."""

from api.base.enums import described_enum
from shared_catalog.selection import types

SelectionGateKind = described_enum(
    types.GateKind,
    "SelectionGateKind",
    "What a cooperative must have before anybody scores it.",
    ONSSA="A food-safety certificate that is valid on the day of the application.",
    GOOD_STANDING="It is neither suspended nor retired.",
)
SelectionCriterionKind = described_enum(
    types.CriterionKind,
    "SelectionCriterionKind",
    "What is valued.",
    PACKAGING="Packaging and label; people score it.",
    CAPACITY="How much it can deliver; people score it.",
    PRICE_LEVEL="Its price over the reference price of the category; measured where the grid has a scale.",
    WOMEN_SHARE="The share of women among its members; measured where the grid has a scale.",
    RURAL_SHARE="The share of members in the countryside; measured where the grid has a scale.",
)
SelectionDimension = described_enum(
    types.Dimension,
    "SelectionDimension",
    "By what quotas divide the places.",
    REGION="By region.",
    GROUP="By group of cooperatives.",
)
SelectionRoundState = described_enum(
    types.RoundState,
    "SelectionRoundState",
    "Where a round stands.",
    OPEN="Applications are entered and scored.",
    SCORED="Scoring is closed; a decision may be prepared.",
    PREPARED="The minutes wait for a second person's signature.",
    DECIDED="The decision is signed.",
)
SelectionOutcome = described_enum(
    types.Outcome,
    "SelectionOutcome",
    "What became of an application.",
    TAKEN="It has a place.",
    WAITING="It is on the waiting list.",
    REFUSED="It fails a gate, or its total is below the pass mark.",
)
SelectionGround = described_enum(
    types.Ground,
    "SelectionGround",
    "Why an application has its place.",
    MERIT="Taken, and would be taken without quotas.",
    FLOOR="Taken, so that a quota's floor is reached.",
    VACATED="Taken in the place of a better ranked one that a quota left out.",
    NO_PLACE="Waits: all places were taken.",
    CEILING="Waits: the ceiling of its region or group is reached.",
    RESERVED="Waits: the places left are kept for the floor of a quota.",
    GATE="Refused: it fails a gate.",
    PASS_MARK="Refused: its total is below the pass mark.",
)
SelectionShortfallCause = described_enum(
    types.ShortfallCause,
    "SelectionShortfallCause",
    "Why a floor was not reached.",
    TOO_FEW="Too few applications passed gates and pass mark.",
    OTHER_QUOTAS="Places and other quotas leave no room for more.",
)
SelectionAppealState = described_enum(
    types.AppealState,
    "SelectionAppealState",
    "Where an appeal stands.",
    FILED="It waits.",
    UPHELD="Points were put right, and the round is decided anew.",
    DISMISSED="The decision stays.",
)
