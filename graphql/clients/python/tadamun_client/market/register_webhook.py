from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class RegisterWebhook(BaseModel):
    register_webhook: Optional["RegisterWebhookRegisterWebhook"] = Field(
        alias="registerWebhook"
    )


class RegisterWebhookRegisterWebhook(BaseModel):
    webhook: Optional["RegisterWebhookRegisterWebhookWebhook"]
    secret: Optional[str]
    errors: list["RegisterWebhookRegisterWebhookErrors"]


class RegisterWebhookRegisterWebhookWebhook(BaseModel):
    id: str
    url: str
    event_types: list[str] = Field(alias="eventTypes")


RegisterWebhookRegisterWebhookErrors = Refusal
RegisterWebhook.model_rebuild()
RegisterWebhookRegisterWebhook.model_rebuild()
