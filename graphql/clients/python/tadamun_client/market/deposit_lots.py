from typing import Optional
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class DepositLots(BaseModel):
    deposit_lots: Optional["DepositLotsDepositLots"] = Field(alias="depositLots")


class DepositLotsDepositLots(BaseModel):
    count: int
    results: list["DepositLotsDepositLotsResults"]
    errors: list["DepositLotsDepositLotsErrors"]


class DepositLotsDepositLotsResults(BaseModel):
    deposit: Optional["DepositLotsDepositLotsResultsDeposit"]
    errors: list["DepositLotsDepositLotsResultsErrors"]


class DepositLotsDepositLotsResultsDeposit(BaseModel):
    id: str
    uuid: UUID
    on_hand: int = Field(alias="onHand")


DepositLotsDepositLotsResultsErrors = Refusal
DepositLotsDepositLotsErrors = Refusal
DepositLots.model_rebuild()
DepositLotsDepositLots.model_rebuild()
DepositLotsDepositLotsResults.model_rebuild()
