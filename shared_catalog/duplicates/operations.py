"""Writes about duplicates; each is one transaction, and bad input raises before anything is changed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.versions import require_version
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.types import ProductStatus
from shared_catalog.duplicates import rules
from shared_catalog.duplicates.models import ProductDistinction, ProductMerge
from shared_catalog.moderation import operations as moderation
from shared_catalog.recalls import queries as recalls
from shared_catalog.registry.operations import IdReused
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class ProductsDiffer(DomainError):
    """Products of another maker, pack or use are not one. Params: `product`, `kept`, `fields`."""

    code = "PRODUCTS_DIFFER"
    messages = {
        "ar": "لا يمكن دمج المنتوج {product} في {kept}: يختلفان في {fields}",
        "fr": "{product} ne peut être fusionné avec {kept} : ils diffèrent ({fields})",
        "en": "{product} cannot be merged into {kept}: they differ ({fields})",
    }


class ProductMerged(DomainError):
    """One of the two was merged before, and another stands for it. Params: `product`, `kept`."""

    code = "PRODUCT_MERGED"
    messages = {
        "ar": "سبق دمج المنتوج {product} في {kept}",
        "fr": "{product} a déjà été fusionné avec {kept}",
        "en": "{product} was merged into {kept} before",
    }


class ProductRecalled(DomainError):
    """Recalled goods would be sold again under another product's name. Params: `product`."""

    code = "PRODUCT_RECALLED"
    messages = {
        "ar": "لا يمكن دمج المنتوج {product} ما دام مستدعى",
        "fr": "{product} ne peut être fusionné tant qu'il est rappelé",
        "en": "{product} cannot be merged as long as it is recalled",
    }


@transaction.atomic
def merge_products(
    *,
    merge_id: UUID,
    keep_id: UUID,
    drop_id: UUID,
    expected_keep_version: int,
    expected_drop_version: int,
    at: datetime,
    actor: str,
) -> ProductMerge:
    """Retire a product in favour of another of the same cooperative, pack and use, under an id made by the
    caller: whatever is scanned for it leads to the other one from now on. Event: `product.merged`.

    Raises NotFound, IdReused, VersionConflict, ProductMerged, ProductsDiffer, ProductRecalled,
    WrongProductStep for a retired product and for a published one that would give way to one that is not,
    InvalidValue for one product.
    """
    claim(merge_id)
    known = ProductMerge.objects.filter(id=merge_id).first()
    if known is not None:
        if (known.kept_id, known.dropped_id) != (keep_id, drop_id):
            raise IdReused(kind="merge", id=merge_id)
        return done_before(known)
    # As who opens a recall does, so that none is opened meanwhile.
    claim(drop_id)
    kept, dropped = _both(keep_id, drop_id)
    require_version(expected=expected_keep_version, current=kept.version, field="expected_keep_version")
    require_version(expected=expected_drop_version, current=dropped.version, field="expected_drop_version")
    _require_mergeable(dropped, kept)
    dropped = moderation.retire_product(product_id=drop_id, at=at, actor=actor)
    catalogue.move_barcodes(product=dropped, to=kept, at=at, actor=actor)
    merge = ProductMerge.objects.create(
        id=merge_id, dropped=dropped, kept=kept, merged_at=at, merged_by=actor
    )
    said = {
        "cooperative": str(dropped.cooperative_id),
        "code": dropped.code,
        "gtin": dropped.gtin,
        "status": str(dropped.status),
        "kept": str(kept.id),
    }
    events.append(name="product.merged", subject_id=dropped.id, payload=said, at=at)
    return merge


@transaction.atomic
def declare_different(*, product_id: UUID, other_id: UUID, at: datetime, actor: str) -> ProductDistinction:
    """Say that two products are not the same, so that nobody is asked again; who said so first stays.

    Raises NotFound, InvalidValue for one product.
    """
    if product_id == other_id:
        raise InvalidValue(field="other_id", reason="the same id twice")
    one, other = sorted((product_id, other_id))
    there = set(Product.objects.filter(id__in=(one, other)).values_list("id", flat=True))
    for key in (one, other):
        if key not in there:
            raise NotFound(kind="product", id=key)
    row = ProductDistinction(one_id=one, other_id=other, said_at=at, said_by=actor)
    # Two people who say it at once meet at the unique key, and whoever loses finds the other's row.
    ProductDistinction.objects.bulk_create([row], ignore_conflicts=True)
    stored = ProductDistinction.objects.get(one_id=one, other_id=other)
    if stored.pk == row.pk:
        said = {"product": str(one), "other": str(other)}
        events.append(name="product_distinction.declared", subject_id=row.id, payload=said, at=at)
    return stored


def _both(keep_id: UUID, drop_id: UUID) -> tuple[Product, Product]:
    """The product that stays and the one that goes, locked in the order of their ids. Raises NotFound,
    InvalidValue.
    """
    if keep_id == drop_id:
        raise InvalidValue(field="drop_id", reason="the same id twice")
    found = {key: catalogue.locked(product_id=key) for key in sorted((keep_id, drop_id))}
    return found[keep_id], found[drop_id]


def _require_mergeable(dropped: Product, kept: Product) -> None:
    """Raises ProductMerged, WrongProductStep, ProductsDiffer, ProductRecalled."""
    for product in (dropped, kept):
        before = ProductMerge.objects.select_related("kept").filter(dropped=product).first()
        if before is not None:
            raise ProductMerged(product=product.code, kept=before.kept.code)
        if product.status == ProductStatus.RETIRED:
            raise catalogue.WrongProductStep(product=product.code, status=product.status, step="merge")
    if dropped.status == ProductStatus.PUBLISHED != kept.status:
        raise catalogue.WrongProductStep(product=kept.code, status=kept.status, step="merge")
    fields = [name for name in rules.SAME_IN_BOTH if getattr(dropped, name) != getattr(kept, name)]
    if fields:
        said = ", ".join(name.removesuffix("_id").upper() for name in fields)
        raise ProductsDiffer(product=dropped.code, kept=kept.code, fields=said)
    if recalls.active().filter(product=dropped).exists():
        raise ProductRecalled(product=dropped.code)
