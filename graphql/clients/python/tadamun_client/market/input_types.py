from datetime import date, datetime
from typing import Optional
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .enums import CooperativeGroup, ErrorPolicy, ListingState, TenderKind


class CooperativeIdFilter(BaseModel):
    """Compares with global ids of `Cooperative`."""

    eq: Optional[str] = None
    "This one."
    one_of: Optional[list[str]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is none."


class StringFilter(BaseModel):
    """Compares with values of `String`."""

    eq: Optional[str] = None
    "Equal to this."
    one_of: Optional[list[str]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class CooperativeGroupFilter(BaseModel):
    """Compares with values of `CooperativeGroup`."""

    eq: Optional[CooperativeGroup] = None
    "Equal to this."
    one_of: Optional[list[CooperativeGroup]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class DateTimeRangeFilter(BaseModel):
    """Compares with values of `DateTime`."""

    eq: Optional[datetime] = None
    "Equal to this."
    one_of: Optional[list[datetime]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."
    range_: Optional["DateTimeRange"] = Field(alias="range", default=None)
    "Within these bounds."


class DateTimeRange(BaseModel):
    """Bounds of `DateTime`; one left out is open."""

    gte: Optional[datetime] = None
    "From this on, this included."
    lt: Optional[datetime] = None
    "Up to this, this excluded."


class ProductIdFilter(BaseModel):
    """Compares with global ids of `Product`."""

    eq: Optional[str] = None
    "This one."
    one_of: Optional[list[str]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is none."


class ListingFilter(BaseModel):
    """Which listings."""

    state: Optional["ListingStateFilter"] = None
    "Whether it is sold."
    product: Optional["ProductIdFilter"] = None
    "What is listed."
    code: Optional["StringFilter"] = None
    "The product's barcode, as it is scanned."
    cooperative: Optional["CooperativeIdFilter"] = None
    "Who makes it."
    group: Optional["CooperativeGroupFilter"] = None
    "The group of the cooperative that makes it."
    category: Optional["StringFilter"] = None
    "Code of the product's category, a leaf of the tree."
    root_category: Optional["StringFilter"] = Field(alias="rootCategory", default=None)
    "Code of the category above the product's own."
    price_minor: Optional["SafeIntRangeFilter"] = Field(
        alias="priceMinor", default=None
    )
    "The price in centimes."
    listed_at: Optional["DateTimeRangeFilter"] = Field(alias="listedAt", default=None)
    "When it was listed."
    in_stock: Optional[bool] = Field(alias="inStock", default=None)
    "Whether there is anything of it on hand, expired lots included."
    search: Optional[str] = None
    "Words of the product's names in any language, all to be found, or a barcode of it; `docs/search.md` says how."


class ListingStateFilter(BaseModel):
    """Compares with values of `ListingState`."""

    eq: Optional[ListingState] = None
    "Equal to this."
    one_of: Optional[list[ListingState]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class SafeIntRangeFilter(BaseModel):
    """Compares with values of `SafeInt`."""

    eq: Optional[int] = None
    "Equal to this."
    one_of: Optional[list[int]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."
    range_: Optional["SafeIntRange"] = Field(alias="range", default=None)
    "Within these bounds."


class SafeIntRange(BaseModel):
    """Bounds of `SafeInt`; one left out is open."""

    gte: Optional[int] = None
    "From this on, this included."
    lt: Optional[int] = None
    "Up to this, this excluded."


class StatementFilter(BaseModel):
    """Which statements."""

    period: Optional["PeriodIdFilter"] = None
    "The half-month."
    cooperative: Optional["CooperativeIdFilter"] = None
    "Whose it is."
    payable_minor: Optional["SafeIntRangeFilter"] = Field(
        alias="payableMinor", default=None
    )
    "What is to be paid, in centimes."
    held_minor: Optional["SafeIntRangeFilter"] = Field(alias="heldMinor", default=None)
    "What it holds, in centimes."
    paid: Optional[bool] = None
    "Whether it has been paid."


class PeriodIdFilter(BaseModel):
    """Compares with global ids of `Period`."""

    eq: Optional[str] = None
    "This one."
    one_of: Optional[list[str]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is none."


class MoneyInput(BaseModel):
    """An amount of money."""

    amount_minor: int = Field(alias="amountMinor")
    "The amount in centimes: 1250 is 12.50 MAD."
    currency: str = "MAD"
    "The currency, ISO 4217: only `MAD` is taken."


class ListProductInput(BaseModel):
    """What `listProduct` takes."""

    product_id: str = Field(alias="productId")
    "The product."
    price: "MoneyInput"
    "The producer's price of one piece, taxes included."


class ListProductsInput(BaseModel):
    """What `listProducts` takes."""

    rows: list["ListProductInput"]
    "1 to 100 rows, each as `listProduct` takes it, done in their order."
    error_policy: Optional[ErrorPolicy] = Field(alias="errorPolicy", default=None)
    "What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said."


class ChangePriceInput(BaseModel):
    """What `changePrice` takes."""

    listing_id: str = Field(alias="listingId")
    "The listing."
    price: "MoneyInput"
    "The producer's price of one piece, taxes included."
    expected_version: Optional[int] = Field(alias="expectedVersion", default=None)
    "The `version` of the listing that you read; if it is another now, `VERSION_CONFLICT` says which, and nothing changes. Left out, nothing is compared."


class ChangePricesInput(BaseModel):
    """What `changePrices` takes."""

    rows: list["ChangePriceInput"]
    "1 to 100 rows, each as `changePrice` takes it, done in their order."
    error_policy: Optional[ErrorPolicy] = Field(alias="errorPolicy", default=None)
    "What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said."


class DepositGoodsInput(BaseModel):
    """What `depositGoods` takes."""

    deposit_id: UUID = Field(alias="depositId")
    "A UUID made by the caller, best version 7; the same request again gives the same answer."
    listing_id: str = Field(alias="listingId")
    "What is brought."
    quantity: int
    "How many pieces."
    lot_code: Optional[str] = Field(alias="lotCode", default=None)
    "The lot's code, as its producer marked it."
    expires_on: Optional[date] = Field(alias="expiresOn", default=None)
    "The last day on which it may be sold; left out for goods that keep."
    occurred_at: datetime = Field(alias="occurredAt")
    "When the goods came."


class DepositLotsInput(BaseModel):
    """What `depositLots` takes."""

    rows: list["DepositGoodsInput"]
    "1 to 100 rows, each as `depositGoods` takes it, done in their order."
    error_policy: Optional[ErrorPolicy] = Field(alias="errorPolicy", default=None)
    "What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said."


class CountStockInput(BaseModel):
    """What `countStock` takes."""

    idempotency_key: str = Field(alias="idempotencyKey")
    "Made by the caller, 1 to 255 characters: the same request again under the same key, within 30 days, is answered again and not done again."
    deposit_id: str = Field(alias="depositId")
    "The deposit that was counted."
    on_hand: int = Field(alias="onHand")
    "How many pieces were counted."
    expected_on_hand: int = Field(alias="expectedOnHand")
    "How many there were by the platform when it was counted: `STOCK_CHANGED` says how many there are if it is another number now, and nothing changes."
    reason: str
    "Why the count differed, or on what occasion it was."
    occurred_at: datetime = Field(alias="occurredAt")
    "When it was counted."


class RecordSaleInput(BaseModel):
    """What `recordSale` takes."""

    sale_id: UUID = Field(alias="saleId")
    "A UUID made by the till, best version 7; the same request again gives the same answer."
    till_id: str = Field(alias="tillId")
    "The till."
    lines: list["SaleLineInput"]
    "What is sold."
    tenders: list["TenderInput"]
    "How it is paid."
    occurred_at: datetime = Field(alias="occurredAt")
    "When it happened, by the till's clock; at most 5 minutes ahead of ours."
    receipt: Optional["TillReceiptInput"] = None
    "The number the till printed while offline; left out, the platform numbers."


class SaleLineInput(BaseModel):
    """So many pieces of a listing. A listing that comes twice is sold as one line."""

    listing_id: str = Field(alias="listingId")
    "What is sold."
    quantity: int
    "How many pieces."


class TenderInput(BaseModel):
    """How a sale, or a part of it, is paid. Cash says `receivedMinor` and pays what the other tenders leave;
    the others say `amountMinor` and `reference`."""

    kind: TenderKind
    "How it is paid."
    amount_minor: Optional[int] = Field(alias="amountMinor", default=None)
    "What a card or Stripe pays, in centimes."
    received_minor: Optional[int] = Field(alias="receivedMinor", default=None)
    "The cash that was handed over, in centimes; the change is worked out."
    reference: Optional[str] = None
    "The reference on the terminal's slip, or of the payment in Stripe."


class TillReceiptInput(BaseModel):
    """The number that a till printed on a receipt while it was offline, in its own series."""

    year: int
    "The year of the series."
    number: int
    "The number, from 1."


class RecordSalesInput(BaseModel):
    """What `recordSales` takes."""

    rows: list["RecordSaleInput"]
    "1 to 100 rows, each as `recordSale` takes it, done in their order."
    error_policy: Optional[ErrorPolicy] = Field(alias="errorPolicy", default=None)
    "What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said."


class RefundSaleInput(BaseModel):
    """What `refundSale` takes."""

    refund_id: UUID = Field(alias="refundId")
    "A UUID made by the caller, best version 7; the same request again gives the same answer."
    sale_id: str = Field(alias="saleId")
    "The sale."
    lines: list["RefundLineInput"]
    "What comes back."
    tender_kind: TenderKind = Field(alias="tenderKind")
    "How the customer is paid."
    reference: Optional[str] = None
    "The reference of a card's or Stripe's refund."
    till_id: Optional[str] = Field(alias="tillId", default=None)
    "Where the customer is paid; the sale's own till when nothing is said."
    occurred_at: datetime = Field(alias="occurredAt")
    "When it happened."


class RefundLineInput(BaseModel):
    """So many pieces of one line of the sale."""

    position: int
    "The line's `position` in the sale."
    quantity: int
    "How many pieces come back."
    restock: bool
    "Whether they can be sold again, and go back on hand."


class RegisterWebhookInput(BaseModel):
    """What `registerWebhook` takes."""

    webhook_id: UUID = Field(alias="webhookId")
    "A UUID made by the caller, best version 7; the same request again gives the same answer."
    url: str
    "Where to send: https, of the public internet."
    event_types: list[str] = Field(alias="eventTypes")
    "Names of `eventTypes`, or `*` for all."
    label: Optional[str] = None
    "For people, at most 120 characters."
    contact_email: Optional[str] = Field(alias="contactEmail", default=None)
    "Who is told when the webhook is given up."


DateTimeRangeFilter.model_rebuild()
ListingFilter.model_rebuild()
SafeIntRangeFilter.model_rebuild()
StatementFilter.model_rebuild()
ListProductInput.model_rebuild()
ListProductsInput.model_rebuild()
ChangePriceInput.model_rebuild()
ChangePricesInput.model_rebuild()
DepositLotsInput.model_rebuild()
RecordSaleInput.model_rebuild()
RecordSalesInput.model_rebuild()
RefundSaleInput.model_rebuild()
