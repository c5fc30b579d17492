"""Root fields of proposals, the same on both sides."""

from api.base.connections import Connection
from api.base.schema import Queries
from api.proposals import lists
from api.proposals.types import Proposal


class ProposalQueries(Queries):
    """Reads of proposals."""

    proposals = Connection(
        Proposal,
        "What markets propose, oldest first. On a market's host: its own.",
        orders=lists.PROPOSAL_ORDERS,
        filters=lists.ProposalFilter,
    )
