"""How the registry's lists are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related, Search
from api.base.pages import By, Orders
from api.base.scalars import Date, DateTime
from api.registry.enums import (
    AuthorisationKind,
    AuthorisationStatus,
    CooperativeGroup,
    CooperativeKind,
    CooperativeStatus,
    OfficerFunction,
    VatRegime,
)
from shared_catalog.registry.queries import matching

_COOPERATIVE = "api.registry.types.Cooperative"

REGION_ORDERS = Orders("Region", CODE=By("pk", "By ISO 3166-2 code."))
PROVINCE_ORDERS = Orders("Province", CODE=By("pk", "By ISO 3166-2 code."))
COOPERATIVE_ORDERS = Orders(
    "Cooperative",
    CODE=By("code", "By number in the registry."),
    NAME_AR=By("sort_ar", "By Arabic name."),
    NAME_FR=By("sort_fr", "By French name, accents aside."),
    NAME_EN=By("sort_en", "By English name, or the French one where there is none."),
    FOUNDED_ON=By("founded_on", "By founding date."),
    CREATED_AT=By("created_at", "By when it was entered in the registry."),
)
MEMBER_COUNT_ORDERS = Orders(
    "MemberCount", descending=True, RECORDED_AT=By("recorded_at", "By when it was recorded.")
)
HISTORY_ORDERS = Orders("CooperativeHistory", AT=By("at", "By when it happened."))
AUTHORISATION_ORDERS = Orders(
    "Authorisation",
    ISSUED_ON=By("issued_on", "By date of issue."),
    NEXT_REVIEW_ON=By("next_review_on", "By when the next review falls due."),
)
PAYEE_ACCOUNT_ORDERS = Orders(
    "PayeeAccount", descending=True, RECORDED_AT=By("recorded_at", "By when it was recorded.")
)
PAYEE_RULES_ORDERS = Orders(
    "PayeeRules", descending=True, EFFECTIVE_FROM=By("effective_from", "By first day.")
)
IDENTITY_CHANGE_ORDERS = Orders("IdentityChange", descending=True, AT=By("at", "By when it was changed."))
OFFICER_ORDERS = Orders("Officer", MANDATE_FROM=By("mandate_from", "By first day of the mandate."))
PARTICIPATION_CHANGE_ORDERS = Orders("ParticipationChange", AT=By("at", "By when it was changed."))
PARTICIPATION_ORDERS = Orders("Participation", JOINED_ON=By("joined_on", "By first day."))


class ProvinceFilter(Filter):
    """Which provinces."""

    region = Condition(graphene.String, "Code of the region, such as `MA-06`.", "region_id")


class CooperativeFilter(Filter):
    """Which cooperatives."""

    code = Condition(graphene.String, "Number in the registry, such as `C0042`.", "code")
    ice = Condition(graphene.String, "ICE, 15 digits.", "ice")
    region = Condition(graphene.String, "Code of the region, such as `MA-06`.", "region_id")
    province = Condition(graphene.String, "Code of the province, such as `MA-TAR`.", "province_id")
    group = Condition(CooperativeGroup, "The group.", "group")
    kind = Condition(CooperativeKind, "The legal form.", "kind")
    status = Condition(CooperativeStatus, "Where it stands.", "status")
    vat_regime = Condition(VatRegime, "How value-added tax treats what it sells.", "vat_regime")
    founded_on = Condition(Date, "The founding date.", "founded_on", ranged=True)
    search = Search(
        "Words of names in any language or of the code, all to be found; `docs/search.md` says how.",
        matching,
        words="search_words",
    )


class AuthorisationFilter(Filter):
    """Which certificates."""

    cooperative = Related(_COOPERATIVE, "Whose it is.", "cooperative_id")
    kind = Condition(AuthorisationKind, "What it certifies.", "kind")
    issued_on = Condition(Date, "The date of issue.", "issued_on", ranged=True)
    number = Condition(graphene.String, "The number on the certificate.", "number")
    status = Condition(AuthorisationStatus, "Whether it counts.", "status")
    next_review_on = Condition(Date, "When the next review falls due.", "next_review_on", ranged=True)


class PayeeAccountFilter(Filter):
    """Which bank accounts."""

    cooperative = Related(_COOPERATIVE, "Whose it is.", "cooperative_id")
    latest = Flag("The latest of each cooperative, or those superseded.", Q(superseded_at__isnull=True))
    awaiting_verification = Flag(
        "Those that wait for a second person, or the others.",
        Q(verified_at__isnull=True, rejected_at__isnull=True, superseded_at__isnull=True),
    )
    recorded_at = Condition(DateTime, "When it was recorded.", "recorded_at", ranged=True)
    usable_from = Condition(DateTime, "From when on money may go there.", "usable_from", ranged=True)


class OfficerFilter(Filter):
    """Which officers and delegates."""

    cooperative = Related(_COOPERATIVE, "Of which cooperative.", "cooperative_id")
    function = Condition(OfficerFunction, "What they are.", "function")
    mandate_from = Condition(Date, "The first day.", "mandate_from", ranged=True)
    mandate_until = Condition(
        Date, "The last day; `isNull` for those that are open.", "mandate_until", ranged=True
    )


class ParticipationFilter(Filter):
    """Which participations."""

    cooperative = Related(_COOPERATIVE, "Who takes part.", "cooperative_id")
    market = Condition(graphene.String, "The market's name in addresses, such as `casablanca`.", "market_id")
    contract = Condition(graphene.String, "The contract it sells under.", "contract")
    joined_on = Condition(Date, "The first day.", "joined_on", ranged=True)
    ended_on = Condition(
        Date, "The first day after it ended; `isNull` for those that go on.", "ended_on", ranged=True
    )
    suspended_on = Condition(
        Date, "The first day of its suspension; `isNull` for those without.", "suspended_on", ranged=True
    )
    stand = Condition(graphene.String, "Where its goods stand.", "stand")
