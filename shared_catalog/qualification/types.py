"""The words of a qualification programme, and the values its rules reckon with. Amounts are centimes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared_catalog.registry.types import Names


class StepKind(StrEnum):
    """The steps of an enrolment, in their usual order; `rules.BEFORE` says which has to come before which."""

    DIAGNOSTIC = "diagnostic"
    WORKS = "works"
    EQUIPMENT = "equipment"
    FILE_LODGED = "file_lodged"
    ONSSA_VISIT = "onssa_visit"
    AUTHORISATION = "authorisation"


class EnrolmentState(StrEnum):
    ACTIVE = "active"
    AUTHORISED = "authorised"
    DROPPED = "dropped"


class BlockerCode(StrEnum):
    """What keeps a step from being done."""

    FINANCING = "financing"
    LAND_TITLE = "land_title"
    BUILDING_PERMIT = "building_permit"
    WATER_OR_POWER = "water_or_power"
    SUPPLIER = "supplier"
    MISSING_PAPER = "missing_paper"
    NON_CONFORMITY = "non_conformity"
    RESTRICTIONS = "restrictions"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTerms:
    """Who carries a programme, and how much of its budget; nothing for one that brings no money."""

    code: str
    names: Names
    budget_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseTerms:
    """A part of a programme, its days included, with how many authorisations it is to bring."""

    names: Names
    starts_on: date
    ends_on: date
    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeTerms:
    """What a programme is: its budget is that of its partners, its days and target those of its phases."""

    code: str
    names: Names
    partners: tuple[PartnerTerms, ...]
    phases: tuple[PhaseTerms, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostEntry:
    """Money spent on a step. `payer` is the code of a partner, empty for the cooperative's own money."""

    payer: str
    amount_minor: int
    paid_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockerEntry:
    """What kept a step from being done, from a day up to, not including, another (None: it still does)."""

    code: BlockerCode
    text: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntry:
    """A step of a bulk load; what is neither planned nor done has no days."""

    kind: StepKind
    planned_on: date | None = None
    done_on: date | None = None
    costs: tuple[CostEntry, ...] = ()
    blockers: tuple[BlockerEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentEntry:
    """One cooperative's way through a programme, in a bulk load. `authorisation_id` is the registry's
    certificate where the last step is done; `dropped_on` and `drop_reason` belong together.
    """

    enrolment_id: UUID
    cohort_id: UUID
    cooperative_id: UUID
    started_on: date
    steps: tuple[StepEntry, ...]
    authorisation_id: UUID | None = None
    dropped_on: date | None = None
    drop_reason: str = ""

    @property
    def done(self) -> Mapping[StepKind, date]:
        """The steps that are done, with their days."""
        return {step.kind: step.done_on for step in self.steps if step.done_on is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Members of cooperatives: women and men make the whole, youth and rural are counted among them."""

    cooperatives: int
    women: int
    men: int
    youth: int
    rural: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentFacts:
    """What a report knows of one enrolment; later days are looked at by the day it is drawn up for."""

    cooperative_id: UUID
    cohort: str
    region: str
    group: str
    started_on: date
    dropped_on: date | None
    done: Mapping[StepKind, date]
    members: Reached


@dataclass(frozen=True, slots=True, kw_only=True)
class CostFacts:
    payer: str
    amount_minor: int
    paid_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrunFacts:
    payer: str
    amount_minor: int
    signed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockerFacts:
    code: BlockerCode
    since: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """How far enrolments have come: `active`, `dropped` and `authorised` make `enrolled`. `done` counts by
    step how many have done it, whatever became of them.
    """

    enrolled: int
    active: int
    dropped: int
    authorised: int
    done: Mapping[StepKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How numbers of days are spread, by nearest rank: each is one that occurred."""

    count: int
    lower_quartile: int
    median: int
    upper_quartile: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What a partner gives and what was spent of it; `overrun_minor` was signed beyond the budget."""

    partner: PartnerTerms
    overrun_minor: int
    spent_minor: int

    @property
    def left_minor(self) -> int:
        return self.partner.budget_minor + self.overrun_minor - self.spent_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockerAges:
    """Blockers of one code: days since they began where they still stand, days they took where lifted."""

    code: BlockerCode
    standing: Spread | None
    lifted: Spread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeReport:
    """What a donor asks of a programme as of the end of a day.

    `spent_minor` is all that was spent, by partners and by the cooperatives themselves (`own_minor`);
    `cost_per_authorisation_minor` its part for each authorisation, rounded down, None before the first.
    `reached` are the members of cooperatives that were not dropped. `authorised_on` has the day of each
    authorisation by cooperative.
    """

    as_of: date
    target: int
    funnel: Funnel
    by_region: Mapping[str, Funnel]
    by_group: Mapping[str, Funnel]
    by_cohort: Mapping[str, Funnel]
    days_to_authorisation: Spread | None
    spending: tuple[Spending, ...]
    own_minor: int
    spent_minor: int
    cost_per_authorisation_minor: int | None
    blockers: tuple[BlockerAges, ...]
    reached: Reached
    authorised: Reached
    authorised_on: Mapping[UUID, date]
