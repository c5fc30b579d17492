"""Writes of the market's fee. One file each."""

from api.base.mutations import Mutation
from api.fees.mutations.set_fee_rate import SetFeeRate

FEE_MUTATIONS: tuple[type[Mutation], ...] = (SetFeeRate,)
