"""Keeping prices within their corridor, and asking for one outside of it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.halfmonth import business_date
from markets.events import operations as events
from markets.events.types import EventDraft
from markets.prices import queries
from markets.prices.models import PriceRequest
from markets.prices.types import RequestState, Wanted
from shared_catalog.catalogue.rules import HIGHEST_PRICE_MINOR
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import required, required_reason
from tenants.database.claims import claim, done_before


class PriceOutsideCorridor(DomainError):
    """The nation's corridor does not allow the price, and nobody approved it for this product.

    Params: `product_id`, `price_minor`, `lowest_minor`, `highest_minor` (centimes; 0 for no lowest price).
    """

    code = "PRICE_OUTSIDE_CORRIDOR"
    messages = {
        "ar": "السعر {price_minor} سنتيم خارج النطاق المسموح به للمنتج {product_id}: "
        "من {lowest_minor} إلى {highest_minor} سنتيم",
        "fr": "Le prix de {price_minor} centimes sort de l'encadrement du produit {product_id} : "
        "de {lowest_minor} à {highest_minor} centimes",
        "en": "The price of {price_minor} centimes is outside the corridor of the product {product_id}: "
        "{lowest_minor} to {highest_minor} centimes",
    }


class PriceWithinCorridor(DomainError):
    """The price needs no approval. Params: `price_minor`."""

    code = "PRICE_WITHIN_CORRIDOR"
    messages = {
        "ar": "السعر {price_minor} سنتيم مسموح به دون موافقة",
        "fr": "Le prix de {price_minor} centimes est permis sans accord",
        "en": "The price of {price_minor} centimes is allowed without approval",
    }


class PriceRequestWaits(DomainError):
    """That price of that product was asked for and waits for an answer. Params: `price_minor`."""

    code = "PRICE_REQUEST_WAITS"
    messages = {
        "ar": "طلب السعر {price_minor} سنتيم لهذا المنتج ينتظر الجواب",
        "fr": "Une demande au prix de {price_minor} centimes attend déjà sa réponse",
        "en": "A request for the price of {price_minor} centimes already waits for its answer",
    }


class PriceRequestDecided(DomainError):
    """The request was answered before. Params: `state`."""

    code = "PRICE_REQUEST_DECIDED"
    messages = {
        "ar": "تم البت في هذا الطلب من قبل: {state}",
        "fr": "Cette demande a déjà sa réponse : {state}",
        "en": "This request has its answer already: {state}",
    }


class OwnPriceRequest(DomainError):
    """Whoever asked for a price does not answer. No params."""

    code = "OWN_PRICE_REQUEST"
    messages = {
        "ar": "لا يبت في طلب السعر من قدمه",
        "fr": "Qui a demandé un prix n'y répond pas",
        "en": "Whoever asked for a price does not answer the request",
    }


def require_within_corridor(*, wanted: Sequence[Wanted], on: date) -> None:
    """Refuse prices outside the corridor of a day that nobody approved. Raises PriceOutsideCorridor."""
    outside = queries.outside(wanted, on=on)
    if not outside:
        return
    approved = queries.approved_prices([one.product_id for one, _ in outside])
    for one, bounds in outside:
        if (one.product_id, one.price_minor) not in approved:
            raise PriceOutsideCorridor(
                path=one.path,
                product_id=str(one.product_id),
                price_minor=one.price_minor,
                lowest_minor=bounds.lowest_minor or 0,
                highest_minor=HIGHEST_PRICE_MINOR if bounds.highest_minor is None else bounds.highest_minor,
            )


@transaction.atomic
def request_price(
    *, request_id: UUID, product_id: UUID, price_minor: int, reason: str, at: datetime, actor: str
) -> PriceRequest:
    """Ask to sell a product at a price outside its corridor, under an id made by the caller.

    Raises NotFound, IdReused, PriceWithinCorridor, PriceRequestWaits, InvalidValue.
    """
    claim(request_id)
    given_reason = required_reason(reason)
    known = PriceRequest.objects.filter(id=request_id).first()
    if known is not None:
        if (known.product_id, known.price_minor, known.reason) != (product_id, price_minor, given_reason):
            raise IdReused(kind="price request", id=request_id)
        return done_before(known)
    if not 0 < price_minor <= HIGHEST_PRICE_MINOR:
        raise InvalidValue(field="price_minor", reason=f"not between 1 and {HIGHEST_PRICE_MINOR} centimes")
    recommended_minor = queries.recommended_minor(product_id)
    if recommended_minor is None:
        raise NotFound(kind="product", id=product_id)
    if not queries.outside([Wanted(product_id, price_minor, ())], on=business_date(at)):
        raise PriceWithinCorridor(path=("price",), price_minor=price_minor)
    request = PriceRequest(
        id=request_id,
        product_id=product_id,
        price_minor=price_minor,
        recommended_minor=recommended_minor,
        reason=given_reason,
        state=RequestState.REQUESTED,
        requested_at=at,
        requested_by=actor,
    )
    # Two people who ask for the same at once meet at the unique key.
    PriceRequest.objects.bulk_create([request], ignore_conflicts=True)
    if not PriceRequest.objects.filter(id=request_id).exists():
        raise PriceRequestWaits(path=("price",), price_minor=price_minor)
    _tell("requested", request, at)
    return request


def approve_price(*, request_id: UUID, answer: str, at: datetime, actor: str) -> PriceRequest:
    """Let the product be sold at that price. Raises NotFound, PriceRequestDecided, OwnPriceRequest,
    InvalidValue.
    """
    return _decide(RequestState.APPROVED, request_id, answer=answer, at=at, actor=actor)


def reject_price(*, request_id: UUID, answer: str, at: datetime, actor: str) -> PriceRequest:
    """Leave it at the corridor. Raises NotFound, PriceRequestDecided, OwnPriceRequest, InvalidValue."""
    return _decide(RequestState.REJECTED, request_id, answer=answer, at=at, actor=actor)


@transaction.atomic
def _decide(state: RequestState, request_id: UUID, *, answer: str, at: datetime, actor: str) -> PriceRequest:
    given_answer = required(answer, field="answer", longest=400)
    request = PriceRequest.objects.select_for_update().filter(id=request_id).first()
    if request is None:
        raise NotFound(kind="price request", id=request_id)
    if request.state != RequestState.REQUESTED:
        raise PriceRequestDecided(state=str(request.state))
    if request.requested_by == actor:
        raise OwnPriceRequest()
    request.state, request.decided_at, request.decided_by = state, at, actor
    request.answer = given_answer
    request.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    _tell(state.value, request, at)
    return request


def _tell(what: str, request: PriceRequest, at: datetime) -> None:
    said = {"product_id": str(request.product_id), "price_minor": request.price_minor}
    draft = EventDraft(
        name=f"price_request.{what}",
        subject_id=str(request.id),
        payload=said,
        occurred_at=at,
        recorded_at=at,
    )
    events.append_all(drafts=[draft])
