"""The words of proposals, and what a market may propose."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared_catalog.catalogue.types import ProductDetails
from shared_catalog.registry.types import CooperativeDetails


class ProposalKind(StrEnum):
    """What is proposed: something new, or another description of what there is."""

    COOPERATIVE = "cooperative"
    COOPERATIVE_EDIT = "cooperative_edit"
    PRODUCT = "product"
    PRODUCT_EDIT = "product_edit"


class Outcome(StrEnum):
    """What headquarters decided."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCooperative:
    """To enter a cooperative in the registry."""

    details: CooperativeDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperativeEdit:
    """To replace what a cooperative says of itself; `read_version` is the version that the market read."""

    cooperative_id: UUID
    read_version: int
    details: CooperativeDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    """To describe a product of a cooperative."""

    cooperative_id: UUID
    details: ProductDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductEdit:
    """To replace what is said of a product; `read_version` is the version that the market read."""

    product_id: UUID
    read_version: int
    details: ProductDetails


Content = NewCooperative | CooperativeEdit | NewProduct | ProductEdit
