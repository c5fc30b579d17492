"""Root fields of qualification: programmes on headquarters' host, suggestions on both."""

from datetime import date
from typing import Any

import graphene

from api.base.connections import Connection
from api.base.errors import BadUserInput, NotFound
from api.base.fields import Computed
from api.base.roots import One
from api.base.scalars import Date
from api.base.schema import Queries
from api.qualification import lists
from api.qualification.report import ProgrammeReport
from api.qualification.types import Enrolment, ListingSuggestion, QualificationProgramme
from kernel.halfmonth import business_date
from shared_catalog.qualification import queries as qualification
from shared_catalog.qualification import types
from tenants.permissions import Permission


def _report(_root: None, info: Any, programme_id: str, as_of: date | None = None) -> types.ProgrammeReport:
    key = QualificationProgramme.key_of(programme_id, info.context.market)
    if not QualificationProgramme.rows(info.context.viewer).filter(pk=key).exists():
        raise NotFound()
    today = business_date(info.context.now)
    if as_of is not None and as_of > today:
        raise BadUserInput("`asOf` lies in the future.", argument="asOf")
    return qualification.report(key, as_of=as_of or today)


class SuggestionQueries(Queries):
    """Reads of suggestions."""

    listing_suggestion = One(ListingSuggestion, "A suggestion by its global id.")
    listing_suggestions = Connection(
        ListingSuggestion,
        "What headquarters suggests to list, latest first. On a market's host: what it suggests to that "
        "market.",
        orders=lists.SUGGESTION_ORDERS,
        filters=lists.ListingSuggestionFilter,
    )


class QualificationQueries(SuggestionQueries):
    """Reads of programmes."""

    qualification_programme = One(QualificationProgramme, "A programme by its global id.")
    qualification_programmes = Connection(
        QualificationProgramme, "Programmes, latest first.", orders=lists.PROGRAMME_ORDERS
    )
    enrolment = One(Enrolment, "An enrolment by its global id.")
    enrolments = Connection(
        Enrolment,
        "Enrolments of all programmes, latest first.",
        orders=lists.ENROLMENT_ORDERS,
        filters=lists.EnrolmentFilter,
    )
    programme_report = Computed(
        graphene.NonNull(ProgrammeReport),
        "What a donor asks of a programme, in one request: how far enrolments came, by region, group and "
        "cohort; how long and how much an authorisation took; what was spent of which budget; what stands in "
        "the way; whom it reached; and what was sold since.",
        resolve=_report,
        permission=Permission.QUALIFICATION_READ,
        cost=100,
        programme_id=graphene.Argument(graphene.ID, required=True, description="The programme."),
        as_of=graphene.Argument(Date, description="As of the end of this day; today when nothing is said."),
    )
