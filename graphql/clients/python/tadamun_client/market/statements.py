from datetime import date
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import PayoutRail, PayoutState


class Statements(BaseModel):
    statements: Optional["StatementsStatements"]


class StatementsStatements(BaseModel):
    nodes: list["StatementsStatementsNodes"]
    page_info: "StatementsStatementsPageInfo" = Field(alias="pageInfo")


class StatementsStatementsNodes(BaseModel):
    id: str
    number: int
    period: "StatementsStatementsNodesPeriod"
    cooperative: "StatementsStatementsNodesCooperative"
    sales: "StatementsStatementsNodesSales"
    returns: "StatementsStatementsNodesReturns"
    fees: "StatementsStatementsNodesFees"
    payable: "StatementsStatementsNodesPayable"
    payout: Optional["StatementsStatementsNodesPayout"]
    pdf_url: str = Field(alias="pdfUrl")


class StatementsStatementsNodesPeriod(BaseModel):
    key: int


class StatementsStatementsNodesCooperative(BaseModel):
    id: str
    code: str


class StatementsStatementsNodesSales(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


class StatementsStatementsNodesReturns(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


class StatementsStatementsNodesFees(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


class StatementsStatementsNodesPayable(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


class StatementsStatementsNodesPayout(BaseModel):
    id: str
    state: PayoutState
    rail: PayoutRail
    paid_on: Optional[date] = Field(alias="paidOn")


class StatementsStatementsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Statements.model_rebuild()
StatementsStatements.model_rebuild()
StatementsStatementsNodes.model_rebuild()
