from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ProductStatus
from .fragments import Refusal


class DraftProducts(BaseModel):
    draft_products: Optional["DraftProductsDraftProducts"] = Field(
        alias="draftProducts"
    )


class DraftProductsDraftProducts(BaseModel):
    count: int
    results: list["DraftProductsDraftProductsResults"]
    errors: list["DraftProductsDraftProductsErrors"]


class DraftProductsDraftProductsResults(BaseModel):
    product: Optional["DraftProductsDraftProductsResultsProduct"]
    errors: list["DraftProductsDraftProductsResultsErrors"]


class DraftProductsDraftProductsResultsProduct(BaseModel):
    id: str
    code: str
    status: ProductStatus


DraftProductsDraftProductsResultsErrors = Refusal
DraftProductsDraftProductsErrors = Refusal
DraftProducts.model_rebuild()
DraftProductsDraftProducts.model_rebuild()
DraftProductsDraftProductsResults.model_rebuild()
