"""Writes of the calendar. One file each; what reviews, approves and seals stands with the settlement."""

from api.base.mutations import Mutation
from api.periods.mutations.cut_off_period import CutOffPeriod
from api.periods.mutations.set_closing_rule import SetClosingRule

PERIOD_MUTATIONS: tuple[type[Mutation], ...] = (CutOffPeriod, SetClosingRule)
