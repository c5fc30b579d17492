"""Whether all is said of a product that must be before markets list it."""

from collections.abc import Collection

from kernel.errors import DomainError
from shared_catalog.catalogue import queries, rules
from shared_catalog.catalogue.models import Product


class AttributesMissing(DomainError):
    """What must be said of goods of this category before they are published is not said. Params: `product`,
    `attributes`.
    """

    code = "ATTRIBUTES_MISSING"
    messages = {
        "ar": "معلومات ناقصة عن المنتوج {product}: {attributes}",
        "fr": "Il manque des informations sur le produit {product} : {attributes}",
        "en": "The product {product} lacks information: {attributes}",
    }


def require_complete(product: Product) -> None:
    """Raises AttributesMissing for a product of which something is not said that its category asks."""
    sheet = queries.attribute_sheets([product.id]).get(product.id)
    require_said(product.code, queries.asked_attributes(), product.category_id, sheet.values if sheet else ())


def require_said(product: str, asked: queries.Asked, category_code: str, said: Collection[str]) -> None:
    """The same, of what is said by attribute."""
    left = rules.missing(asked.of(category_code), said)
    if left:
        raise AttributesMissing(path=("product_id",), product=product, attributes=", ".join(left))
