"""Bringing many products at once: the rules of the single path, in a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import transaction

from kernel.errors import InvalidValue, NotFound
from kernel.halfmonth import business_date
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.models import Category, Product
from shared_catalog.catalogue.operations._products import (
    CODE_SERIES,
    CategoryNotALeaf,
    FoodAuthorisationMissing,
    GtinTaken,
    content_fingerprint,
    described,
    needs_food_authorisation,
    require_not_retired,
)
from shared_catalog.catalogue.types import ProductDetails, ProductEntry, ProductStatus
from shared_catalog.registry import queries as registry
from shared_catalog.registry.models import Cooperative
from shared_catalog.registry.operations import IdReused, take_numbers
from shared_catalog.registry.types import Loaded
from tenants.events import operations as events

_BATCH = 1_000


@transaction.atomic
def load_products(*, entries: Sequence[ProductEntry], at: datetime, actor: str) -> Loaded:
    """Draft and approve products, all or nothing; internal codes follow the order given.

    Each goes through the rules of `draft_product` and `approve_product`. Those already known under their id
    stay as they are by now, so that loading twice is the same as once. Raises what those two raise.
    """
    known = _known_fingerprints([entry.product_id for entry in entries])
    nation = _Nation.on(business_date(at))
    new: list[tuple[ProductEntry, ProductDetails, bytes]] = []
    for entry in entries:
        checked = rules.checked_product(entry.details)
        content = content_fingerprint(entry.cooperative_id, checked)
        if entry.product_id not in known:
            nation.require_approvable(entry.cooperative_id, checked)
            new.append((entry, checked, content))
        elif known[entry.product_id] != content:
            raise IdReused(kind="product", id=entry.product_id)
    _require_free_gtins([checked.gtin for _, checked, _ in new if checked.gtin])
    numbers = take_numbers(series=CODE_SERIES, count=len(new)) if new else range(0)
    Product.objects.bulk_create(
        [
            _approved(
                entry,
                checked,
                content,
                category=nation.leaves[checked.category_code],
                number=number,
                at=at,
                actor=actor,
            )
            for number, (entry, checked, content) in zip(numbers, new, strict=True)
        ],
        batch_size=_BATCH,
    )
    if new:
        told = {"added": len(new), "present": len(known)}
        events.append(name="products.loaded", subject_id="catalogue", payload=told, at=at)
    return Loaded(added=len(new), present=len(known))


@dataclass(frozen=True, slots=True)
class _Nation:
    """What the rules ask about cooperatives and categories, read once for a whole load."""

    cooperatives: Mapping[UUID, Cooperative]
    authorised: frozenset[UUID]
    categories: frozenset[str]
    leaves: Mapping[str, Category]

    @classmethod
    def on(cls, day: date) -> Self:
        categories = list(Category.objects.all())
        parents = {category.parent_id for category in categories}
        return cls(
            cooperatives=Cooperative.objects.in_bulk(),
            authorised=frozenset(registry.valid_authorisations(day).values_list("cooperative_id", flat=True)),
            categories=frozenset(category.code for category in categories),
            leaves={c.code: c for c in categories if c.parent_id is not None and c.code not in parents},
        )

    def require_approvable(self, cooperative_id: UUID, details: ProductDetails) -> None:
        """Raises NotFound, WrongCooperativeStep, CategoryNotALeaf, FoodAuthorisationMissing."""
        cooperative = self.cooperatives.get(cooperative_id)
        if cooperative is None:
            raise NotFound(kind="cooperative", id=cooperative_id)
        require_not_retired(cooperative)
        if details.category_code not in self.categories:
            raise NotFound(kind="category", id=details.category_code)
        if details.category_code not in self.leaves:
            raise CategoryNotALeaf(category=details.category_code)
        needed = needs_food_authorisation(details, self.leaves[details.category_code])
        if needed and cooperative_id not in self.authorised:
            raise FoodAuthorisationMissing(product=details.names.fr, cooperative=cooperative.code)


def _known_fingerprints(ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
    if len(set(ids)) != len(ids):
        raise InvalidValue(field="entries", reason="the same id twice")
    rows = Product.objects.filter(id__in=ids).values_list("id", "fingerprint")
    return {product_id: bytes(content) for product_id, content in rows}


def _require_free_gtins(gtins: Sequence[str]) -> None:
    seen: set[str] = set()
    for gtin in gtins:
        if gtin in seen:
            raise GtinTaken(gtin=gtin)
        seen.add(gtin)
    taken = Product.objects.filter(gtin__in=gtins).values_list("gtin", flat=True).first()
    if taken:
        raise GtinTaken(gtin=taken)


def _approved(
    entry: ProductEntry,
    checked: ProductDetails,
    content: bytes,
    *,
    category: Category,
    number: int,
    at: datetime,
    actor: str,
) -> Product:
    code = rules.product_code(checked.gtin, number=number)
    return Product(
        id=entry.product_id,
        cooperative_id=entry.cooperative_id,
        status=ProductStatus.APPROVED,
        approved_at=at,
        approved_by=actor,
        created_at=at,
        fingerprint=content,
        **described(checked, category=category, code=code, at=at, actor=actor),
    )
