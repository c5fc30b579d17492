"""Root fields of the registry, the same on both sides."""

from api.base.connections import Connection
from api.base.roots import One
from api.base.schema import Queries
from api.registry import lists
from api.registry.records import Officer
from api.registry.types import (
    Authorisation,
    Cooperative,
    Participation,
    PayeeAccount,
    PayeeRules,
    Province,
    Region,
)


class RegistryQueries(Queries):
    """Reads of the registry."""

    regions = Connection(Region, "The 12 regions.", orders=lists.REGION_ORDERS)
    provinces = Connection(
        Province,
        "The 75 prefectures and provinces.",
        orders=lists.PROVINCE_ORDERS,
        filters=lists.ProvinceFilter,
    )
    cooperative = One(Cooperative, "A cooperative by its global id.")
    cooperatives = Connection(
        Cooperative, "Cooperatives.", orders=lists.COOPERATIVE_ORDERS, filters=lists.CooperativeFilter
    )
    authorisations = Connection(
        Authorisation,
        "Food-safety certificates of all cooperatives.",
        orders=lists.AUTHORISATION_ORDERS,
        filters=lists.AuthorisationFilter,
    )
    payee_accounts = Connection(
        PayeeAccount,
        "Bank accounts of all cooperatives, latest recorded first. On a market's host: of those that took "
        "part in it.",
        orders=lists.PAYEE_ACCOUNT_ORDERS,
        filters=lists.PayeeAccountFilter,
    )
    payee_rules = Connection(
        PayeeRules,
        "How long a change of account waits, latest rule first; 3 days while there is none.",
        orders=lists.PAYEE_RULES_ORDERS,
        hq_only=True,
    )
    officers = Connection(
        Officer,
        "Who speaks or spoke for cooperatives. On a market's host: for those that take part in it, or took "
        "part; none in a sandbox.",
        orders=lists.OFFICER_ORDERS,
        filters=lists.OfficerFilter,
    )
    participations = Connection(
        Participation,
        "Who sells where. On a market's host: in that market.",
        orders=lists.PARTICIPATION_ORDERS,
        filters=lists.ParticipationFilter,
    )
