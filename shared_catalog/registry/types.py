"""The words of the registry: groups, kinds, states, and the values a cooperative is described with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Group(StrEnum):
    """The three groups in which the Oasis market counts its cooperatives (fm5.ma, 2021)."""

    TERROIR = "terroir"
    AGRI = "agri"
    COSMETICS = "cosmetics"


class Kind(StrEnum):
    """The legal form; `agr` is an income-generating activity (activité génératrice de revenus)."""

    COOPERATIVE = "cooperative"
    UNION = "union"
    GIE = "gie"
    ASSOCIATION = "association"
    AGR = "agr"


class CooperativeStatus(StrEnum):
    APPLICANT = "applicant"
    IN_QUALIFICATION = "in_qualification"
    ELIGIBLE = "eligible"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class VatRegime(StrEnum):
    """How value-added tax treats what a cooperative sells.

    `exempt_coop`: exempt by the tests of CGI art. 91-IV (it only collects and sells its members' produce, or
    its turnover stays below ten million dirhams); `liable`: it charges the rate of each product;
    `out_of_scope`: its sales are no business of the tax.
    """

    EXEMPT_COOP = "exempt_coop"
    LIABLE = "liable"
    OUT_OF_SCOPE = "out_of_scope"


class CooperativeStep(StrEnum):
    """What can happen to a cooperative; `rules.COOPERATIVE_STEPS` says from which state to which.

    A change of its VAT regime leaves the state as it is.
    """

    START_QUALIFICATION = "start_qualification"
    DECLARE_ELIGIBLE = "declare_eligible"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    RETIRE = "retire"
    CHANGE_VAT_REGIME = "change_vat_regime"


class ParticipationStep(StrEnum):
    """What can happen to a cooperative's participation in a market."""

    ADMIT = "admit"
    CHANGE_CONTRACT = "change_contract"
    CHANGE_TERMS = "change_terms"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"


class OfficerFunction(StrEnum):
    """What somebody is in a cooperative: an organ of law 112-12, or sent by it to the market."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    TREASURER = "treasurer"
    SECRETARY = "secretary"
    DIRECTOR = "director"
    DELEGATE = "delegate"


class CountSource(StrEnum):
    """In which act of the registry a head count was said; `carried_over` is what a file said before counts
    were dated.
    """

    REGISTRATION = "registration"
    LOAD = "load"
    UPDATE = "update"
    CARRIED_OVER = "carried_over"


class AuthorisationKind(StrEnum):
    """As written on the certificate, never inferred: law 28-07 art. 5 knows both."""

    AUTHORISATION = "authorisation"
    APPROVAL = "approval"


class AuthorisationStatus(StrEnum):
    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class AuthorisationStep(StrEnum):
    """Issue, suspension and withdrawal are the acts of decree 2-10-473 of 6 September 2011."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    WITHDRAW = "withdraw"


class PayeeStanding(StrEnum):
    """Whether money may go to an account: only to a usable one."""

    NONE = "none"
    UNVERIFIED = "unverified"
    COOLING_OFF = "cooling_off"
    USABLE = "usable"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Names:
    """A name or a text in the languages of the platform; English may be empty."""

    ar: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Head count on a date: women and men sum to the whole; youth and rural are counted among them."""

    women: int
    men: int
    youth: int
    rural: int
    as_of: date

    @property
    def total(self) -> int:
        return self.women + self.men


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to reach: a function ("la présidente") rather than a person's name, where that is enough (law
    09-08).
    """

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeDetails:
    """What a cooperative says about itself when it registers, and what an update may correct.

    `register_number` and `register_court` are its entry in the local register of cooperatives (law 112-12,
    art. 9).
    """

    names: Names
    group: Group
    kind: Kind
    region_code: str
    province_code: str
    ice: str
    register_number: str
    register_court: str
    founded_on: date
    members: Members
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDetails:
    """What administrations know a cooperative by; empty or None where it is not known or has none.

    `designation` is the name as the register has it, `tax_id` the identifiant fiscal. Cooperatives stand in
    the local register of law 112-12 since `registered_on` and in ODCo's central one; a GIE stands in the
    trade register instead; one from before the law has its arrêté d'agrément, `legacy_approval`.
    """

    designation: str = ""
    tax_id: str = ""
    trade_register_number: str = ""
    trade_register_court: str = ""
    registered_on: date | None = None
    central_register_number: str = ""
    legacy_approval: str = ""
    seat_address: str = ""
    postal_code: str = ""
    locality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerDetails:
    """Who speaks for a cooperative, how to reach him or her, and from when to when (the last day)."""

    function: OfficerFunction
    name: str
    phone: str = ""
    email: str = ""
    mandate_from: date
    mandate_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDetails:
    """A bank account of a cooperative: its holder as the bank writes it, and the RIB of 24 digits."""

    holder: str
    rib: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Who checked an account that somebody else recorded, and whom they called on which known number."""

    verified_by: str
    call_back_note: str


class DatedAccount(Protocol):
    """What an account's standing depends on; instants are UTC, None for what has not happened."""

    @property
    def verified_at(self) -> datetime | None: ...

    @property
    def usable_from(self) -> datetime | None: ...

    @property
    def rejected_at(self) -> datetime | None: ...

    @property
    def superseded_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDates:
    """The instants of an account on their own."""

    verified_at: datetime | None = None
    usable_from: datetime | None = None
    rejected_at: datetime | None = None
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """How an account stands at an instant; `until` is the end of its cooling-off (UTC), for others None."""

    standing: PayeeStanding
    until: datetime | None = None

    @property
    def usable(self) -> bool:
        return self.standing is PayeeStanding.USABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationDetails:
    """A food-safety certificate as issued by ONSSA; `valid_until` is the last valid day, None when it has no
    term.
    """

    kind: AuthorisationKind
    number: str
    issued_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeEntry:
    """One cooperative of a bulk load: already qualified, with a verified account, and a certificate if any.

    `authorisation_id` is kept for a cooperative without a certificate as well, and used when there is one.
    `earlier_authorisations` are certificates that it held before, by their ids: the registry keeps them all.
    """

    cooperative_id: UUID
    details: CooperativeDetails
    account_id: UUID
    account: AccountDetails
    verification: Verification
    authorisation_id: UUID
    authorisation: AuthorisationDetails | None
    earlier_authorisations: tuple[tuple[UUID, AuthorisationDetails], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationEntry:
    """One cooperative's admission to a market, in a bulk load."""

    participation_id: UUID
    cooperative_id: UUID
    joined_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a bulk load did: rows written now, and rows that were there already."""

    added: int
    present: int


class DatedParticipation(Protocol):
    """What decides on which days a participation counts, and for which categories (empty for all)."""

    @property
    def joined_on(self) -> date: ...

    @property
    def ended_on(self) -> date | None: ...

    @property
    def suspended_on(self) -> date | None: ...

    @property
    def category_codes(self) -> Sequence[str]: ...
