"""The catalogue's rows as types."""

from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Localized, MoneyColumn
from api.base.nodes import Edge, Node
from api.base.permissions import PUBLIC
from api.base.visibility import of_cooperative
from api.catalogue import enums, lists
from api.catalogue.attributes import AttributeDemand, AttributeSheet, product_attributes
from api.catalogue.barcodes import Barcode, recommended_unit_price
from api.cooperative_documents.eligibility import product_eligibility
from api.duplicates.redirects import product_redirect
from api.marks.types import product_marks
from api.media.lists import MEDIA_ORDERS
from api.media.types import Media
from api.moderation.lists import CHANGE_REQUEST_ORDERS, ChangeRequestFilter
from api.registry.types import Cooperative
from api.sellability.types import product_sellability
from shared_catalog.catalogue import models
from tenants.access import Actor
from tenants.permissions import Permission


class Category(Node):
    """A node of the category tree: the roots are the groups of cooperatives, products hang on leaves."""

    class Meta:
        model = models.Category
        permission = PUBLIC

    code = Column("Its code.")
    name = Localized("Its name.")
    position = Column("Its place among its siblings.")
    regime = Column("Which authority must agree; null for a root.", type_=enums.Regime)
    usual_packs = Column("How such goods are usually packed, for people.")
    parent = Edge(lambda: Category, "The category above; null for a root.")
    children = Connection(
        lambda: Category, "The categories below.", via="parent", orders=lists.CATEGORY_ORDERS
    )
    products = Connection(
        lambda: Product,
        "Its products.",
        via="category",
        orders=lists.PRODUCT_ORDERS,
        filters=lists.ProductFilter,
    )
    attribute_demands = Connection(
        AttributeDemand,
        "What it asks of its goods, beside what the category above asks.",
        via="category",
        orders=lists.ATTRIBUTE_DEMAND_ORDERS,
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class Product(Node):
    """Something a cooperative makes, as the nation knows it; markets list it at its producer's price."""

    class Meta:
        model = models.Product
        permission = Permission.CATALOGUE_READ

    code = Column("What is scanned: its GTIN, or an internal EAN-13 that begins with 29.")
    gtin = Column("Its own GTIN; null where it has none.")
    name = Localized("Its name.")
    description = Localized("What it is; null where nothing is said.", required=False)
    cooperative = Edge(Cooperative, "Who makes it.")
    category = Edge(Category, "Where it stands in the tree.", required=True)
    eligibility = product_eligibility()
    sellability = product_sellability()
    unit = Column("What its net content counts.", type_=enums.Unit)
    net_content = Column("How much of the unit one piece holds.")
    packed = Column("Whether it leaves the cooperative in its own packaging.")
    food_use = Column("Whether it is meant for food, where its category allows food and cosmetic use.")
    tax_class = Column("How value-added tax treats it.", type_=enums.TaxClass)
    recommended_price = MoneyColumn("The recommended price of one piece.", "recommended_price_minor")
    unit_price = recommended_unit_price()
    attributes = product_attributes()
    attribute_history = Connection(
        AttributeSheet,
        "What was said of it by attribute, the latest first.",
        via="product",
        orders=lists.ATTRIBUTE_SHEET_ORDERS,
    )
    barcodes = Connection(
        Barcode,
        "All codes that are or were scanned for it, its own the first.",
        via="product",
        orders=lists.BARCODE_ORDERS,
        filters=lists.BarcodeFilter,
    )
    marks = product_marks()
    media = Connection(
        Media, "Its pictures.", via="product", orders=MEDIA_ORDERS, only=Q(retired_at__isnull=True)
    )
    recommended_prices = Connection(
        lambda: RecommendedPrice,
        "What was recommended for it from time to time, latest first.",
        via="product",
        orders=lists.RECOMMENDED_PRICE_ORDERS,
    )
    status = Column("Where it stands.", type_=enums.ProductStatus)
    approved_at = Column("When it was published.")
    change_requests = Connection(
        "api.moderation.types.ChangeRequest",
        "Requests to publish and to change it.",
        via="product",
        orders=CHANGE_REQUEST_ORDERS,
        filters=ChangeRequestFilter,
        hq_only=True,
    )
    retired_at = Column("When it was retired.")
    merged_into = product_redirect()
    created_at = Column("When it was drafted.")
    updated_at = Column("When it was last changed.")
    version = Column("Counts its changes, from 1; whoever edits it says which one he has read.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class RecommendedPrice(Node):
    """What was recommended for a product from a moment on."""

    class Meta:
        model = models.RecommendedPrice
        permission = Permission.CATALOGUE_READ

    price = MoneyColumn("The price of one piece.", "price_minor")
    set_at = Column("From when on.")
    set_by = Column("Who set it.", hq_only=True)
    product = Edge(Product, "The product.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "product__cooperative")


class TaxRate(Node):
    """The VAT of a class from a business day on, until the class's next rate."""

    class Meta:
        model = models.TaxRate
        permission = Permission.CATALOGUE_READ

    tax_class = Column("What is taxed.", type_=enums.TaxClass)
    effective_from = Column("The first business day on which it holds.")
    basis_points = Column("The rate in basis points: 2000 is 20 %.")
    legal_reference = Column("The law that sets it, such as `art. 91-I-A CGI`.")
    set_at = Column("When it was set.")
    set_by = Column("Who set it.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()
