from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import TillState


class Tills(BaseModel):
    tills: Optional["TillsTills"]


class TillsTills(BaseModel):
    nodes: list["TillsTillsNodes"]
    page_info: "TillsTillsPageInfo" = Field(alias="pageInfo")


class TillsTillsNodes(BaseModel):
    id: str
    code: str
    name: str
    state: TillState


class TillsTillsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Tills.model_rebuild()
TillsTills.model_rebuild()
