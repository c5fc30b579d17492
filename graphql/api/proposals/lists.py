"""How proposals are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import DateTime
from api.proposals.enums import ProposalKind, ProposalOutcome

PROPOSAL_ORDERS = Orders("Proposal", PROPOSED_AT=By("proposed_at", "By when it was proposed."))


class ProposalFilter(Filter):
    """Which proposals."""

    market = Condition(graphene.String, "The market's name in addresses, such as `casablanca`.", "market_id")
    kind = Condition(ProposalKind, "What is proposed.", "kind")
    waiting = Flag("Those that wait for headquarters, or the others.", Q(decision__isnull=True))
    outcome = Condition(ProposalOutcome, "What was decided.", "decision__outcome")
    cooperative = Related(
        "api.registry.types.Cooperative", "Which cooperative they are about.", "cooperative_id"
    )
    proposed_at = Condition(DateTime, "When it was proposed.", "proposed_at", ranged=True)
