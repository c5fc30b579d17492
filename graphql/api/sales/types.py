"""Sales, their lines and tenders, and refunds as types."""

import graphene
from django.db.models import IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from api.base.connections import Connection
from api.base.fields import Calculated, Column, Derived, MoneyColumn
from api.base.nodes import Edge, MarketNode
from api.base.visibility import of_cooperative, of_the_house
from api.catalogue.enums import TaxClass
from api.catalogue.types import Product
from api.fees.types import FeePart, FeeRule, FeeRuleVersion, in_money, list_of
from api.listings.types import Listing
from api.registry.types import Cooperative
from api.sales import lists
from api.sales.enums import TenderKind
from api.tills.enums import NumberedBy
from api.tills.types import Till
from markets.sales import models
from tenants.access import Actor
from tenants.permissions import Permission

_CAME_BACK = models.RefundLine.objects.filter(sale_line=OuterRef("pk")).order_by().values("sale_line")
_REFUNDED = Coalesce(
    Subquery(_CAME_BACK.annotate(units=Sum("quantity")).values("units"), output_field=IntegerField()), 0
)


class Sale(MarketNode):
    """What one customer bought at one till. A cooperative's delegate sees its lines of it, not the sale."""

    class Meta:
        model = models.Sale
        permission = Permission.SALES_READ

    uuid = Column("The UUID that the till gave it.", "id")
    till = Edge(Till, "Where it was made.")
    receipt_year = Column("The year of the receipt's series.")
    receipt_number = Column("The receipt's number in its series.")
    numbered_by = Column("Who numbers the receipt's series.", type_=NumberedBy)
    business_date = Column("The business day, in the market's time.")
    occurred_at = Column("When it happened.")
    recorded_at = Column("When we learnt of it.")
    period_key = Column("Key of the half-month that settles it, such as 2026112.", "period_id")
    total = MoneyColumn("What the goods cost, taxes included.", "total_minor")
    rounding = MoneyColumn(
        "What rounding the cash added to the total; negative where it took from it.", "rounding_minor"
    )
    change = MoneyColumn("What the customer got back of the cash handed over.", "change_minor")
    cashier = Column("Who sold: an actor's id.")
    lines = Connection(
        lambda: SaleLine, "What was sold, by position.", via="sale", orders=lists.SALE_LINE_ORDERS
    )
    tenders = Connection(lambda: Tender, "How it was paid.", via="sale", orders=lists.TENDER_ORDERS)
    refunds = Connection(
        lambda: Refund, "What came back of it, newest first.", via="sale", orders=lists.REFUND_ORDERS
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class SaleLine(MarketNode):
    """So many pieces of one listing in a sale; price, fee, category and tax as they were at that moment."""

    class Meta:
        model = models.SaleLine
        permission = Permission.SALES_READ

    sale = Edge(Sale, "The sale; null for a cooperative's delegate.")
    position = Column("Its place in the sale, from 0.")
    listing = Edge(Listing, "What was sold.")
    product = Edge(Product, "What was sold, as the catalogue knows it.")
    cooperative = Edge(Cooperative, "Whose goods.")
    category_code = Column("Code of the product's category.")
    tax_class = Column("How value-added tax treats it.", type_=TaxClass)
    quantity = Column("How many pieces.")
    unit_price = MoneyColumn("The price of one piece, taxes included.", "unit_price_minor")
    amount = MoneyColumn("What the pieces cost together.", "amount_minor")
    fee_rule = Edge(FeeRule, "The fee rule that decided; null where none did.")
    fee_rule_version = Edge(FeeRuleVersion, "Its version of that day.")
    fee_parts = Derived(
        list_of(FeePart),
        "What the fee is made of; together they are the fee.",
        columns=("fee_parts",),
        compute=in_money,
        required=True,
    )
    fee = MoneyColumn("What of the amount the market keeps.", "fee_minor")
    tax_basis_points = Column("The rate of the VAT on the goods in basis points: 2000 is 20 %.")
    tax = MoneyColumn("The VAT contained in the amount.", "tax_minor")
    tax_note = Column("The law by which the goods are exempt, such as `art. 91-I-A CGI`.")
    fee_tax_basis_points = Column("The rate of the VAT on the fee in basis points.")
    fee_tax = MoneyColumn("The VAT contained in the fee.", "fee_tax_minor")
    refunded_quantity = Calculated(
        graphene.Int, "How many pieces came back since.", expression=_REFUNDED, required=True
    )

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class Tender(MarketNode):
    """One way in which a sale was paid."""

    class Meta:
        model = models.Tender
        permission = Permission.SALES_READ

    sale = Edge(Sale, "The sale.")
    position = Column("Its place among the sale's tenders, from 0.")
    kind = Column("How it was paid.", type_=TenderKind)
    amount = MoneyColumn("What stayed in the market.", "amount_minor")
    received = MoneyColumn("What was handed over.", "received_minor")
    reference = Column("The reference on the terminal's slip, or of the payment in Stripe.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class Refund(MarketNode):
    """What a customer brought back of one sale, and was paid for, in the half-month when that happened."""

    class Meta:
        model = models.Refund
        permission = Permission.SALES_READ

    uuid = Column("The UUID that the caller gave it.", "id")
    sale = Edge(Sale, "What it takes back.")
    till = Edge(Till, "Where the customer was paid.")
    business_date = Column("The business day, in the market's time.")
    occurred_at = Column("When it happened.")
    recorded_at = Column("When we learnt of it.")
    period_key = Column("Key of the half-month that settles it, such as 2026112.", "period_id")
    amount = MoneyColumn("What the goods had cost.", "amount_minor")
    rounding = MoneyColumn(
        "What rounding the cash kept of the amount; negative where it added to it.", "rounding_minor"
    )
    tender_kind = Column("How the customer was paid.", type_=TenderKind)
    reference = Column("The reference on the terminal's slip, or of the refund in Stripe.")
    actor = Column("Who took the goods back.")
    lines = Connection(lambda: RefundLine, "What came back.", via="refund", orders=lists.REFUND_LINE_ORDERS)

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_the_house(viewer)


class RefundLine(MarketNode):
    """So many pieces of one line of a sale that came back."""

    class Meta:
        model = models.RefundLine
        permission = Permission.SALES_READ

    refund = Edge(Refund, "The refund; null for a cooperative's delegate.")
    sale_line = Edge(SaleLine, "The line of the sale.")
    quantity = Column("How many pieces came back.")
    amount = MoneyColumn("What they had cost.", "amount_minor")
    fee = MoneyColumn("What of the amount the market gave back of its fee.", "fee_minor")
    tax = MoneyColumn("The VAT contained in the amount.", "tax_minor")
    fee_tax = MoneyColumn("The VAT contained in the fee given back.", "fee_tax_minor")
    restocked = Column("Whether they are on hand again.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "sale_line__cooperative")
