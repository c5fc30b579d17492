from typing import Optional
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class RecordSales(BaseModel):
    record_sales: Optional["RecordSalesRecordSales"] = Field(alias="recordSales")


class RecordSalesRecordSales(BaseModel):
    count: int
    results: list["RecordSalesRecordSalesResults"]
    errors: list["RecordSalesRecordSalesErrors"]


class RecordSalesRecordSalesResults(BaseModel):
    sale: Optional["RecordSalesRecordSalesResultsSale"]
    errors: list["RecordSalesRecordSalesResultsErrors"]


class RecordSalesRecordSalesResultsSale(BaseModel):
    id: str
    uuid: UUID
    receipt_year: int = Field(alias="receiptYear")
    receipt_number: int = Field(alias="receiptNumber")
    total: "RecordSalesRecordSalesResultsSaleTotal"


class RecordSalesRecordSalesResultsSaleTotal(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


RecordSalesRecordSalesResultsErrors = Refusal
RecordSalesRecordSalesErrors = Refusal
RecordSales.model_rebuild()
RecordSalesRecordSales.model_rebuild()
RecordSalesRecordSalesResults.model_rebuild()
RecordSalesRecordSalesResultsSale.model_rebuild()
