from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import CooperativeGroup, CooperativeKind, CooperativeStatus


class Cooperatives(BaseModel):
    cooperatives: Optional["CooperativesCooperatives"]


class CooperativesCooperatives(BaseModel):
    nodes: list["CooperativesCooperativesNodes"]
    page_info: "CooperativesCooperativesPageInfo" = Field(alias="pageInfo")


class CooperativesCooperativesNodes(BaseModel):
    id: str
    code: str
    name: "CooperativesCooperativesNodesName"
    group: CooperativeGroup
    kind: CooperativeKind
    region: "CooperativesCooperativesNodesRegion"
    ice: str
    status: CooperativeStatus
    updated_at: datetime = Field(alias="updatedAt")
    version: int


class CooperativesCooperativesNodesName(BaseModel):
    ar: str
    fr: str
    en: str


class CooperativesCooperativesNodesRegion(BaseModel):
    code: str
    name: "CooperativesCooperativesNodesRegionName"


class CooperativesCooperativesNodesRegionName(BaseModel):
    fr: str


class CooperativesCooperativesPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Cooperatives.model_rebuild()
CooperativesCooperatives.model_rebuild()
CooperativesCooperativesNodes.model_rebuild()
CooperativesCooperativesNodesRegion.model_rebuild()
