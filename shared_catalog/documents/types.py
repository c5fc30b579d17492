"""The words of documents and requirements, and what a cooperative still owes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared_catalog.registry.types import AuthorisationKind


class DocumentType(StrEnum):
    """What a paper is.

    Register extract and legacy approval: law 112-12 art. 9, and the arrêté d'agrément of cooperatives from
    before it. ONSSA: law 28-07 and decree 2-10-473. AMMPS: the health ministry's circular of October 2023,
    which has the establishment declared and each reference registered. Label: decree 2-12-389.
    """

    REGISTER_EXTRACT = "register_extract"
    LEGACY_APPROVAL = "legacy_approval"
    ONSSA_CERTIFICATE = "onssa_certificate"
    AMMPS_DECLARATION = "ammps_declaration"
    AMMPS_CERTIFICATE = "ammps_certificate"
    LABEL_CHECKLIST = "label_checklist"


class DocumentState(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class DocumentStep(StrEnum):
    """What can happen to a document; `rules.DOCUMENT_STEPS` says from which state to which."""

    ACCEPT = "accept"
    REJECT = "reject"
    SUPERSEDE = "supersede"
    REVOKE = "revoke"


class Applies(StrEnum):
    """Of which goods a document is asked.

    Which goods are food before the law is the catalogue's to say; the requirement only refers to it.
    """

    ALWAYS = "always"
    FOOD = "food"
    COSMETIC = "cosmetic"
    PACKED = "packed"


class DocumentFault(StrEnum):
    """Why a document that is there does not do."""

    REJECTED = "rejected"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class DisabledReason(StrEnum):
    """Why a cooperative may not, the gravest first."""

    RETIRED = "retired"
    SUSPENDED = "suspended"
    PAST_DUE = "past_due"
    PENDING_VERIFICATION = "pending_verification"
    NOT_DECLARED_ELIGIBLE = "not_declared_eligible"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDetails:
    """What is written on a paper. `valid_until` is its last valid day, None where it has no term.

    It speaks of some products or categories, or of the whole cooperative where none are named.
    `certificate_kind` is said of ONSSA's certificates and of no other.
    """

    type: DocumentType
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None = None
    product_ids: Collection[UUID] = ()
    category_codes: Collection[str] = ()
    certificate_kind: AuthorisationKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document as far as eligibility looks at it.

    `superseded_from` is the first day on which its successor stands in its place, `revoked_from` the first on
    which headquarters does not let it count, `grace_until` the last for which it counts although its term is
    over. `stopped` says that the authority took it
    back, or suspended it.
    """

    id: UUID
    type: DocumentType
    state: DocumentState
    valid_from: date
    valid_until: date | None = None
    superseded_from: date | None = None
    revoked_from: date | None = None
    grace_until: date | None = None
    products: frozenset[UUID] = frozenset()
    categories: frozenset[str] = frozenset()
    stopped: DocumentFault | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """That a document of a type is asked for; one of an alternative type does as well.

    `within_days` is how long after the requirement's first day those are left in peace who do not have it.
    """

    type: DocumentType
    alternatives: tuple[DocumentType, ...] = ()
    applies: Applies = Applies.ALWAYS
    within_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementSet:
    """What is asked for a category from a day on, until its next set; a root category is a whole group."""

    category_code: str
    effective_from: date
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What eligibility is asked for: a cooperative's group alone, a category of goods, or one product.

    `categories` are the codes whose sets add up, the widest first.
    """

    categories: tuple[str, ...]
    occasions: frozenset[Applies]
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whose eligibility is wanted, and for what: nothing in particular, a category, or one product."""

    cooperative_id: UUID
    category_code: str = ""
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement in force; who lacks it stops on `met_by`, not before."""

    requirement: Requirement
    met_by: date


@dataclass(frozen=True, slots=True)
class Demand:
    """A document that is owed; `deadline` is the last day on which all is well without it."""

    type: DocumentType
    deadline: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a document that was brought for a demand."""

    type: DocumentType
    document_id: UUID
    fault: DocumentFault
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of these does instead of the original."""

    original: DocumentType
    alternatives: tuple[DocumentType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What is owed on a day, `on`. Past due is part of currently due, and that of eventually due.

    What waits for a reviewer is owed by headquarters: it stands under pending verification alone.
    """

    on: date
    currently_due: tuple[Demand, ...] = ()
    eventually_due: tuple[Demand, ...] = ()
    past_due: tuple[Demand, ...] = ()
    pending_verification: tuple[Demand, ...] = ()
    errors: tuple[Fault, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def current_deadline(self) -> date | None:
        """The earliest deadline of what is currently due; None where nothing is."""
        return min((demand.deadline for demand in self.currently_due), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """What a cooperative owes, why it may not, if so, and what the next requirements will ask that these do
    not.
    """

    demands: Demands
    disabled_reason: DisabledReason | None
    future: Demands | None = field(default=None)

    @property
    def eligible(self) -> bool:
        return self.disabled_reason is None
