"""Other codes of a product: packages, suppliers' codes, the network's own, and weighed goods."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel import identifiers
from kernel.errors import DomainError, InvalidValue, NotFound
from shared_catalog.catalogue import rules
from shared_catalog.catalogue.models import Barcode, Product
from shared_catalog.catalogue.operations._codes import CODE_SERIES, holders
from shared_catalog.catalogue.operations._products import WrongProductStep, locked, tell
from shared_catalog.catalogue.types import BarcodeKind, ProductStatus, Unit
from shared_catalog.registry.operations import IdReused, take_numbers
from tenants.database.claims import claim, done_before

_WEIGHED_SERIES = "weighed item"


class BarcodeTaken(DomainError):
    """The code is in force for a product of the nation already. Params: `code`, `product`."""

    code = "BARCODE_TAKEN"
    messages = {
        "ar": "الرمز {code} مسجل للمنتوج {product}",
        "fr": "Le code {code} est déjà celui du produit {product}",
        "en": "The code {code} already belongs to the product {product}",
    }


@transaction.atomic
def add_barcode(
    *,
    barcode_id: UUID,
    product_id: UUID,
    kind: BarcodeKind,
    code: str = "",
    quantity: int = 1,
    at: datetime,
    actor: str,
) -> Barcode:
    """Let a product be scanned by another code, under an id made by the caller; one scan stands for
    `quantity` pieces. Codes of the network are minted: `code` is empty for them.

    Raises NotFound, IdReused, WrongProductStep for a retired product, BarcodeTaken, InvalidIdentifier,
    InvalidValue.
    """
    claim(barcode_id)
    if not 1 <= quantity <= rules.MOST_PIECES:
        raise InvalidValue(field="quantity", reason=f"a quantity lies between 1 and {rules.MOST_PIECES}")
    wanted = _checked(kind, code)
    known = Barcode.objects.filter(id=barcode_id).first()
    if known is not None:
        said = (known.product_id, known.kind, known.quantity, wanted or known.code)
        if said != (product_id, kind, quantity, known.code):
            raise IdReused(kind="barcode", id=barcode_id)
        return done_before(known)
    product = locked(product_id=product_id)
    if product.status == ProductStatus.RETIRED:
        raise WrongProductStep(product=product.code, status=product.status, step="add barcode")
    # As `new_code` does, so that two who want one code meet here and not in the database.
    number = take_numbers(series=CODE_SERIES)[0]
    for taken, holder in holders([wanted] if wanted else []):
        raise BarcodeTaken(path=("code",), code=taken, product=holder)
    barcode = Barcode.objects.create(
        id=barcode_id,
        product=product,
        code=wanted or _minted(product, kind, number),
        kind=kind,
        quantity=quantity,
        added_at=at,
        added_by=actor,
    )
    tell("barcode_added", product, at, barcode=barcode.code, quantity=quantity)
    return barcode


@transaction.atomic
def end_barcode(*, barcode_id: UUID, at: datetime, actor: str) -> Barcode:
    """Let a code lead nowhere any more; another product may have it then. What ended already stays as it is.

    Raises NotFound, InvalidValue for a product's own code.
    """
    known = Barcode.objects.filter(id=barcode_id).first()
    if known is None:
        raise NotFound(kind="barcode", id=barcode_id)
    product = locked(product_id=known.product_id)
    barcode = Barcode.objects.get(id=barcode_id)
    if barcode.ended_at is not None:
        return barcode
    if barcode.code == product.code:
        raise InvalidValue(field="barcode_id", reason="the product's own code lasts as long as the product")
    barcode.ended_at, barcode.ended_by = at, actor
    barcode.save(update_fields=["ended_at", "ended_by"])
    tell("barcode_ended", product, at, barcode=barcode.code, quantity=barcode.quantity)
    return barcode


@transaction.atomic
def move_barcodes(*, product: Product, to: Product, at: datetime, actor: str) -> None:
    """Let all codes of a product that is retired lead to another, its own code too; both are locked."""
    moved = list(Barcode.objects.filter(product=product, ended_at__isnull=True).order_by("added_at", "id"))
    ids = [barcode.pk for barcode in moved]
    Barcode.objects.filter(pk__in=ids).update(ended_at=at, ended_by=actor)
    Barcode.objects.bulk_create(
        Barcode(
            product=to,
            code=barcode.code,
            kind=barcode.kind,
            quantity=barcode.quantity,
            added_at=at,
            added_by=actor,
        )
        for barcode in moved
    )
    for barcode in moved:
        said = {"barcode": barcode.code, "quantity": barcode.quantity}
        tell("barcode_ended", product, at, **said)
        tell("barcode_added", to, at, **said)


def _checked(kind: BarcodeKind, code: str) -> str:
    """The code in the form in which it is kept; empty for one that is minted."""
    match kind:
        case BarcodeKind.GTIN:
            return identifiers.gtin(code)
        case BarcodeKind.SUPPLIER:
            return rules.supplier_code(code)
        case _:
            if code.strip():
                raise InvalidValue(field="code", reason="the network's own codes are minted, not given")
            return ""


def _minted(product: Product, kind: BarcodeKind, number: int) -> str:
    if kind is BarcodeKind.INTERNAL:
        return identifiers.internal_code(number)
    if product.unit != Unit.GRAM:
        raise InvalidValue(field="kind", reason="only what is counted in grams is weighed")
    item = take_numbers(series=_WEIGHED_SERIES)[0]
    identifiers.embedded_code(identifiers.Embedded(item, grams=1))
    return rules.weighed_code(item)
