"""Root fields of the catalogue, the same on both sides."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.catalogue import lists
from api.catalogue.attributes import Attribute
from api.catalogue.barcodes import scan_field
from api.catalogue.types import Category, Product, TaxRate


class CatalogueQueries(Queries):
    """Reads of the catalogue."""

    categories = Connection(
        Category,
        "The categories: roots with `filter: {parent: {isNull: true}}`, and from there `children`.",
        orders=lists.CATEGORY_ORDERS,
        filters=lists.CategoryFilter,
    )
    product = One(Product, "A product by its global id.")
    products = Connection(Product, "Products.", orders=lists.PRODUCT_ORDERS, filters=lists.ProductFilter)
    attributes = Connection(
        Attribute, "What may be said of goods, and of which it is asked.", orders=lists.ATTRIBUTE_ORDERS
    )
    scan = scan_field()
    tax_rates = Connection(
        TaxRate,
        "The rates of value-added tax, the latest first.",
        orders=lists.TAX_RATE_ORDERS,
        filters=lists.TaxRateFilter,
    )
