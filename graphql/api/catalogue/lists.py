"""How the catalogue's lists are sorted and filtered."""

import graphene

from api.base.filters import Condition, Filter, Related, Search, folded
from api.base.pages import By, Orders
from api.base.scalars import Date
from api.catalogue.enums import ProductStatus, TaxClass, Unit
from api.registry.enums import CooperativeGroup

CATEGORY_ORDERS = Orders(
    "Category",
    POSITION=By("position", "By place among its siblings."),
    CODE=By("pk", "By code."),
)
PRODUCT_ORDERS = Orders(
    "Product",
    CODE=By("code", "By barcode."),
    NAME_AR=By("sort_ar", "By Arabic name."),
    NAME_FR=By("sort_fr", "By French name, accents aside."),
    NAME_EN=By("sort_en", "By English name."),
    RECOMMENDED_PRICE=By("recommended_price_minor", "By recommended price."),
    CREATED_AT=By("created_at", "By when it was drafted."),
)


TAX_RATE_ORDERS = Orders(
    "TaxRate", descending=True, EFFECTIVE_FROM=By("effective_from", "By first business day.")
)


class CategoryFilter(Filter):
    """Which categories."""

    code = Condition(graphene.String, "The code.", "code")
    parent = Condition(graphene.String, "Code of the category above; `isNull` for the roots.", "parent_id")


class TaxRateFilter(Filter):
    """Which VAT rates."""

    tax_class = Condition(TaxClass, "What is taxed.", "tax_class")
    effective_from = Condition(
        Date, "The first business day on which it holds.", "effective_from", ranged=True
    )


class ProductFilter(Filter):
    """Which products."""

    code = Condition(graphene.String, "The barcode: its GTIN, or an internal one.", "code")
    cooperative = Related("api.registry.types.Cooperative", "Who makes it.", "cooperative_id")
    group = Condition(CooperativeGroup, "The group of the cooperative that makes it.", "cooperative__group")
    region = Condition(
        graphene.String, "Code of its maker's region, such as `MA-06`.", "cooperative__region_id"
    )
    category = Condition(graphene.String, "Code of its category, a leaf of the tree.", "category_id")
    root_category = Condition(graphene.String, "Code of the category above its own.", "category__parent_id")
    status = Condition(ProductStatus, "Where it stands.", "status")
    unit = Condition(Unit, "What its net content counts.", "unit")
    tax_class = Condition(TaxClass, "How value-added tax treats it.", "tax_class")
    recommended_price_minor = Condition(
        graphene.Int, "The recommended price in centimes.", "recommended_price_minor", ranged=True
    )
    search = Search(
        "Words of names in any language, or of the code; all must be found.", folded("search_text")
    )
