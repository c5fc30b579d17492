from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ListingState


class Listings(BaseModel):
    listings: Optional["ListingsListings"]


class ListingsListings(BaseModel):
    nodes: list["ListingsListingsNodes"]
    page_info: "ListingsListingsPageInfo" = Field(alias="pageInfo")


class ListingsListingsNodes(BaseModel):
    id: str
    product: Optional["ListingsListingsNodesProduct"]
    price: "ListingsListingsNodesPrice"
    state: ListingState
    on_hand: Optional[int] = Field(alias="onHand")
    version: int


class ListingsListingsNodesProduct(BaseModel):
    id: str
    code: str
    gtin: Optional[str]
    name: "ListingsListingsNodesProductName"


class ListingsListingsNodesProductName(BaseModel):
    ar: str
    fr: str
    en: str


class ListingsListingsNodesPrice(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


class ListingsListingsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Listings.model_rebuild()
ListingsListings.model_rebuild()
ListingsListingsNodes.model_rebuild()
ListingsListingsNodesProduct.model_rebuild()
