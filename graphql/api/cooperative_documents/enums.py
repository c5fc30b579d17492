"""The words of documents, described."""

from api.base.enums import described_enum
from shared_catalog.documents import types
from tenants.messages.types import MessageState

DocumentType = described_enum(
    types.DocumentType,
    "DocumentType",
    "What a paper of a cooperative is.",
    REGISTER_EXTRACT="Its entry in the local register of cooperatives (law 112-12, art. 9).",
    LEGACY_APPROVAL="The arrêté d'agrément of a cooperative from before law 112-12.",
    ONSSA_CERTIFICATE="The food-safety authorisation or approval of ONSSA (law 28-07).",
    AMMPS_DECLARATION="The declaration of a cosmetics establishment to AMMPS.",
    AMMPS_CERTIFICATE="The registration of one cosmetic product with AMMPS.",
    LABEL_CHECKLIST="That labels carry what decree 2-12-389 wants.",
)
DocumentState = described_enum(
    types.DocumentState,
    "DocumentState",
    "What became of a document.",
    SUBMITTED="It waits for a reviewer, and does not count.",
    ACCEPTED="It counts from its first to its last valid day.",
    REJECTED="It does not do; another version may be brought.",
    SUPERSEDED="It counts until the day from which a newer version stands in its place.",
    REVOKED="It counts until the day from which headquarters does not let it.",
)
Applies = described_enum(
    types.Applies,
    "RequirementApplies",
    "Of which goods a document is asked.",
    ALWAYS="Of all.",
    FOOD="Of what is food before the law (28-07).",
    COSMETIC="Of what AMMPS governs.",
    PACKED="Of what leaves the cooperative in its own packaging.",
)
DocumentFault = described_enum(
    types.DocumentFault,
    "DocumentFaultCode",
    "Why a document that is there does not do.",
    REJECTED="A reviewer rejected it.",
    EXPIRED="Its last valid day is over.",
    NOT_YET_VALID="Its first valid day is to come.",
    SUSPENDED="Its authority suspended it.",
    WITHDRAWN="Its authority withdrew it, or headquarters revoked it.",
)
DisabledReason = described_enum(
    types.DisabledReason,
    "EligibilityDisabledReason",
    "Why a cooperative may not, the gravest reason.",
    RETIRED="It left the network for good.",
    SUSPENDED="It is suspended.",
    PAST_DUE="A document is missing or has expired.",
    PENDING_VERIFICATION="A document waits for headquarters' reviewer.",
    NOT_DECLARED_ELIGIBLE="Nobody has declared it eligible yet.",
)
NoticeState = described_enum(
    MessageState,
    "ExpiryNoticeState",
    "Whether a notice left.",
    QUEUED="It is to be sent.",
    SENT="A gateway took it.",
    FAILED="It was given up; `problem` says why.",
)
