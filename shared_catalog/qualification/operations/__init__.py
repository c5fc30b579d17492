"""The writes of qualification; each is one transaction, and bad input raises before anything is changed."""

from shared_catalog.qualification.operations._authorising import reach_authorisation
from shared_catalog.qualification.operations._enrolments import (
    CooperativeEnrolled,
    EnrolmentEnded,
    drop_enrolment,
    enrol_cooperative,
)
from shared_catalog.qualification.operations._loading import load_enrolments
from shared_catalog.qualification.operations._programmes import (
    ProgrammeCodeTaken,
    define_programme,
    open_cohort,
    sign_overrun,
)
from shared_catalog.qualification.operations._spending import BudgetExceeded, record_cost
from shared_catalog.qualification.operations._steps import (
    BlockerLifted,
    StepBlocked,
    StepDone,
    StepOutOfOrder,
    complete_step,
    lift_blocker,
    plan_step,
    raise_blocker,
)
from shared_catalog.qualification.operations._suggestions import SuggestionAnswered, answer_suggestion

__all__ = [
    "BlockerLifted",
    "BudgetExceeded",
    "CooperativeEnrolled",
    "EnrolmentEnded",
    "ProgrammeCodeTaken",
    "StepBlocked",
    "StepDone",
    "StepOutOfOrder",
    "SuggestionAnswered",
    "answer_suggestion",
    "complete_step",
    "define_programme",
    "drop_enrolment",
    "enrol_cooperative",
    "lift_blocker",
    "load_enrolments",
    "open_cohort",
    "plan_step",
    "raise_blocker",
    "reach_authorisation",
    "record_cost",
    "sign_overrun",
]
