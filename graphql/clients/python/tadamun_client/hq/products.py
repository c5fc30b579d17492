from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ProductStatus, Unit


class Products(BaseModel):
    products: Optional["ProductsProducts"]


class ProductsProducts(BaseModel):
    nodes: list["ProductsProductsNodes"]
    page_info: "ProductsProductsPageInfo" = Field(alias="pageInfo")


class ProductsProductsNodes(BaseModel):
    id: str
    code: str
    gtin: Optional[str]
    name: "ProductsProductsNodesName"
    cooperative: Optional["ProductsProductsNodesCooperative"]
    unit: Unit
    net_content: int = Field(alias="netContent")
    recommended_price: "ProductsProductsNodesRecommendedPrice" = Field(
        alias="recommendedPrice"
    )
    status: ProductStatus
    updated_at: datetime = Field(alias="updatedAt")
    version: int


class ProductsProductsNodesName(BaseModel):
    ar: str
    fr: str
    en: str


class ProductsProductsNodesCooperative(BaseModel):
    id: str
    code: str


class ProductsProductsNodesRecommendedPrice(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


class ProductsProductsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Products.model_rebuild()
ProductsProducts.model_rebuild()
ProductsProductsNodes.model_rebuild()
