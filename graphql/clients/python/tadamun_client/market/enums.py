from enum import Enum


class CooperativeGroup(str, Enum):
    TERROIR = "TERROIR"
    AGRI = "AGRI"
    COSMETICS = "COSMETICS"


class ListingState(str, Enum):
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    WITHDRAWN = "WITHDRAWN"


class TillState(str, Enum):
    ACTIVE = "ACTIVE"
    RETIRED = "RETIRED"


class TenderKind(str, Enum):
    CASH = "CASH"
    CARD = "CARD"
    STRIPE = "STRIPE"


class PeriodState(str, Enum):
    OPEN = "OPEN"
    CUT_OFF = "CUT_OFF"
    REVIEWING = "REVIEWING"
    APPROVED = "APPROVED"
    SEALED = "SEALED"
    PAID = "PAID"
    RECONCILED = "RECONCILED"


class PayoutRail(str, Enum):
    BANK_FILE = "BANK_FILE"
    STRIPE = "STRIPE"
    MANUAL = "MANUAL"
    BEFORE_JOINING = "BEFORE_JOINING"


class PayoutState(str, Enum):
    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    PAID = "PAID"
    REJECTED = "REJECTED"
    RETURNED = "RETURNED"
    HELD = "HELD"


class ErrorPolicy(str, Enum):
    REJECT_EVERYTHING = "REJECT_EVERYTHING"
    REJECT_FAILED_ROWS = "REJECT_FAILED_ROWS"
    IGNORE_FAILED = "IGNORE_FAILED"
