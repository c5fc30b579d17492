from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class NetworkSales(BaseModel):
    network: list["NetworkSalesNetwork"]


class NetworkSalesNetwork(BaseModel):
    market: Optional["NetworkSalesNetworkMarket"]
    half_month: Optional[int] = Field(alias="halfMonth")
    tickets: Optional[int]
    items: int
    net: "NetworkSalesNetworkNet"
    fees: "NetworkSalesNetworkFees"


class NetworkSalesNetworkMarket(BaseModel):
    slug: str


class NetworkSalesNetworkNet(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


class NetworkSalesNetworkFees(BaseModel):
    amount_minor: int = Field(alias="amountMinor")
    currency: str


NetworkSales.model_rebuild()
NetworkSalesNetwork.model_rebuild()
