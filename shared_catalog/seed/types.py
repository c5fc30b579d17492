"""What the generator makes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared_catalog.catalogue.types import ProductEntry
from shared_catalog.registry.types import CooperativeEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeSeed:
    """A made-up cooperative, its number in the order of joining (from 1), and the day it joined the Oasis
    market.
    """

    number: int
    entry: CooperativeEntry
    joined_on: date

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
class NationalSeed:
    """The network as it stood in March 2021: 356 cooperatives in the order of joining, and their 8,872
    products.
    """

    cooperatives: tuple[CooperativeSeed, ...]
    products: tuple[ProductSeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCounts:
    """What is in the database after loading, and how many rows this run added."""

    regions: int
    provinces: int
    categories: int
    cooperatives: int
    products: int
    added: int
