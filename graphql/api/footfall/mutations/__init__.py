"""Writes of the footfall. One file each."""

from api.base.mutations import Mutation
from api.footfall.mutations.record_visitors import RecordVisitors

FOOTFALL_MUTATIONS: tuple[type[Mutation], ...] = (RecordVisitors,)
