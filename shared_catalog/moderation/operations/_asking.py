"""Asking: that a draft be published, and that a published product say something else."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import models, transaction

from kernel.errors import InvalidValue
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from kernel.ids import new_id
from kernel.versions import require_version
from shared_catalog.catalogue import operations as catalogue
from shared_catalog.catalogue import queries as catalogue_reads
from shared_catalog.catalogue.models import Product
from shared_catalog.catalogue.operations import WrongProductStep
from shared_catalog.catalogue.types import AttributeValue, ProductDetails, ProductStatus, ProductStep
from shared_catalog.moderation import queries, rules
from shared_catalog.moderation.models import ChangeAction, ChangeRequest
from shared_catalog.moderation.operations._deciding import apply
from shared_catalog.moderation.operations._requests import (
    ChangeRequestOfAnother,
    decide,
    held,
    require_open,
    tell,
)
from shared_catalog.moderation.types import (
    Action,
    Change,
    ChangeField,
    Judgement,
    RequestKind,
    RequestState,
    RequestStep,
    Value,
)
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import short
from tenants.database.claims import claim, done_before


@dataclass(frozen=True, slots=True)
class Edited:
    """A product as it is now, and the request that its edit made; None where none was needed."""

    product: Product
    request: ChangeRequest | None


@transaction.atomic
def propose_product(*, product_id: UUID, note: str = "", at: datetime, actor: str) -> ChangeRequest:
    """Ask that a draft be published; somebody else decides. It is not edited meanwhile.

    Raises what `catalogue.propose_product` raises, and InvalidValue for a long note.
    """
    said = _note(note)
    product = catalogue.propose_product(product_id=product_id, at=at, actor=actor)
    return _opened(product, RequestKind.PUBLICATION, (), request_id=new_id(), note=said, at=at, actor=actor)


@transaction.atomic
def submit_changes(
    *,
    request_id: UUID,
    product_id: UUID,
    actions: Sequence[Action],
    note: str = "",
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> ChangeRequest:
    """Ask that a published product say something else, under an id made by the caller. What rules let through
    is confirmed at once; the rest waits for another person.

    The same request again gives the same row. Raises NotFound, IdReused, WrongProductStep for a product that
    is not published, VersionConflict when it is another version than the one expected, InvalidValue for no
    action, one field twice, or nothing that changes, and what `catalogue.revise_product` raises.
    """
    claim(request_id)
    content = fingerprint({"product": product_id, "actions": [_told(one) for one in actions], "note": note})
    known = ChangeRequest.objects.filter(id=request_id).first()
    if known is not None:
        if bytes(known.fingerprint) != content:
            raise IdReused(kind="change request", id=request_id)
        return done_before(known)
    said = _note(note)
    product = catalogue.locked(product_id=product_id)
    _require_published(product)
    require_version(expected=expected_version, current=product.version)
    wanted = rules.asked(actions)
    details = rules.saying(catalogue_reads.details_of(product), wanted)
    changes = _changes(product, details, wanted.get(ChangeField.ATTRIBUTE, {}), on=business_date(at))
    if not changes:
        raise InvalidValue(field="actions", reason="nothing changes")
    changes = sorted(changes, key=lambda change: list(wanted).index(change.field))
    return _asked(product, changes, request_id=request_id, note=said, at=at, actor=actor, content=content)


@transaction.atomic
def edit_product(
    *,
    product_id: UUID,
    details: ProductDetails,
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Edited:
    """Replace what is said of a product: of a draft at once; of a published one by a request, which rules
    confirm at once or another person later. What is said of it already, or asked already by the same actor,
    is answered as it is.

    Raises what `catalogue.edit_product` and `submit_changes` raise.
    """
    product = catalogue.locked(product_id=product_id)
    if product.status != ProductStatus.PUBLISHED:
        edited = catalogue.edit_product(
            product_id=product_id, details=details, expected_version=expected_version, at=at, actor=actor
        )
        return Edited(edited, None)
    changes = _changes(product, details, {}, on=business_date(at))
    known = _known(product, changes, actor=actor)
    if known is not None:
        return known
    require_version(expected=expected_version, current=product.version)
    request = _asked(product, changes, request_id=new_id(), note="", at=at, actor=actor)
    return Edited(catalogue_reads.product(product_id), request)


@transaction.atomic
def set_attributes(
    *,
    product_id: UUID,
    values: Mapping[str, AttributeValue | None],
    expected_version: int | None = None,
    at: datetime,
    actor: str,
) -> Edited:
    """Say these attributes of a product, None to say one no more: of a draft at once; of a published one by a
    request, which the rules confirm at once where none of them stands on the label, or another person later.
    What is said of it already, or asked already by the same actor, is answered as it is.

    Raises what `catalogue.set_attributes` and `submit_changes` raise; the version is the sheet's.
    """
    product = catalogue.locked(product_id=product_id)
    if product.status != ProductStatus.PUBLISHED:
        said = catalogue.set_attributes(
            product_id=product_id, values=values, expected_version=expected_version, at=at, actor=actor
        )
        return Edited(said, None)
    changes = _changes(product, catalogue_reads.details_of(product), values, on=business_date(at))
    known = _known(product, changes, actor=actor)
    if known is not None:
        return known
    sheet = catalogue_reads.attribute_sheets([product_id]).get(product_id)
    require_version(expected=expected_version, current=sheet.version if sheet else 0)
    request = _asked(product, changes, request_id=new_id(), note="", at=at, actor=actor)
    return Edited(catalogue_reads.product(product_id), request)


@transaction.atomic
def withdraw_request(*, request_id: UUID, at: datetime, actor: str) -> ChangeRequest:
    """Take back what oneself asked; a product that was proposed is a draft again.

    Raises NotFound, WrongChangeRequestStep, ChangeRequestOfAnother.
    """
    request, product = held(request_id)
    require_open(request, RequestStep.WITHDRAW)
    if request.proposed_by != actor:
        raise ChangeRequestOfAnother(product=product.code)
    if request.kind == RequestKind.PUBLICATION:
        catalogue.withdraw_product(product_id=product.id, at=at, actor=actor)
    fields = [change.name for change in queries.changes_of(request)]
    return decide(request, product, RequestStep.WITHDRAW, fields=fields, at=at, actor=actor)


def _changes(
    product: Product, details: ProductDetails, values: Mapping[str, AttributeValue | None], *, on: date
) -> Sequence[Change]:
    """What of a published product would change, were these its details and these said of it by attribute.
    Raises what `catalogue.require_revisable` and `catalogue.require_sayable` raise.
    """
    checked = catalogue.require_revisable(product=product, details=details, on=on)
    before = catalogue_reads.said_by_attribute(product.id)
    after = catalogue.require_sayable(product=product, category_code=checked.category_code, values=values)
    told = rules.between(catalogue_reads.details_of(product), checked)
    return (*told, *rules.between_sheets(before, after))


def _known(product: Product, changes: Sequence[Change], *, actor: str) -> Edited | None:
    """The answer where nothing changes, or the same actor has asked for the same already."""
    if not changes:
        return Edited(product, None)
    for waiting in queries.open_edits(product.id):
        asked = sorted(queries.changes_of(waiting), key=attrgetter("name"))
        if waiting.proposed_by == actor and asked == sorted(changes, key=attrgetter("name")):
            return Edited(product, waiting)
    return None


def _asked(
    product: Product,
    changes: Sequence[Change],
    *,
    request_id: UUID,
    note: str,
    at: datetime,
    actor: str,
    content: bytes | None = None,
) -> ChangeRequest:
    """A new request for these changes, confirmed at once where rules let all of them through."""
    judgement = rules.judged(
        changes,
        trusted=queries.trusted(product.id, queries.said_now(product)),
        on_label=catalogue_reads.label_critical(),
        terms=rules.terms_on(business_date(at)),
    )
    request = _opened(
        product,
        RequestKind.EDIT,
        judgement,
        request_id=request_id,
        note=note,
        at=at,
        actor=actor,
        content=content,
    )
    reviewer = rules.reviewer(judgement)
    return request if reviewer is None else apply(request, product, at=at, actor=reviewer)


def _opened(
    product: Product,
    kind: RequestKind,
    judgement: Judgement,
    *,
    request_id: UUID,
    note: str,
    at: datetime,
    actor: str,
    content: bytes | None = None,
) -> ChangeRequest:
    changes = [one.change for one in judgement]
    request = ChangeRequest.objects.create(
        id=request_id,
        product=product,
        kind=kind,
        product_version=product.version,
        note=note,
        fingerprint=content or fingerprint({"product": product.id, "changes": [asdict(c) for c in changes]}),
        proposed_at=at,
        proposed_by=actor,
        state=RequestState.OPEN,
    )
    ChangeAction.objects.bulk_create(
        ChangeAction(
            request=request,
            position=position,
            field=one.change.field,
            attribute_id=one.change.attribute,
            before=_json(one.change.before),
            after=_json(one.change.after),
            rule=one.rule or "",
        )
        for position, one in enumerate(judgement, start=1)
    )
    tell("submitted", request, product, fields=[change.name for change in changes], at=at)
    return request


def _require_published(product: Product) -> None:
    if product.status != ProductStatus.PUBLISHED:
        raise WrongProductStep(product=product.code, status=product.status, step=ProductStep.REVISE.value)


def _note(note: str) -> str:
    return short(note, field="note", longest=400)


def _json(said: Value) -> Any:
    # None alone would be SQL's NULL, which is no value to compare with.
    return models.Value(None, models.JSONField()) if said is None else said


def _told(action: Action) -> dict[str, Any]:
    return {"action": type(action).__name__, **asdict(action)}
