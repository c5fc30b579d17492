from typing import Optional
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class RecordSale(BaseModel):
    record_sale: Optional["RecordSaleRecordSale"] = Field(alias="recordSale")


class RecordSaleRecordSale(BaseModel):
    sale: Optional["RecordSaleRecordSaleSale"]
    errors: list["RecordSaleRecordSaleErrors"]


class RecordSaleRecordSaleSale(BaseModel):
    id: str
    uuid: UUID
    receipt_year: int = Field(alias="receiptYear")
    receipt_number: int = Field(alias="receiptNumber")
    total: "RecordSaleRecordSaleSaleTotal"


class RecordSaleRecordSaleSaleTotal(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


RecordSaleRecordSaleErrors = Refusal
RecordSale.model_rebuild()
RecordSaleRecordSale.model_rebuild()
RecordSaleRecordSaleSale.model_rebuild()
