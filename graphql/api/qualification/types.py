"""Programmes and enrolments, and what is suggested to markets."""

from django.db.models import Q

from api.base.connections import Connection
from api.base.fields import Column, Localized, MoneyColumn
from api.base.nodes import Edge, Node
from api.base.visibility import of_cooperative
from api.cooperative_documents.types import CooperativeDocument
from api.network.types import Market
from api.qualification import enums, lists
from api.registry.types import Authorisation, Cooperative
from shared_catalog.qualification import models
from tenants.access import Actor
from tenants.permissions import Permission


class _ForHeadquarters(Node):
    """What the whole of headquarters sees that may read programmes."""

    class Meta:
        abstract = True

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return Q()


class QualificationProgramme(_ForHeadquarters):
    """A programme that brings cooperatives to their authorisation. `programmeReport` says how far it came."""

    class Meta:
        model = models.Programme
        permission = Permission.QUALIFICATION_READ

    code = Column("Its code.")
    name = Localized("Its name.")
    starts_on = Column("The first day of its first phase.")
    ends_on = Column("The last day of its last phase.")
    target = Column("How many authorisations it is to bring.")
    budget = MoneyColumn("What all partners give.", "budget_minor")
    defined_at = Column("When it was defined.")
    defined_by = Column("Who defined it.")
    partners = Connection(
        lambda: QualificationPartner, "Who carries it.", via="programme", orders=lists.PARTNER_ORDERS
    )
    phases = Connection(lambda: QualificationPhase, "Its phases.", via="programme", orders=lists.PHASE_ORDERS)


class QualificationPartner(_ForHeadquarters):
    """Who carries a programme, and how much of its budget."""

    class Meta:
        model = models.Partner
        permission = Permission.QUALIFICATION_READ

    programme = Edge(QualificationProgramme, "The programme.", required=True)
    code = Column("Its code, by which costs name it.")
    name = Localized("Its name.")
    budget = MoneyColumn("What it gives; nothing for one that brings no money.", "budget_minor")
    overruns = Connection(
        lambda: QualificationOverrun,
        "What was signed beyond it.",
        via="partner",
        orders=lists.OVERRUN_ORDERS,
    )


class QualificationOverrun(_ForHeadquarters):
    """Somebody signed that a partner's budget may be exceeded."""

    class Meta:
        model = models.Overrun
        permission = Permission.QUALIFICATION_READ

    partner = Edge(QualificationPartner, "Whose budget.", required=True)
    amount = MoneyColumn("By how much.", "amount_minor")
    reason = Column("Why.")
    signed_on = Column("On which day it was signed.")
    signed_at = Column("When.")
    signed_by = Column("Who signed it.")


class QualificationPhase(_ForHeadquarters):
    """A part of a programme."""

    class Meta:
        model = models.Phase
        permission = Permission.QUALIFICATION_READ

    programme = Edge(QualificationProgramme, "The programme.", required=True)
    number = Column("Its number in the programme, from 1.")
    name = Localized("Its name.")
    starts_on = Column("Its first day.")
    ends_on = Column("Its last day.")
    target = Column("How many authorisations it is to bring.")
    cohorts = Connection(lambda: QualificationCohort, "Its cohorts.", via="phase", orders=lists.COHORT_ORDERS)


class QualificationCohort(_ForHeadquarters):
    """Cooperatives that go through a phase together."""

    class Meta:
        model = models.Cohort
        permission = Permission.QUALIFICATION_READ

    phase = Edge(QualificationPhase, "The phase.", required=True)
    code = Column("Its code in the programme.")
    starts_on = Column("The first day on which cooperatives are enrolled in it.")
    opened_at = Column("When it was opened.")
    opened_by = Column("Who opened it.")
    enrolments = Connection(
        lambda: Enrolment,
        "Who is enrolled.",
        via="cohort",
        orders=lists.ENROLMENT_ORDERS,
        filters=lists.EnrolmentFilter,
    )


