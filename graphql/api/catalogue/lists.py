"""How the catalogue's lists are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Choice, Condition, Filter, Related, Search
from api.base.pages import By, Orders
from api.base.refusals import Language
from api.base.scalars import Date, DateTime
from api.catalogue.enums import BarcodeKind, ProductStatus, TaxClass, Unit
from api.registry.enums import CooperativeGroup
from kernel.errors import LANGUAGES
from shared_catalog.catalogue.queries import matching

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
    NAME_EN=By("sort_en", "By English name, or the French one where there is none."),
    RECOMMENDED_PRICE=By("recommended_price_minor", "By recommended price."),
    CREATED_AT=By("created_at", "By when it was drafted."),
)


TAX_RATE_ORDERS = Orders(
    "TaxRate", descending=True, EFFECTIVE_FROM=By("effective_from", "By first business day.")
)


ATTRIBUTE_ORDERS = Orders(
    "Attribute", POSITION=By("position", "As people read them."), CODE=By("pk", "By code.")
)
ATTRIBUTE_DEMAND_ORDERS = Orders(
    "AttributeDemand",
    ATTRIBUTE=By("attribute_id", "By the attribute's code."),
    ID=By("pk", "By when it was said."),
)
ATTRIBUTE_SHEET_ORDERS = Orders("AttributeSheet", descending=True, VERSION=By("version", "By version."))
BARCODE_ORDERS = Orders(
    "Barcode", ADDED_AT=By("added_at", "By when it was added."), CODE=By("code", "By code.")
)


class BarcodeFilter(Filter):
    """Which codes."""

    code = Condition(graphene.String, "The code, as it is kept.", "code")
    kind = Condition(BarcodeKind, "Whose it is.", "kind")
    ended_at = Condition(DateTime, "When it ended; `isNull` for those in force.", "ended_at", ranged=True)


RECOMMENDED_PRICE_ORDERS = Orders(
    "RecommendedPrice", descending=True, SET_AT=By("set_at", "By when it was set.")
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
    missing_language = Choice(
        Language,
        "Those whose name or description is missing in this language.",
        {one: Q(**{f"name_{one}": ""}) | Q(**{f"description_{one}": ""}) for one in LANGUAGES},
    )
    search = Search(
        "Words of names in any language, all to be found, or a barcode; `docs/search.md` says how.",
        matching,
        words="search_words",
    )
