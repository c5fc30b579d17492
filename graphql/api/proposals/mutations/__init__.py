"""Writes of proposals: a market's, and headquarters'. One file each."""

from api.base.lists import Mutations
from api.proposals.mutations.accept_proposal import AcceptProposal
from api.proposals.mutations.reject_proposal import RejectProposal
from api.proposals.mutations.submit_proposal import SubmitProposal

HQ_PROPOSAL_MUTATIONS: Mutations = (AcceptProposal, RejectProposal)

MARKET_PROPOSAL_MUTATIONS: Mutations = (SubmitProposal,)
