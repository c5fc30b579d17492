"""Writes of the market's fees. One file each."""

from api.base.mutations import Mutation
from api.fees.mutations.add_fee_rule_version import AddFeeRuleVersion
from api.fees.mutations.end_fee_rule import EndFeeRule
from api.fees.mutations.set_fee_rule import SetFeeRule

FEE_MUTATIONS: tuple[type[Mutation], ...] = (SetFeeRule, AddFeeRuleVersion, EndFeeRule)
