"""A product's own code: its GTIN or the network's internal one, the first of its barcodes."""

from collections.abc import Collection, Iterable
from datetime import datetime

from kernel.errors import DomainError
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.models import Barcode, Product
from shared_catalog.catalogue.types import BarcodeKind
from shared_catalog.registry.operations import take_numbers

CODE_SERIES = "product"

_BATCH = 1_000


class GtinTaken(DomainError):
    """Another product carries this GTIN. Params: `gtin`, `product`."""

    code = "GTIN_TAKEN"
    messages = {
        "ar": "الرمز {gtin} مسجل لمنتوج آخر: {product}",
        "fr": "Le GTIN {gtin} est déjà celui d'un autre produit : {product}",
        "en": "The GTIN {gtin} already belongs to another product: {product}",
    }


def new_code(gtin: str) -> str:
    """What the product will be scanned by. Raises GtinTaken."""
    # Taking the number also makes all who give codes to products wait for each other.
    number = take_numbers(series=CODE_SERIES)[0]
    require_free_gtins([gtin] if gtin else [])
    return rules.product_code(gtin, number=number)


def require_free_gtins(gtins: Collection[str]) -> None:
    """Raises GtinTaken for one that is in force for some product."""
    for code, product in holders(gtins):
        raise GtinTaken(gtin=code, product=product)


def require_new_gtins(wanted: Iterable[tuple[str, str]]) -> None:
    """Raises GtinTaken for one that is in force for some product, or that two of these want; each comes with
    the name of the product that wants it.
    """
    seen: dict[str, str] = {}
    for gtin, name in wanted:
        if gtin in seen:
            raise GtinTaken(gtin=gtin, product=seen[gtin])
        seen[gtin] = name
    require_free_gtins(seen)


def holders(codes: Collection[str]) -> list[tuple[str, str]]:
    """The codes among these that are in force, each with the name of the product that has it."""
    taken = Barcode.objects.filter(code__in=codes, ended_at__isnull=True)
    return list(taken.values_list("code", "product__name_fr"))


def own_barcode(product: Product, *, at: datetime, actor: str) -> Barcode:
    """The row of the product's own code, not yet written."""
    kind = BarcodeKind.INTERNAL if product.gtin is None else BarcodeKind.GTIN
    return Barcode(product=product, code=product.code, kind=kind, quantity=1, added_at=at, added_by=actor)


def replace_own_barcodes(products: Iterable[tuple[Product, str]], *, at: datetime, actor: str) -> None:
    """Write each product's own code in the place of the one before, which comes with it, if it is another."""
    changed = {before: product for product, before in products if product.code != before}
    if not changed:
        return
    # A code is in force once, so the codes alone say whose they are.
    old = Barcode.objects.filter(code__in=list(changed), ended_at__isnull=True)
    old.update(ended_at=at, ended_by=actor)
    new = [own_barcode(product, at=at, actor=actor) for product in changed.values()]
    Barcode.objects.bulk_create(new, batch_size=_BATCH)
