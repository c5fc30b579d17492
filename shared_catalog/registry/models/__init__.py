"""Rows of the registry: retired, ended or superseded, never deleted; what matters is also a constraint."""

from shared_catalog.registry.models._authorisations import Authorisation
from shared_catalog.registry.models._cooperatives import Cooperative, CooperativeContact, CooperativeHistory
from shared_catalog.registry.models._identities import IdentityChange, LegalIdentity, Officer
from shared_catalog.registry.models._member_counts import MemberCount
from shared_catalog.registry.models._participations import Participation, ParticipationChange
from shared_catalog.registry.models._payees import PayeeAccount, PayeeRules
from shared_catalog.registry.models._territory import CodeSeries, Province, Region
from shared_catalog.registry.models._words import choices, one_of, takes_part

__all__ = [
    "Authorisation",
    "CodeSeries",
    "Cooperative",
    "CooperativeContact",
    "CooperativeHistory",
    "IdentityChange",
    "LegalIdentity",
    "MemberCount",
    "Officer",
    "Participation",
    "ParticipationChange",
    "PayeeAccount",
    "PayeeRules",
    "Province",
    "Region",
    "choices",
    "one_of",
    "takes_part",
]
