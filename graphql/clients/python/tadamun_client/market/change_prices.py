from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import Refusal


class ChangePrices(BaseModel):
    change_prices: Optional["ChangePricesChangePrices"] = Field(alias="changePrices")


class ChangePricesChangePrices(BaseModel):
    count: int
    results: list["ChangePricesChangePricesResults"]
    errors: list["ChangePricesChangePricesErrors"]


class ChangePricesChangePricesResults(BaseModel):
    listing: Optional["ChangePricesChangePricesResultsListing"]
    errors: list["ChangePricesChangePricesResultsErrors"]


class ChangePricesChangePricesResultsListing(BaseModel):
    id: str
    price: "ChangePricesChangePricesResultsListingPrice"
    version: int


class ChangePricesChangePricesResultsListingPrice(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


ChangePricesChangePricesResultsErrors = Refusal
ChangePricesChangePricesErrors = Refusal
ChangePrices.model_rebuild()
ChangePricesChangePrices.model_rebuild()
ChangePricesChangePricesResults.model_rebuild()
ChangePricesChangePricesResultsListing.model_rebuild()
