"""Decisions of the catalogue: what needs an authorisation, what a valid product is, how it is taxed."""

from collections.abc import Mapping
from dataclasses import replace

from kernel import identifiers
from kernel.errors import InvalidValue
from shared_catalog.catalogue.types import (
    ProductDetails,
    ProductStatus,
    ProductStep,
    Regime,
    TaxClass,
    VatHint,
)
from shared_catalog.registry.rules import checked_names
from shared_catalog.registry.types import Names

PRODUCT_STEPS: Mapping[ProductStep, tuple[frozenset[ProductStatus], ProductStatus]] = {
    ProductStep.APPROVE: (frozenset({ProductStatus.DRAFT}), ProductStatus.APPROVED),
    ProductStep.RETIRE: (frozenset({ProductStatus.DRAFT, ProductStatus.APPROVED}), ProductStatus.RETIRED),
}

# Stock and labels already carry these once a product is approved; another pack is another product.
FIXED_ONCE_APPROVED = ("gtin", "unit", "net_content")

# A tonne, and a million dirhams: beyond is a slip of the keyboard.
_MOST_CONTENT = 1_000_000
_HIGHEST_PRICE_MINOR = 100_000_000

_TAX_CLASSES: Mapping[VatHint, TaxClass] = {
    VatHint.TAXABLE: TaxClass.STANDARD,
    VatHint.EXEMPT: TaxClass.EXEMPT,
    VatHint.EXEMPT_TO_CONFIRM: TaxClass.EXEMPT,
    VatHint.OUT_OF_SCOPE: TaxClass.OUT_OF_SCOPE,
}


def status_after(step: ProductStep, *, status: ProductStatus) -> ProductStatus | None:
    """The state `step` leads to, or None where it is not allowed from `status`."""
    allowed_from, target = PRODUCT_STEPS[step]
    return target if status in allowed_from else None


def needs_food_authorisation(regime: Regime, *, packed: bool, food_use: bool) -> bool:
    """Whether a product may be sold only with a valid ONSSA certificate of its cooperative.

    Law 28-07, art. 5: establishments are authorised before they operate; the exemption for direct sale to
    the final consumer does not reach goods sold through a market, so every packed food needs one. Unpacked
    farm produce does not; cosmetics are the business of AMMPS, product by product, unless they are sold for
    food.
    """
    match regime:
        case Regime.ONSSA:
            return True
        case Regime.ONSSA_IF_PACKED:
            return packed
        case Regime.AMMPS_OR_ONSSA:
            return food_use
        case _:
            return False


def tax_class(hint: VatHint) -> TaxClass:
    """The class whose dated rate will apply.

    Standard-rated unless the seller is exempt; exempt by CGI art. 91 (couscous, semolina, flours, packed
    dates, olive oil of artisanal units, the last to be confirmed); out of scope for unprocessed farm produce
    sold by its producers.
    """
    return _TAX_CLASSES[hint]


def checked_product(details: ProductDetails) -> ProductDetails:
    """The details with GTIN normalised and texts trimmed.

    Raises InvalidIdentifier for a wrong GTIN, InvalidValue for a missing or long name, or content or price
    that is not positive, or beyond anything that is sold.
    """
    if not 0 < details.net_content <= _MOST_CONTENT:
        raise InvalidValue(field="net_content", reason=f"not between 1 and {_MOST_CONTENT}")
    if not 0 < details.recommended_price_minor <= _HIGHEST_PRICE_MINOR:
        reason = f"not between 1 and {_HIGHEST_PRICE_MINOR} centimes"
        raise InvalidValue(field="recommended_price_minor", reason=reason)
    texts = details.descriptions
    return replace(
        details,
        names=checked_names(details.names, field="names"),
        descriptions=Names(ar=texts.ar.strip(), fr=texts.fr.strip(), en=texts.en.strip()),
        gtin=identifiers.gtin(details.gtin) if details.gtin.strip() else "",
    )


def product_code(gtin: str, *, number: int) -> str:
    """What is scanned at the till: the product's own GTIN, or an internal EAN-13 made of `number`."""
    return gtin or identifiers.internal_code(number)
