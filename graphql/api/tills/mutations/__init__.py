"""Writes of tills, for a market. One file each."""

from api.base.mutations import Mutation
from api.tills.mutations.open_till import OpenTill
from api.tills.mutations.retire_till import RetireTill

TILL_MUTATIONS: tuple[type[Mutation], ...] = (OpenTill, RetireTill)
