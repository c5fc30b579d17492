"""Writes of bulk operations, the same on both sides. One file each; each makes its mutation for a side."""

from api.base.mutations import Mutation
from api.bulk.mutations.cancel_bulk_operation import cancel_bulk_operation
from api.bulk.mutations.start_bulk_mutation import start_bulk_mutation
from api.bulk.mutations.start_bulk_query import start_bulk_query
from api.bulk.sides import HQ, MARKET, Side


def bulk_mutations(side: Side) -> tuple[type[Mutation], ...]:
    """The mutations on one side's tables."""
    return tuple(make(side) for make in (start_bulk_mutation, start_bulk_query, cancel_bulk_operation))


HQ_BULK_MUTATIONS, MARKET_BULK_MUTATIONS = bulk_mutations(HQ), bulk_mutations(MARKET)
