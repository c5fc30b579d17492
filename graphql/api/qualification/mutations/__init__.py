"""Writes of qualification. One file each."""

from api.base.lists import Mutations
from api.qualification.mutations.answer_listing_suggestion import AnswerListingSuggestion
from api.qualification.mutations.complete_qualification_step import CompleteQualificationStep
from api.qualification.mutations.define_qualification_programme import DefineQualificationProgramme
from api.qualification.mutations.drop_enrolment import DropEnrolment
from api.qualification.mutations.enrol_cooperative import EnrolCooperative
from api.qualification.mutations.lift_qualification_blocker import LiftQualificationBlocker
from api.qualification.mutations.open_qualification_cohort import OpenQualificationCohort
from api.qualification.mutations.plan_qualification_step import PlanQualificationStep
from api.qualification.mutations.raise_qualification_blocker import RaiseQualificationBlocker
from api.qualification.mutations.reach_authorisation import ReachAuthorisation
from api.qualification.mutations.record_qualification_cost import RecordQualificationCost
from api.qualification.mutations.sign_qualification_overrun import SignQualificationOverrun

QUALIFICATION_MUTATIONS: Mutations = (
    DefineQualificationProgramme,
    OpenQualificationCohort,
    SignQualificationOverrun,
    EnrolCooperative,
    DropEnrolment,
    PlanQualificationStep,
    CompleteQualificationStep,
    RecordQualificationCost,
    RaiseQualificationBlocker,
    LiftQualificationBlocker,
    ReachAuthorisation,
)
MARKET_QUALIFICATION_MUTATIONS: Mutations = (AnswerListingSuggestion,)
