from .base_model import BaseModel


class Refusal(BaseModel):
    code: str
    path: list[str]
    message: str
    params: list["RefusalParams"]


class RefusalParams(BaseModel):
    name: str
    value: str


Refusal.model_rebuild()
