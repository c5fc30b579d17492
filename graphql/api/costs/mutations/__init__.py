"""Writes of costs and income. One file each."""

from api.base.mutations import Mutation
from api.costs.mutations.record_cost import RecordCost
from api.costs.mutations.record_other_income import RecordOtherIncome

COSTS_MUTATIONS: tuple[type[Mutation], ...] = (RecordCost, RecordOtherIncome)
