from datetime import date
from typing import Optional
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    CooperativeGroup,
    CooperativeKind,
    CooperativeStatus,
    ErrorPolicy,
    Language,
    ProductStatus,
    TaxClass,
    Unit,
    VatRegime,
)


class StringFilter(BaseModel):
    """Compares with values of `String`."""

    eq: Optional[str] = None
    "Equal to this."
    one_of: Optional[list[str]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class CooperativeFilter(BaseModel):
    """Which cooperatives."""

    code: Optional["StringFilter"] = None
    "Number in the registry, such as `C0042`."
    ice: Optional["StringFilter"] = None
    "ICE, 15 digits."
    region: Optional["StringFilter"] = None
    "Code of the region, such as `MA-06`."
    province: Optional["StringFilter"] = None
    "Code of the province, such as `MA-TAR`."
    group: Optional["CooperativeGroupFilter"] = None
    "The group."
    kind: Optional["CooperativeKindFilter"] = None
    "The legal form."
    status: Optional["CooperativeStatusFilter"] = None
    "Where it stands."
    vat_regime: Optional["VatRegimeFilter"] = Field(alias="vatRegime", default=None)
    "How value-added tax treats what it sells."
    founded_on: Optional["DateRangeFilter"] = Field(alias="foundedOn", default=None)
    "The founding date."
    search: Optional[str] = None
    "Words of names in any language or of the code, all to be found; `docs/search.md` says how."


class CooperativeGroupFilter(BaseModel):
    """Compares with values of `CooperativeGroup`."""

    eq: Optional[CooperativeGroup] = None
    "Equal to this."
    one_of: Optional[list[CooperativeGroup]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class CooperativeKindFilter(BaseModel):
    """Compares with values of `CooperativeKind`."""

    eq: Optional[CooperativeKind] = None
    "Equal to this."
    one_of: Optional[list[CooperativeKind]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class CooperativeStatusFilter(BaseModel):
    """Compares with values of `CooperativeStatus`."""

    eq: Optional[CooperativeStatus] = None
    "Equal to this."
    one_of: Optional[list[CooperativeStatus]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class VatRegimeFilter(BaseModel):
    """Compares with values of `VatRegime`."""

    eq: Optional[VatRegime] = None
    "Equal to this."
    one_of: Optional[list[VatRegime]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class DateRangeFilter(BaseModel):
    """Compares with values of `Date`."""

    eq: Optional[date] = None
    "Equal to this."
    one_of: Optional[list[date]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."
    range_: Optional["DateRange"] = Field(alias="range", default=None)
    "Within these bounds."


class DateRange(BaseModel):
    """Bounds of `Date`; one left out is open."""

    gte: Optional[date] = None
    "From this on, this included."
    lt: Optional[date] = None
    "Up to this, this excluded."


class CooperativeIdFilter(BaseModel):
    """Compares with global ids of `Cooperative`."""

    eq: Optional[str] = None
    "This one."
    one_of: Optional[list[str]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is none."


class ProductFilter(BaseModel):
    """Which products."""

    code: Optional["StringFilter"] = None
    "The barcode: its GTIN, or an internal one."
    cooperative: Optional["CooperativeIdFilter"] = None
    "Who makes it."
    group: Optional["CooperativeGroupFilter"] = None
    "The group of the cooperative that makes it."
    region: Optional["StringFilter"] = None
    "Code of its maker's region, such as `MA-06`."
    category: Optional["StringFilter"] = None
    "Code of its category, a leaf of the tree."
    root_category: Optional["StringFilter"] = Field(alias="rootCategory", default=None)
    "Code of the category above its own."
    status: Optional["ProductStatusFilter"] = None
    "Where it stands."
    unit: Optional["UnitFilter"] = None
    "What its net content counts."
    tax_class: Optional["TaxClassFilter"] = Field(alias="taxClass", default=None)
    "How value-added tax treats it."
    recommended_price_minor: Optional["IntRangeFilter"] = Field(
        alias="recommendedPriceMinor", default=None
    )
    "The recommended price in centimes."
    missing_language: Optional[Language] = Field(alias="missingLanguage", default=None)
    "Those whose name or description is missing in this language."
    search: Optional[str] = None
    "Words of names in any language, all to be found, or a barcode; `docs/search.md` says how."


class ProductStatusFilter(BaseModel):
    """Compares with values of `ProductStatus`."""

    eq: Optional[ProductStatus] = None
    "Equal to this."
    one_of: Optional[list[ProductStatus]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class UnitFilter(BaseModel):
    """Compares with values of `Unit`."""

    eq: Optional[Unit] = None
    "Equal to this."
    one_of: Optional[list[Unit]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class TaxClassFilter(BaseModel):
    """Compares with values of `TaxClass`."""

    eq: Optional[TaxClass] = None
    "Equal to this."
    one_of: Optional[list[TaxClass]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."


class IntRangeFilter(BaseModel):
    """Compares with values of `Int`."""

    eq: Optional[int] = None
    "Equal to this."
    one_of: Optional[list[int]] = Field(alias="oneOf", default=None)
    "One of these; an empty list matches nothing."
    is_null: Optional[bool] = Field(alias="isNull", default=None)
    "Whether there is no value."
    range_: Optional["IntRange"] = Field(alias="range", default=None)
    "Within these bounds."


class IntRange(BaseModel):
    """Bounds of `Int`; one left out is open."""

    gte: Optional[int] = None
    "From this on, this included."
    lt: Optional[int] = None
    "Up to this, this excluded."


class RegisterCooperativeInput(BaseModel):
    """What `registerCooperative` takes."""

    id: UUID
    "A UUID made by the caller, best version 7; the same request again gives the same answer."
    details: "CooperativeDetailsInput"
    "What it says of itself."


class CooperativeDetailsInput(BaseModel):
    """What a cooperative says of itself."""

    names: "LocalizedTextInput"
    "Its name."
    group: CooperativeGroup
    "What it makes, broadly."
    kind: CooperativeKind
    "Its legal form."
    region_code: str = Field(alias="regionCode")
    "ISO 3166-2 code of its region, such as `MA-09`."
    province_code: str = Field(alias="provinceCode")
    "ISO 3166-2 code of its province, such as `MA-TAR`."
    ice: str
    "Its ICE, 15 digits."
    register_number: str = Field(alias="registerNumber")
    "Its number in the local register of cooperatives (law 112-12)."
    register_court: str = Field(alias="registerCourt")
    "The court that keeps that register."
    founded_on: date = Field(alias="foundedOn")
    "When it was founded."
    members: "MembersInput"
    "Its members."
    contact: "ContactInput"
    "Whom to reach."


class LocalizedTextInput(BaseModel):
    """A text in the languages of the platform; English may be left out."""

    ar: str
    "In Arabic."
    fr: str
    "In French."
    en: str = ""
    "In English; empty for none."


class MembersInput(BaseModel):
    """Who the members are: women and men make the whole; youth and rural are counted among them."""

    women: int
    "Women."
    men: int
    "Men."
    youth: int
    "Young people, among women and men."
    rural: int
    "People who live in the countryside, among women and men."
    as_of: date = Field(alias="asOf")
    "The day of the count."


class ContactInput(BaseModel):
    """Whom to reach."""

    name: str
    "The function rather than the name, where that is enough."
    phone: Optional[str] = None
    "The telephone number."
    email: Optional[str] = None
    "The e-mail address."


class RegisterCooperativesInput(BaseModel):
    """What `registerCooperatives` takes."""

    rows: list["RegisterCooperativeInput"]
    "1 to 100 rows, each as `registerCooperative` takes it, done in their order."
    error_policy: Optional[ErrorPolicy] = Field(alias="errorPolicy", default=None)
    "What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said."


class DraftProductInput(BaseModel):
    """What `draftProduct` takes."""

    id: UUID
    "A UUID made by the caller, best version 7; the same request again gives the same answer."
    cooperative_id: str = Field(alias="cooperativeId")
    "The cooperative."
    details: "ProductDetailsInput"
    "What it is."


class ProductDetailsInput(BaseModel):
    """What is said of a product."""

    category_code: str = Field(alias="categoryCode")
    "Code of its category, a leaf of the tree."
    names: "LocalizedTextInput"
    "Its name."
    descriptions: Optional["LocalizedTextInput"] = None
    "What it is."
    unit: Unit
    "What its net content counts."
    net_content: int = Field(alias="netContent")
    "How much of the unit one piece holds."
    packed: bool = True
    "Whether it leaves the cooperative in its own packaging."
    food_use: bool = Field(alias="foodUse", default=False)
    "Whether it is meant for food, where its category allows food and cosmetic use."
    gtin: Optional[str] = None
    "Its own GTIN; left out, it gets an internal code."
    recommended_price: "MoneyInput" = Field(alias="recommendedPrice")
    "The recommended price of one piece."


class MoneyInput(BaseModel):
    """An amount of money."""

    amount_minor: int = Field(alias="amountMinor")
    "The amount in centimes: 1250 is 12.50 MAD."
    currency: str = "MAD"
    "The currency, ISO 4217: only `MAD` is taken."


class DraftProductsInput(BaseModel):
    """What `draftProducts` takes."""

    rows: list["DraftProductInput"]
    "1 to 100 rows, each as `draftProduct` takes it, done in their order."
    error_policy: Optional[ErrorPolicy] = Field(alias="errorPolicy", default=None)
    "What becomes of the others when a row is refused; `REJECT_EVERYTHING` when nothing is said."


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


CooperativeFilter.model_rebuild()
DateRangeFilter.model_rebuild()
ProductFilter.model_rebuild()
IntRangeFilter.model_rebuild()
RegisterCooperativeInput.model_rebuild()
CooperativeDetailsInput.model_rebuild()
RegisterCooperativesInput.model_rebuild()
DraftProductInput.model_rebuild()
ProductDetailsInput.model_rebuild()
DraftProductsInput.model_rebuild()
