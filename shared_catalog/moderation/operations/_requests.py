"""What the steps of a request have in common: which are possible, and who hears of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kernel.errors import DomainError, NotFound
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue.models import Product
from shared_catalog.moderation import rules
from shared_catalog.moderation.models import ChangeRequest
from shared_catalog.moderation.types import RequestState, RequestStep
from tenants.events import operations as events
from tenants.oauth import queries as oauth


class WrongChangeRequestStep(DomainError):
    """The request was decided already. Params: `state`, `step`."""

    code = "WRONG_CHANGE_REQUEST_STEP"
    messages = {
        "ar": "لا يمكن تنفيذ {step} على طلب التغيير في حالة {state}",
        "fr": "L'étape {step} n'est pas possible pour la demande de modification, qui est {state}",
        "en": "The step {step} is not possible for the change request, which is {state}",
    }


class ChangeRequestNeedsSecondPerson(DomainError):
    """Whoever asks for a change, or registered the program that does, does not decide about it. Params:
    `product`.
    """

    code = "CHANGE_REQUEST_NEEDS_SECOND_PERSON"
    messages = {
        "ar": "يجب أن يقرر في المنتوج {product} شخص آخر غير الذي طلب ذلك",
        "fr": "Une autre personne que celle qui l'a demandé doit décider du produit {product}",
        "en": "The product {product} has to be decided by somebody other than who asked for it",
    }


class ChangeRequestOfAnother(DomainError):
    """Only who asked for a change withdraws the request. Params: `product`."""

    code = "CHANGE_REQUEST_OF_ANOTHER"
    messages = {
        "ar": "لا يسحب طلب تغيير المنتوج {product} إلا من قدمه",
        "fr": "Seul l'auteur de la demande de modification du produit {product} peut la retirer",
        "en": "Only who asked for the change of the product {product} withdraws it",
    }


class ChangeConflict(DomainError):
    """The product has changed since in what the request speaks of. Params: `product`, `fields`, `version`."""

    code = "CHANGE_CONFLICT"
    messages = {
        "ar": "تغير المنتوج {product} منذ الطلب في {fields}، وإصداره الحالي {version}",
        "fr": "Le produit {product} a changé depuis la demande ({fields}) ; sa version est {version}",
        "en": "The product {product} has changed since it was asked ({fields}); its version is {version}",
    }


def held(request_id: UUID) -> tuple[ChangeRequest, Product]:
    """The request and its product, both locked, the product first: what is decided of a product is decided
    one after another. Raises NotFound.
    """
    product_id = ChangeRequest.objects.filter(id=request_id).values_list("product_id", flat=True).first()
    if product_id is None:
        raise NotFound(kind="change request", id=request_id)
    product = catalogue.locked(product_id=product_id)
    return ChangeRequest.objects.select_for_update(of=("self",)).get(id=request_id), product


def require_open(request: ChangeRequest, step: RequestStep) -> None:
    """Raises WrongChangeRequestStep for a request that was decided."""
    if request.state != RequestState.OPEN:
        raise WrongChangeRequestStep(state=request.state, step=step.value)


def require_another(request: ChangeRequest, product: Product, reviewer: str) -> None:
    """Raises ChangeRequestNeedsSecondPerson for who asked, himself or through a program."""
    if reviewer in (request.proposed_by, oauth.registrar_of(request.proposed_by)):
        raise ChangeRequestNeedsSecondPerson(product=product.code)


def decide(
    request: ChangeRequest,
    product: Product,
    step: RequestStep,
    *,
    fields: Sequence[str],
    reason: str = "",
    at: datetime,
    actor: str,
) -> ChangeRequest:
    """Take an open request's last step, and tell of it."""
    request.state, request.reason = rules.STEPS[step], reason
    request.decided_at, request.decided_by = at, actor
    request.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    tell(rules.STEPS[step].value, request, product, fields=fields, at=at)
    return request


def tell(what: str, request: ChangeRequest, product: Product, *, fields: Sequence[str], at: datetime) -> None:
    """Add what happened to a request to headquarters' log: which fields, not what they say."""
    payload = {
        "product": str(product.id),
        "cooperative": str(product.cooperative_id),
        "kind": str(request.kind),
        "state": str(request.state),
        "fields": [str(field) for field in fields],
        "rule": request.decided_by.removeprefix(rules.BY_RULE)
        if request.decided_by.startswith(rules.BY_RULE)
        else None,
    }
    events.append(name=f"change_request.{what}", subject_id=request.id, payload=payload, at=at)
