"""Bringing many products at once: the rules of the single path, in a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.catalogue import queries, rules
from shared_catalog.catalogue.models import AttributeSheet, Barcode, Category, Product, RecommendedPrice
from shared_catalog.catalogue.operations._codes import (
    CODE_SERIES,
    own_barcode,
    require_new_gtins,
)
from shared_catalog.catalogue.operations._complete import require_said
from shared_catalog.catalogue.operations._products import (
    CategoryNotALeaf,
    FoodAuthorisationMissing,
    content_fingerprint,
    described,
    needs_food_authorisation,
    require_not_retired,
)
from shared_catalog.catalogue.operations._recommending import recommended
from shared_catalog.catalogue.operations._sheets import checked_values
from shared_catalog.catalogue.types import ProductDetails, ProductEntry, ProductStatus
from shared_catalog.registry import queries as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.operations import IdReused, take_numbers
from shared_catalog.registry.types import Loaded
from tenants.events import operations as events

_BATCH = 1_000


@transaction.atomic
def load_products(*, entries: Sequence[ProductEntry], at: datetime, actor: str) -> Loaded:
    """Draft and publish products, all or nothing; internal codes follow the order given.

    Each goes through the rules of `draft_product`, `set_attributes` and `approve_product`; who loads them
    publishes them, and the event says so. Those already known under their id stay as they are by now, so that
    loading twice is the same as once. Raises what those three raise.
    """
    known = _known_fingerprints([entry.product_id for entry in entries])
    nation = Nation.on(business_date(at))
    new: list[_New] = []
    for entry in entries:
        checked = rules.checked_product(entry.details)
        content = content_fingerprint(entry.cooperative_id, checked)
        if entry.product_id not in known:
            nation.require_publishable(entry.cooperative_id, checked)
            new.append(_New(entry, checked, content, nation.said_of(entry)))
        elif known[entry.product_id] != content:
            raise IdReused(kind="product", id=entry.product_id)
    if new:
        _write(new, nation, at=at, actor=actor)
        told = {"added": len(new), "present": len(known)}
        events.append(name="products.loaded", subject_id="catalogue", payload=told, at=at)
    return Loaded(added=len(new), present=len(known))


@dataclass(frozen=True, slots=True)
class _New:
    """A product that is not there yet, checked, with its attributes as they are stored."""

    entry: ProductEntry
    details: ProductDetails
    content: bytes
    attributes: dict[str, Any]


def _write(new: Sequence[_New], nation: "Nation", *, at: datetime, actor: str) -> None:
    numbers = take_numbers(series=CODE_SERIES, count=len(new))
    require_new_gtins([(one.details.gtin, one.details.names.fr) for one in new if one.details.gtin])
    products = [
        _published(one, category=nation.leaves[one.details.category_code], number=number, at=at, actor=actor)
        for number, one in zip(numbers, new, strict=True)
    ]
    codes = [own_barcode(product, at=at, actor=actor) for product in products]
    sheets = [
        AttributeSheet(product=product, version=1, values=one.attributes, set_at=at, set_by=actor)
        for product, one in zip(products, new, strict=True)
        if one.attributes
    ]
    Product.objects.bulk_create(products, batch_size=_BATCH)
    Barcode.objects.bulk_create(codes, batch_size=_BATCH)
    AttributeSheet.objects.bulk_create(sheets, batch_size=_BATCH)
    RecommendedPrice.objects.bulk_create(
        [recommended(product, at=at, actor=actor) for product in products], batch_size=_BATCH
    )


@dataclass(frozen=True, slots=True)
class Nation:
    """What the rules ask about cooperatives and categories, read once for a whole load."""

    cooperatives: Mapping[UUID, Cooperative]
    authorised: frozenset[UUID]
    categories: frozenset[str]
    leaves: Mapping[str, Category]
    asked: queries.Asked

    @classmethod
    def on(cls, day: date) -> Self:
        categories = list(Category.objects.all())
        parents = {category.parent_id for category in categories}
        return cls(
            cooperatives=Cooperative.objects.in_bulk(),
            authorised=frozenset(registry.valid_authorisations(day).values_list("cooperative_id", flat=True)),
            categories=frozenset(category.code for category in categories),
            leaves={c.code: c for c in categories if c.parent_id is not None and c.code not in parents},
            asked=queries.asked_attributes(),
        )

    def require_draftable(self, cooperative_id: UUID, details: ProductDetails) -> None:
        """Raises NotFound, WrongCooperativeStep, CategoryNotALeaf."""
        cooperative = self.cooperatives.get(cooperative_id)
        if cooperative is None:
            raise NotFound(kind="cooperative", id=cooperative_id)
        require_not_retired(cooperative)
        self.require_leaf(details.category_code)

    def require_leaf(self, category_code: str) -> None:
        """Raises NotFound, CategoryNotALeaf."""
        if category_code not in self.categories:
            raise NotFound(kind="category", id=category_code)
        if category_code not in self.leaves:
            raise CategoryNotALeaf(category=category_code)

    def require_publishable(self, cooperative_id: UUID, details: ProductDetails) -> None:
        """Raises NotFound, WrongCooperativeStep, CategoryNotALeaf, FoodAuthorisationMissing."""
        self.require_draftable(cooperative_id, details)
        cooperative = self.cooperatives[cooperative_id]
        needed = needs_food_authorisation(details, self.leaves[details.category_code])
        if needed and cooperative_id not in self.authorised:
            raise FoodAuthorisationMissing(product=details.names.fr, cooperative=cooperative.code)

    def said_of(self, entry: ProductEntry) -> dict[str, Any]:
        """What is said of it, as it is stored. Raises NotFound, InvalidAttribute, AttributesMissing."""
        details = entry.details
        said = checked_values(self.asked, details.category_code, entry.attributes)
        require_said(details.names.fr, self.asked, details.category_code, said)
        return said


def _known_fingerprints(ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
    if len(set(ids)) != len(ids):
        raise InvalidValue(field="entries", reason="the same id twice")
    rows = Product.objects.filter(id__in=ids).values_list("id", "fingerprint")
    return {product_id: bytes(content) for product_id, content in rows}


def _published(one: _New, *, category: Category, number: int, at: datetime, actor: str) -> Product:
    code = rules.product_code(one.details.gtin, number=number)
    return Product(
        id=one.entry.product_id,
        cooperative_id=one.entry.cooperative_id,
        status=ProductStatus.PUBLISHED,
        approved_at=at,
        approved_by=actor,
        created_at=at,
        fingerprint=one.content,
        **described(one.details, category=category, code=code, at=at, actor=actor),
    )
