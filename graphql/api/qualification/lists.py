"""How the lists of qualification are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Flag, Related
from api.base.pages import By, Orders
from api.base.scalars import Date
from api.qualification.enums import EnrolmentState, QualificationBlockerCode, QualificationStepKind
from api.registry.enums import CooperativeGroup

PROGRAMME_ORDERS = Orders(
    "QualificationProgramme", descending=True, STARTS_ON=By("starts_on", "By its first day.")
)
PARTNER_ORDERS = Orders("QualificationPartner", POSITION=By("position", "As the programme names them."))
OVERRUN_ORDERS = Orders("QualificationOverrun", SIGNED_AT=By("signed_at", "By when it was signed."))
PHASE_ORDERS = Orders("QualificationPhase", NUMBER=By("number", "By number."))
COHORT_ORDERS = Orders("QualificationCohort", STARTS_ON=By("starts_on", "By its first day."))
ENROLMENT_ORDERS = Orders("Enrolment", descending=True, STARTED_ON=By("started_on", "By when it began."))
STEP_ORDERS = Orders("QualificationStep", POSITION=By("position", "In their usual order."))
STEP_DOCUMENT_ORDERS = Orders("QualificationStepDocument", ID=By("pk", "By when they were added."))
COST_ORDERS = Orders("QualificationCost", PAID_ON=By("paid_on", "By when it was paid."))
BLOCKER_ORDERS = Orders("QualificationBlocker", SINCE=By("since", "By when it began."))
SUGGESTION_ORDERS = Orders(
    "ListingSuggestion", descending=True, SUGGESTED_AT=By("suggested_at", "By when it was made.")
)


class EnrolmentFilter(Filter):
    """Which enrolments."""

    state = Condition(EnrolmentState, "Where it stands.", "state")
    cooperative = Related("api.registry.types.Cooperative", "Whose it is.", "cooperative_id")
    cohort = Related("api.qualification.types.QualificationCohort", "In which cohort.", "cohort_id")
    programme = Related(
        "api.qualification.types.QualificationProgramme", "Of which programme.", "cohort__phase__programme_id"
    )
    region = Condition(
        graphene.String, "Code of the cooperative's region, such as `MA-06`.", "cooperative__region_id"
    )
    group = Condition(CooperativeGroup, "The cooperative's group.", "cooperative__group")
    started_on = Condition(Date, "When it began.", "started_on", ranged=True)


class QualificationBlockerFilter(Filter):
    """Which blockers."""

    code = Condition(QualificationBlockerCode, "What stands in the way.", "code")
    step = Condition(QualificationStepKind, "In the way of which step.", "step__kind")
    standing = Flag("Whether it still stands.", Q(until__isnull=True))


class ListingSuggestionFilter(Filter):
    """Which suggestions."""

    cooperative = Related("api.registry.types.Cooperative", "Whose goods.", "cooperative_id")
    market = Condition(graphene.String, "The market's name in addresses.", "market_id")
    open = Flag("Whether it waits for the market's answer.", Q(answer__isnull=True))
    accepted = Condition(graphene.Boolean, "What the market said.", "answer__accepted")
