from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class RefundSale(BaseModel):
    refund_sale: Optional["RefundSaleRefundSale"] = Field(alias="refundSale")


class RefundSaleRefundSale(BaseModel):
    refund: Optional["RefundSaleRefundSaleRefund"]
    errors: list["RefundSaleRefundSaleErrors"]


class RefundSaleRefundSaleRefund(BaseModel):
    id: str


RefundSaleRefundSaleErrors = Refusal
RefundSale.model_rebuild()
RefundSaleRefundSale.model_rebuild()
