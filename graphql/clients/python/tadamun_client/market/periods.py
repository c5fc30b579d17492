from datetime import date
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import PeriodState


class Periods(BaseModel):
    periods: Optional["PeriodsPeriods"]


class PeriodsPeriods(BaseModel):
    nodes: list["PeriodsPeriodsNodes"]
    page_info: "PeriodsPeriodsPageInfo" = Field(alias="pageInfo")


class PeriodsPeriodsNodes(BaseModel):
    id: str
    key: int
    starts_on: date = Field(alias="startsOn")
    ends_on: date = Field(alias="endsOn")
    state: PeriodState
    pay_on: date = Field(alias="payOn")


class PeriodsPeriodsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Periods.model_rebuild()
PeriodsPeriods.model_rebuild()
