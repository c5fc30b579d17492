"""The writes of proposals; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.proposals.operations._deciding import (
    ProposalDecided,
    accept_proposal,
    forget_proposed_contacts,
    reject_proposal,
)
from shared_catalog.proposals.operations._proposing import ProposalFromSandbox, submit_proposal

__all__ = [
    "ProposalDecided",
    "ProposalFromSandbox",
    "accept_proposal",
    "forget_proposed_contacts",
    "reject_proposal",
    "submit_proposal",
]
