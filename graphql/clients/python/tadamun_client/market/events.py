from datetime import datetime
from typing import Any, Optional

from pydantic import Field

from .base_model import BaseModel


class Events(BaseModel):
    events: Optional["EventsEvents"]


class EventsEvents(BaseModel):
    nodes: list["EventsEventsNodes"]
    page_info: "EventsEventsPageInfo" = Field(alias="pageInfo")


class EventsEventsNodes(BaseModel):
    position: int
    name: str
    subject_id: str = Field(alias="subjectId")
    payload: Any
    occurred_at: datetime = Field(alias="occurredAt")


class EventsEventsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Events.model_rebuild()
EventsEvents.model_rebuild()
