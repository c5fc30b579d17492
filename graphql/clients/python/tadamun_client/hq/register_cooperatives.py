from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import CooperativeStatus
from .fragments import Refusal


class RegisterCooperatives(BaseModel):
    register_cooperatives: Optional["RegisterCooperativesRegisterCooperatives"] = Field(
        alias="registerCooperatives"
    )


class RegisterCooperativesRegisterCooperatives(BaseModel):
    count: int
    results: list["RegisterCooperativesRegisterCooperativesResults"]
    errors: list["RegisterCooperativesRegisterCooperativesErrors"]


class RegisterCooperativesRegisterCooperativesResults(BaseModel):
    cooperative: Optional["RegisterCooperativesRegisterCooperativesResultsCooperative"]
    errors: list["RegisterCooperativesRegisterCooperativesResultsErrors"]


class RegisterCooperativesRegisterCooperativesResultsCooperative(BaseModel):
    id: str
    code: str
    status: CooperativeStatus


RegisterCooperativesRegisterCooperativesResultsErrors = Refusal
RegisterCooperativesRegisterCooperativesErrors = Refusal
RegisterCooperatives.model_rebuild()
RegisterCooperativesRegisterCooperatives.model_rebuild()
RegisterCooperativesRegisterCooperativesResults.model_rebuild()