class Enrolment(_ForHeadquarters):
    """A cooperative on its way through a programme."""

    class Meta:
        model = models.Enrolment
        permission = Permission.QUALIFICATION_READ

    cohort = Edge(QualificationCohort, "The cohort.", required=True)
    cooperative = Edge(Cooperative, "The cooperative.", required=True)
    started_on = Column("When it began.")
    state = Column("Where it stands.", type_=enums.EnrolmentState)
    ended_on = Column("When it was authorised or dropped; null while it is on its way.")
    drop_reason = Column("Why it was dropped.")
    authorisation = Edge(Authorisation, "The certificate that it reached.")
    enrolled_at = Column("When it was recorded.")
    enrolled_by = Column("Who recorded it.")
    ended_at = Column("When its end was recorded.")
    ended_by = Column("Who recorded its end.")
    steps = Connection(lambda: QualificationStep, "All six steps.", via="enrolment", orders=lists.STEP_ORDERS)


class QualificationStep(_ForHeadquarters):
    """A step of an enrolment: planned for a day, done on another."""

    class Meta:
        model = models.Step
        permission = Permission.QUALIFICATION_READ

    enrolment = Edge(Enrolment, "The enrolment.", required=True)
    kind = Column("Which step.", type_=enums.QualificationStepKind)
    position = Column("Its place in the usual order, from 1.")
    planned_on = Column("For which day it is planned.")
    done_on = Column("On which day it was done; null before.")
    recorded_at = Column("When that was recorded.")
    recorded_by = Column("Who recorded it.")
    costs = Connection(lambda: QualificationCost, "What it cost.", via="step", orders=lists.COST_ORDERS)
    blockers = Connection(
        lambda: QualificationBlocker,
        "What stood in its way, or does.",
        via="step",
        orders=lists.BLOCKER_ORDERS,
        filters=lists.QualificationBlockerFilter,
    )
    documents = Connection(
        lambda: QualificationStepDocument,
        "The papers that show it.",
        via="step",
        orders=lists.STEP_DOCUMENT_ORDERS,
    )


class QualificationStepDocument(_ForHeadquarters):
    """A paper that shows how a step was done."""

    class Meta:
        model = models.StepDocument
        permission = Permission.QUALIFICATION_READ

    step = Edge(QualificationStep, "The step.", required=True)
    document = Edge(CooperativeDocument, "The paper.")


class QualificationCost(_ForHeadquarters):
    """Money that was spent on a step."""

    class Meta:
        model = models.Cost
        permission = Permission.QUALIFICATION_READ

    step = Edge(QualificationStep, "The step.", required=True)
    partner = Edge(QualificationPartner, "Who paid; null for the cooperative itself.")
    amount = MoneyColumn("How much.", "amount_minor")
    paid_on = Column("When it was paid.")
    recorded_at = Column("When it was recorded.")
    recorded_by = Column("Who recorded it.")


class QualificationBlocker(_ForHeadquarters):
    """What keeps a step from being done, or kept."""

    class Meta:
        model = models.Blocker
        permission = Permission.QUALIFICATION_READ

    step = Edge(QualificationStep, "The step.", required=True)
    code = Column("What it is.", type_=enums.QualificationBlockerCode)
    text = Column("In words.")
    since = Column("Since when.")
    until = Column("From which day on it was out of the way; null while it stands.")
    raised_at = Column("When it was recorded.")
    raised_by = Column("Who recorded it.")
    lifted_at = Column("When its end was recorded.")
    lifted_by = Column("Who recorded its end.")


class ListingSuggestion(Node):
    """Headquarters suggests to a market that it list what a cooperative makes. A market sees its own."""

    class Meta:
        model = models.ListingSuggestion
        permission = Permission.REGISTRY_READ

    cooperative = Edge(Cooperative, "Whose goods.", required=True)
    market = Edge(Market, "To which market.")
    programme = Edge(
        QualificationProgramme, "The programme that brought it to its authorisation.", hq_only=True
    )
    suggested_at = Column("When.")
    suggested_by = Column("Who suggested it.", hq_only=True)
    answer = Edge(lambda: ListingAnswer, "What the market said; null while it has not.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "cooperative")


class ListingAnswer(Node):
    """What a market said to a suggestion. To sell there, the cooperative is then admitted by headquarters."""

    class Meta:
        model = models.ListingAnswer
        permission = Permission.REGISTRY_READ

    accepted = Column("Whether it will list what the cooperative makes.")
    reason = Column("Why not.")
    answered_at = Column("When.")
    answered_by = Column("Who answered.")

    @classmethod
    def visible(cls, viewer: Actor) -> Q:
        return of_cooperative(viewer, "suggestion__cooperative")
