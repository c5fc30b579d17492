"""What the generator makes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared_catalog.catalogue.types import ProductEntry
from shared_catalog.qualification.types import EnrolmentEntry, ProgrammeTerms
from shared_catalog.registry.types import CooperativeEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeSeed:
    """A made-up cooperative, its number in the order of joining (from 1), the day it joined the Oasis market,
    and the code of the programme through which it obtained its certificate, if it was through one.
    """

    number: int
    entry: CooperativeEntry
    joined_on: date
    programme: str = ""

    @property
    def id(self) -> UUID:
        return self.entry.cooperative_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSeed:
    """A made-up product, and the day on which the Oasis market first sold it."""

    entry: ProductEntry
    introduced_on: date

    @property
    def id(self) -> UUID:
        return self.entry.product_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortSeed:
    """Cooperatives that were enrolled from a day on, all in a programme's first phase."""

    id: UUID
    code: str
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSeed:
    """A qualification programme and how far each enrolment had come by 31 March 2021."""

    id: UUID
    terms: ProgrammeTerms
    cohorts: tuple[CohortSeed, ...]
    enrolments: tuple[EnrolmentEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalSeed:
    """The network as it stood in March 2021: 356 cooperatives in the order of joining, their 8,872
    products, and the programmes that brought them to their certificates.
    """

    cooperatives: tuple[CooperativeSeed, ...]
    products: tuple[ProductSeed, ...]
    programmes: tuple[ProgrammeSeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCounts:
    """What is in the database after loading, and how many rows this run added."""

    regions: int
    provinces: int
    categories: int
    cooperatives: int
    products: int
    enrolments: int
    added: int
