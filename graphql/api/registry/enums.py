"""The registry's words, described."""

from enum import StrEnum

from api.base.enums import described_enum
from shared_catalog.registry import types


class _ProvinceKind(StrEnum):
    PREFECTURE = "prefecture"
    PROVINCE = "province"


ProvinceKind = described_enum(
    _ProvinceKind,
    "ProvinceKind",
    "What a territory below the region is called.",
    PREFECTURE="A prefecture: mostly a city.",
    PROVINCE="A province: mostly countryside.",
)
CooperativeGroup = described_enum(
    types.Group,
    "CooperativeGroup",
    "The group a cooperative belongs to by what it makes.",
    TERROIR="Terroir products: honey, argan and olive oil, saffron, couscous.",
    AGRI="Agricultural products.",
    COSMETICS="Cosmetics and products for body care.",
)
CooperativeKind = described_enum(
    types.Kind,
    "CooperativeKind",
    "The legal form of a producers' group.",
    COOPERATIVE="A cooperative under law 112-12.",
    UNION="A union of cooperatives.",
    GIE="An economic interest group (groupement d'intérêt économique).",
    ASSOCIATION="An association.",
    AGR="An income-generating activity (activité génératrice de revenus).",
)
CooperativeStatus = described_enum(
    types.CooperativeStatus,
    "CooperativeStatus",
    "Where a cooperative stands on its way into the network.",
    APPLICANT="Registered; nothing decided yet.",
    IN_QUALIFICATION="In the qualification programme.",
    ELIGIBLE="May be admitted to markets.",
    SUSPENDED="May not sell for the time being.",
    RETIRED="Left the network for good.",
)
VatRegime = described_enum(
    types.VatRegime,
    "VatRegime",
    "How value-added tax treats what a cooperative sells.",
    EXEMPT_COOP="Exempt, as a cooperative under CGI art. 91-IV.",
    LIABLE="It charges the rate of each product.",
    OUT_OF_SCOPE="Its sales are no business of the tax.",
)
CooperativeStep = described_enum(
    types.CooperativeStep,
    "CooperativeStep",
    "A step in a cooperative's life.",
    START_QUALIFICATION="An applicant enters the qualification programme.",
    DECLARE_ELIGIBLE="It is declared eligible.",
    SUSPEND="It is suspended.",
    REINSTATE="Its suspension is lifted.",
    RETIRE="It leaves for good.",
    CHANGE_VAT_REGIME="Value-added tax treats it otherwise from then on; its status stays.",
)
PayeeStanding = described_enum(
    types.PayeeStanding,
    "PayeeStanding",
    "Whether money may go to a bank account: only to a usable one.",
    NONE="There is no account.",
    UNVERIFIED="Recorded, and waits for a second person.",
    COOLING_OFF="Verified, and waits until it is usable, since it replaces another.",
    USABLE="Money may go there.",
    REJECTED="Found not to be the cooperative's; it takes recording an account anew.",
    SUPERSEDED="Another has taken its place.",
)
AuthorisationKind = described_enum(
    types.AuthorisationKind,
    "AuthorisationKind",
    "What a food-safety certificate of ONSSA is called on paper (law 28-07, art. 5).",
    AUTHORISATION="An authorisation (autorisation).",
    APPROVAL="An approval (agrément).",
)
AuthorisationStatus = described_enum(
    types.AuthorisationStatus,
    "AuthorisationStatus",
    "Whether a certificate counts.",
    VALID="It counts, until its last day if it has one.",
    SUSPENDED="It does not count for the time being.",
    WITHDRAWN="It was withdrawn for good.",
    EXPIRED="Its last day has passed.",
)
ParticipationStep = described_enum(
    types.ParticipationStep,
    "ParticipationStep",
    "A change of a cooperative's participation in a market.",
    ADMIT="It was admitted.",
    CHANGE_CONTRACT="It sells under another contract.",
    CHANGE_TERMS="It may sell other categories, or stands elsewhere.",
    SUSPEND="It may not sell from a day on.",
    RESUME="It may sell again.",
    END="It ends on a day.",
)
OfficerFunction = described_enum(
    types.OfficerFunction,
    "OfficerFunction",
    "What somebody is in a cooperative.",
    PRESIDENT="Its president.",
    VICE_PRESIDENT="Its vice-president.",
    TREASURER="Its treasurer.",
    SECRETARY="Its secretary.",
    DIRECTOR="Its director or manager.",
    DELEGATE="Sent by it to the market.",
)
MemberCountSource = described_enum(
    types.CountSource,
    "MemberCountSource",
    "In which act of the registry a head count was said.",
    REGISTRATION="When the cooperative was registered.",
    LOAD="When many cooperatives were brought at once.",
    UPDATE="When what it says of itself was replaced.",
    CARRIED_OVER="Before counts were dated.",
)
