"""Steps of a market's life, for headquarters. One file each."""

from api.base.mutations import Mutation
from api.network.mutations.close_market import CloseMarket
from api.network.mutations.open_market import OpenMarket
from api.network.mutations.resume_market import ResumeMarket
from api.network.mutations.suspend_market import SuspendMarket

NETWORK_MUTATIONS: tuple[type[Mutation], ...] = (
    OpenMarket,
    SuspendMarket,
    ResumeMarket,
    CloseMarket,
)
