from typing import Optional

from .base_model import BaseModel


class Viewer(BaseModel):
    viewer: Optional["ViewerViewer"]


class ViewerViewer(BaseModel):
    id: str
    label: str
    scope: str
    permissions: list[str]


Viewer.model_rebuild()
