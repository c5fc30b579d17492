"""Writes of prices. One file each."""

from api.base.lists import Mutations
from api.prices.mutations.approve_price_request import ApprovePriceRequest
from api.prices.mutations.reject_price_request import RejectPriceRequest
from api.prices.mutations.request_price import RequestPrice
from api.prices.mutations.set_price_corridor import SetPriceCorridor

HQ_PRICE_MUTATIONS: Mutations = (SetPriceCorridor,)
MARKET_PRICE_MUTATIONS: Mutations = (RequestPrice, ApprovePriceRequest, RejectPriceRequest)
