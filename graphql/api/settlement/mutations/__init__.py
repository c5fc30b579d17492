"""Writes of the settlement. One file each."""

from api.base.mutations import Mutation
from api.settlement.mutations.set_payout_minimum import SetPayoutMinimum

SETTLEMENT_MUTATIONS: tuple[type[Mutation], ...] = (SetPayoutMinimum,)
