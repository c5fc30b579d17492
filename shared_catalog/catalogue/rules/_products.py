"""What needs an authorisation, what a valid product is, how it is taxed."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from operator import attrgetter

from kernel import identifiers
from kernel.errors import DomainError, InvalidValue
from shared_catalog.catalogue.types import (
    UNTAXED_CLASSES,
    GoodsTax,
    ProductDetails,
    ProductStatus,
    ProductStep,
    Rate,
    Regime,
    TaxClass,
    VatHint,
)
from shared_catalog.registry.rules import checked_names, required
from shared_catalog.registry.types import Names, VatRegime

PRODUCT_STEPS: Mapping[ProductStep, tuple[frozenset[ProductStatus], ProductStatus]] = {
    # What was rejected is proposed again only once it says something else.
    ProductStep.EDIT: (frozenset({ProductStatus.DRAFT, ProductStatus.REJECTED}), ProductStatus.DRAFT),
    ProductStep.PROPOSE: (frozenset({ProductStatus.DRAFT}), ProductStatus.PROPOSED),
    ProductStep.WITHDRAW: (frozenset({ProductStatus.PROPOSED}), ProductStatus.DRAFT),
    ProductStep.APPROVE: (frozenset({ProductStatus.PROPOSED}), ProductStatus.PUBLISHED),
    ProductStep.REJECT: (frozenset({ProductStatus.PROPOSED}), ProductStatus.REJECTED),
    ProductStep.REVISE: (frozenset({ProductStatus.PUBLISHED}), ProductStatus.PUBLISHED),
    ProductStep.RETIRE: (frozenset(ProductStatus) - {ProductStatus.RETIRED}, ProductStatus.RETIRED),
}

# Stock and labels already carry these once a product is published; another pack is another product.
FIXED_ONCE_PUBLISHED = ("gtin", "unit", "net_content")

# A tonne, and a million dirhams: beyond is a slip of the keyboard.
_MOST_CONTENT = 1_000_000
HIGHEST_PRICE_MINOR = 100_000_000

_TAX_CLASSES: Mapping[VatHint, TaxClass] = {
    VatHint.TAXABLE: TaxClass.STANDARD,
    VatHint.REDUCED: TaxClass.REDUCED,
    VatHint.EXEMPT: TaxClass.EXEMPT,
    VatHint.EXEMPT_TO_CONFIRM: TaxClass.EXEMPT,
    VatHint.OUT_OF_SCOPE: TaxClass.OUT_OF_SCOPE,
}


# Whatever a cooperative sells that is not liable, the reason lies with the seller.
_SELLERS: Mapping[VatRegime, TaxClass] = {
    VatRegime.EXEMPT_COOP: TaxClass.EXEMPT_COOP,
    VatRegime.OUT_OF_SCOPE: TaxClass.OUT_OF_SCOPE,
}


class TaxRateMissing(DomainError):
    """No VAT rate is on record for a class on a day, so nothing of it can be sold. Params: `tax_class`,
    `day`.
    """

    code = "TAX_RATE_MISSING"
    messages = {
        "ar": "لا توجد نسبة للضريبة على القيمة المضافة من صنف {tax_class} في {day}",
        "fr": "Aucun taux de TVA n'est enregistré pour la classe {tax_class} au {day}",
        "en": "No VAT rate is on record for the class {tax_class} on {day}",
    }


class TaxTable:
    """The VAT rates of every class, asked by day."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._rates: dict[TaxClass, list[Rate]] = defaultdict(list)
        for rate in sorted(rates, key=attrgetter("effective_from")):
            self._rates[rate.tax_class].append(rate)

    def rate(self, tax_class: TaxClass, day: date) -> Rate:
        """The rate of a class on a business day. Raises TaxRateMissing."""
        rates = self._rates.get(tax_class, [])
        place = bisect_right(rates, day, key=attrgetter("effective_from"))
        if place == 0:
            raise TaxRateMissing(tax_class=tax_class.value, day=day.isoformat())
        return rates[place - 1]

    def goods(self, tax_class: TaxClass, seller: VatRegime, day: date) -> GoodsTax:
        """The VAT of a product of this class sold by a cooperative of this regime.

        Only a liable cooperative charges it; the others sell at nothing, and the note says by which law.
        Raises TaxRateMissing.
        """
        rate = self.rate(_SELLERS.get(seller, tax_class), day)
        return GoodsTax(rate.basis_points, "" if rate.basis_points else rate.legal_reference)


def checked_rate(rate: Rate) -> Rate:
    """The rate with its reference trimmed. Raises InvalidValue for no reference or what is no rate of its
    class.
    """
    if type(rate.basis_points) is not int or not 0 <= rate.basis_points <= 10_000:
        raise InvalidValue(field="basis_points", reason="a rate lies between 0 and 10000")
    if rate.basis_points and rate.tax_class in UNTAXED_CLASSES:
        raise InvalidValue(field="basis_points", reason="what is exempt or out of scope is not taxed")
    reference = required(rate.legal_reference, field="legal_reference", longest=120)
    return replace(rate, legal_reference=reference)


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

    At the standard or the reduced rate unless the seller is exempt; exempt by CGI art. 91 (couscous,
    semolina, flours, packed dates, olive oil of artisanal units, the last to be confirmed); out of scope for
    unprocessed farm produce sold by its producers.
    """
    return _TAX_CLASSES[hint]


def checked_product(details: ProductDetails) -> ProductDetails:
    """The details with GTIN normalised and texts trimmed.

    Raises InvalidIdentifier for a wrong GTIN, InvalidValue for a missing or long name (English may be
    missing), or content or price that is not positive, or beyond anything that is sold.
    """
    if not 0 < details.net_content <= _MOST_CONTENT:
        raise InvalidValue(field="net_content", reason=f"not between 1 and {_MOST_CONTENT}")
    if not 0 < details.recommended_price_minor <= HIGHEST_PRICE_MINOR:
        reason = f"not between 1 and {HIGHEST_PRICE_MINOR} centimes"
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
