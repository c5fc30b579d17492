from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class CountStock(BaseModel):
    count_stock: Optional["CountStockCountStock"] = Field(alias="countStock")


class CountStockCountStock(BaseModel):
    deposit: Optional["CountStockCountStockDeposit"]
    errors: list["CountStockCountStockErrors"]


class CountStockCountStockDeposit(BaseModel):
    id: str
    on_hand: int = Field(alias="onHand")


CountStockCountStockErrors = Refusal
CountStock.model_rebuild()
CountStockCountStock.model_rebuild()
