"""Deciding about a request: by a rule at once, or by somebody other than who asked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries as catalogue_reads
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.operations import WrongProductStep
from shared_catalog.catalogue.rules import of_json
from shared_catalog.catalogue.types import AttributeValue, ProductStep
from shared_catalog.moderation import queries, rules
from shared_catalog.moderation.models import ChangeRequest
from shared_catalog.moderation.operations._requests import (
    ChangeConflict,
    decide,
    held,
    require_another,
    require_open,
)
from shared_catalog.moderation.types import Change, RequestKind, RequestStep
from shared_catalog.registry.rules import required_reason


@transaction.atomic
def confirm_request(*, request_id: UUID, at: datetime, actor: str) -> ChangeRequest:
    """Publish the draft, or let the product say what was asked. What changed of it meanwhile stays, as long
    as the request does not speak of it; other requests that speak of the same fields are superseded.

    Raises NotFound, WrongChangeRequestStep, ChangeRequestNeedsSecondPerson, ChangeConflict, and what
    `catalogue.approve_product` or `catalogue.revise_product` raises.
    """
    request, product = held(request_id)
    return _confirmed(request, product, at=at, actor=actor)


@transaction.atomic
def approve_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Confirm the request that a product be published.

    Raises NotFound, WrongProductStep for one that is not proposed, and what `confirm_request` raises.
    """
    product = catalogue.locked(product_id=product_id)
    request = queries.open_publication(product_id)
    if request is None:
        step = ProductStep.APPROVE.value
        raise WrongProductStep(product=product.code, status=product.status, step=step)
    _confirmed(request, product, at=at, actor=actor)
    return catalogue_reads.product(product_id)


@transaction.atomic
def reject_request(*, request_id: UUID, reason: str, at: datetime, actor: str) -> ChangeRequest:
    """Leave the product as it is, and say why; a proposed product is rejected.

    Raises NotFound, WrongChangeRequestStep, ChangeRequestNeedsSecondPerson, InvalidValue.
    """
    given = required_reason(reason)
    request, product = held(request_id)
    require_open(request, RequestStep.REJECT)
    require_another(request, product, actor)
    if request.kind == RequestKind.PUBLICATION:
        catalogue.reject_product(product_id=product.id, at=at, actor=actor)
    fields = [change.name for change in queries.changes_of(request)]
    return decide(request, product, RequestStep.REJECT, fields=fields, reason=given, at=at, actor=actor)


@transaction.atomic
def retire_product(*, product_id: UUID, at: datetime, actor: str) -> Product:
    """Take a product out of the catalogue for good; whatever was asked of it is superseded.

    Raises NotFound, WrongProductStep.
    """
    product = catalogue.retire_product(product_id=product_id, at=at, actor=actor)
    waiting = queries.open_edits(product_id)
    publication = queries.open_publication(product_id)
    for request in waiting if publication is None else (*waiting, publication):
        _supersede(request, product, reason="the product was retired", at=at, actor=actor)
    return product


def apply(request: ChangeRequest, product: Product, *, at: datetime, actor: str) -> ChangeRequest:
    """Let a published product say what was asked, whoever decided it; both are locked, and the request is
    open. Raises what `catalogue.revise_product` raises.
    """
    changes = queries.changes_of(request)
    details = catalogue_reads.details_of(product)
    catalogue.revise_product(
        product_id=product.id,
        details=rules.saying(details, {change.field: change.after for change in changes}),
        attributes=_attributes(changes),
        at=at,
        actor=actor,
    )
    fields = [change.name for change in changes]
    confirmed = decide(request, product, RequestStep.CONFIRM, fields=fields, at=at, actor=actor)
    for other in queries.open_edits(product.id, of=changes):
        _supersede(other, product, reason=f"request {request.id} was confirmed", at=at, actor=actor)
    return confirmed


def _confirmed(request: ChangeRequest, product: Product, *, at: datetime, actor: str) -> ChangeRequest:
    require_open(request, RequestStep.CONFIRM)
    require_another(request, product, actor)
    if request.kind == RequestKind.EDIT:
        if conflicts := rules.met(queries.changes_of(request), queries.said_now(product)):
            fields = ", ".join(sorted(conflicts))
            raise ChangeConflict(product=product.code, fields=fields, version=product.version)
        return apply(request, product, at=at, actor=actor)
    catalogue.approve_product(product_id=product.id, at=at, actor=actor)
    return decide(request, product, RequestStep.CONFIRM, fields=(), at=at, actor=actor)


def _attributes(changes: Sequence[Change]) -> dict[str, AttributeValue | None]:
    """What is to be said by attribute."""
    stored = {change.attribute: change.after for change in changes if change.attribute is not None}
    definitions = catalogue_reads.asked_attributes().definitions if stored else {}
    return {
        code: None if value is None else of_json(definitions[code].type, value)
        for code, value in stored.items()
    }


def _supersede(request: ChangeRequest, product: Product, *, reason: str, at: datetime, actor: str) -> None:
    fields = [change.name for change in queries.changes_of(request)]
    decide(request, product, RequestStep.SUPERSEDE, fields=fields, reason=reason, at=at, actor=actor)
