"""What an officer does with an application: take it up, enter it in its round, or refuse it; and the end of
a round's scoring, which none of them may miss.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from shared_catalog.applications import queries
from shared_catalog.applications.models import PublicApplication
from shared_catalog.applications.operations._filing import tell
from shared_catalog.applications.types import ApplicationState
from shared_catalog.registry import operations as registry
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.rules import required_reason
from shared_catalog.selection import operations as selection
from shared_catalog.selection.models import Round
from shared_catalog.selection.queries import terms_of
from shared_catalog.selection.rules import needs_price
from shared_catalog.selection.types import PriceAsked, RoundState


class WrongApplicationState(DomainError):
    """The application does not stand where this can be done. Params: `number`, `state`."""

    code = "WRONG_APPLICATION_STATE"
    messages = {
        "ar": "لا يمكن ذلك في الطلب رقم {number} وحالته {state}",
        "fr": "Ce n'est pas possible pour la candidature numéro {number}, qui est {state}",
        "en": "This is not possible for the application number {number}, which is {state}",
    }


class ApplicationsWait(DomainError):
    """Applications that were handed in are neither entered in the round nor refused. Params: `numbers`."""

    code = "APPLICATIONS_WAIT"
    messages = {
        "ar": "طلبات أودعت ولم يبت فيها بعد: {numbers}",
        "fr": "Candidatures déposées qui ne sont ni acceptées ni refusées : {numbers}",
        "en": "Applications that were handed in and are neither accepted nor refused: {numbers}",
    }


@transaction.atomic
def take_up(
    *, application_id: UUID, cooperative_id: UUID | None, at: datetime, actor: str
) -> PublicApplication:
    """Take an application up for a cooperative that the registry knows, or enter its author in the registry
    as an applicant where none is named. Its papers are then brought as any cooperative's. Taken up already
    for the same, it is returned as it is.

    Raises NotFound, WrongApplicationState, and what `register_cooperative` raises: IceTaken where the
    registry knows the cooperative, which is then named.
    """
    application = _locked(application_id)
    if application.state in (ApplicationState.UNDER_REVIEW, ApplicationState.ENTERED) and (
        cooperative_id in (None, application.cooperative_id)
    ):
        return application
    _require(application, ApplicationState.SUBMITTED)
    if cooperative_id is None:
        details = queries.declared_in(application).details
        application.cooperative = registry.register_cooperative(
            cooperative_id=new_id(), details=details, at=at, actor=actor
        )
    else:
        application.cooperative = registry_reads.cooperative(cooperative_id)
    application.reviewed_at, application.reviewed_by = at, actor
    _pass_to(ApplicationState.UNDER_REVIEW, application, at, "cooperative", "reviewed_at", "reviewed_by")
    return application


@transaction.atomic
def accept(*, application_id: UUID, at: datetime, actor: str) -> PublicApplication:
    """Enter an application that was taken up in its round, with what the cooperative's file says today. Where
    the grid measures the price, it is that of the first product. Entered already, it is returned as it is.

    Raises NotFound, WrongApplicationState, and what `selection.enter_application` raises.
    """
    application = _locked(application_id)
    if application.state == ApplicationState.ENTERED:
        return application
    _require(application, ApplicationState.UNDER_REVIEW)
    assert application.cooperative_id is not None
    price = None
    if needs_price(terms_of(application.round)):
        first = queries.declared_in(application).products[0]
        price = PriceAsked(
            category_code=first.category_code,
            price_minor=first.price_minor,
            unit=first.unit,
            content=first.content,
        )
    application.entered_as = selection.enter_application(
        application_id=new_id(),
        round_id=application.round_id,
        cooperative_id=application.cooperative_id,
        price=price,
        at=at,
        actor=actor,
    )
    application.decided_at, application.decided_by = at, actor
    _pass_to(ApplicationState.ENTERED, application, at, "entered_as", "decided_at", "decided_by")
    return application


@transaction.atomic
def refuse_application(*, application_id: UUID, reason: str, at: datetime, actor: str) -> PublicApplication:
    """Do not admit an application to its round, for a reason that its author reads. Refused already, it is
    returned as it is.

    Raises NotFound, WrongApplicationState, InvalidValue.
    """
    why = required_reason(reason)
    application = _locked(application_id)
    if application.state == ApplicationState.REFUSED:
        return application
    _require(application, ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW)
    application.decided_at, application.decided_by, application.reason = at, actor, why
    _pass_to(ApplicationState.REFUSED, application, at, "decided_at", "decided_by", "reason")
    return application


@transaction.atomic
def close_scoring(*, round_id: UUID, at: datetime, actor: str) -> Round:
    """End the scoring of a round as selection does, once every application that was handed in is entered or
    refused: whoever was in time is in the minutes, or was told why not. Whoever hands one in meanwhile is
    before it or too late.

    Raises NotFound, ApplicationsWait, and what `selection.close_scoring` raises.
    """
    round_ = Round.objects.select_for_update().filter(id=round_id).first()
    if round_ is None:
        raise NotFound(kind="round", id=round_id)
    waiting = PublicApplication.objects.filter(
        round=round_, state__in=[ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW]
    )
    numbers = [str(number) for number in waiting.order_by("number").values_list("number", flat=True)]
    if round_.state == RoundState.OPEN and numbers:
        raise ApplicationsWait(numbers=", ".join(numbers))
    return selection.close_scoring(round_id=round_id, at=at, actor=actor)


def _locked(application_id: UUID) -> PublicApplication:
    found = (
        PublicApplication.objects.select_for_update(of=("self",))
        .select_related("round__grid")
        .filter(id=application_id)
        .exclude(state=ApplicationState.DRAFT)
        .first()
    )
    if found is None:
        raise NotFound(kind="public application", id=application_id)
    return found


def _require(application: PublicApplication, *states: ApplicationState) -> None:
    if application.state not in states:
        raise WrongApplicationState(number=application.number, state=application.state)


def _pass_to(state: ApplicationState, application: PublicApplication, at: datetime, *columns: str) -> None:
    application.state, application.changed_at = state, at
    application.save(update_fields=["state", "changed_at", *columns])
    tell(state.value, application, at)
