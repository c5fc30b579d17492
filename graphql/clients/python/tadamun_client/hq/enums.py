from enum import Enum


class Language(str, Enum):
    AR = "AR"
    FR = "FR"
    EN = "EN"


class CooperativeGroup(str, Enum):
    TERROIR = "TERROIR"
    AGRI = "AGRI"
    COSMETICS = "COSMETICS"


class CooperativeKind(str, Enum):
    COOPERATIVE = "COOPERATIVE"
    UNION = "UNION"
    GIE = "GIE"
    ASSOCIATION = "ASSOCIATION"
    AGR = "AGR"


class CooperativeStatus(str, Enum):
    APPLICANT = "APPLICANT"
    IN_QUALIFICATION = "IN_QUALIFICATION"
    ELIGIBLE = "ELIGIBLE"
    SUSPENDED = "SUSPENDED"
    RETIRED = "RETIRED"


class VatRegime(str, Enum):
    EXEMPT_COOP = "EXEMPT_COOP"
    LIABLE = "LIABLE"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


class ProductStatus(str, Enum):
    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    PUBLISHED = "PUBLISHED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    RETIRED = "RETIRED"


class Unit(str, Enum):
    GRAM = "GRAM"
    MILLILITRE = "MILLILITRE"
    PIECE = "PIECE"


class TaxClass(str, Enum):
    STANDARD = "STANDARD"
    REDUCED = "REDUCED"
    EXEMPT = "EXEMPT"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    EXEMPT_COOP = "EXEMPT_COOP"
    COMMISSION = "COMMISSION"


class ErrorPolicy(str, Enum):
    REJECT_EVERYTHING = "REJECT_EVERYTHING"
    REJECT_FAILED_ROWS = "REJECT_FAILED_ROWS"
    IGNORE_FAILED = "IGNORE_FAILED"
