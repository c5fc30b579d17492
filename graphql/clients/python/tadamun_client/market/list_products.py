from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ListingState
from .fragments import Refusal


class ListProducts(BaseModel):
    list_products: Optional["ListProductsListProducts"] = Field(alias="listProducts")


class ListProductsListProducts(BaseModel):
    count: int
    results: list["ListProductsListProductsResults"]
    errors: list["ListProductsListProductsErrors"]


class ListProductsListProductsResults(BaseModel):
    listing: Optional["ListProductsListProductsResultsListing"]
    errors: list["ListProductsListProductsResultsErrors"]


class ListProductsListProductsResultsListing(BaseModel):
    id: str
    state: ListingState
    version: int


ListProductsListProductsResultsErrors = Refusal
ListProductsListProductsErrors = Refusal
ListProducts.model_rebuild()
ListProductsListProducts.model_rebuild()
ListProductsListProductsResults.model_rebuild()
