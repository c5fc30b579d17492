"""Recalling goods, lifting a recall, and a market's answer to it."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from kernel.errors import DomainError, NotFound
from shared_catalog.catalogue.models import Product
from shared_catalog.recalls import rules
from shared_catalog.recalls.models import Acknowledgement, Recall
from shared_catalog.recalls.types import RecallDetails
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import required_reason, short
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class AlreadyRecalled(DomainError):
    """The product, or this lot of it, is under a recall already. Params: `product`, `lot`."""

    code = "ALREADY_RECALLED"
    messages = {
        "ar": "المنتوج {product} (الدفعة {lot}) مسحوب من قبل",
        "fr": "Le produit {product} (lot {lot}) est déjà rappelé",
        "en": "The product {product} (lot {lot}) is already recalled",
    }


class RecallNeedsSecondPerson(DomainError):
    """One person may stop goods; whoever did does not let them go again. Params: `recall`."""

    code = "RECALL_NEEDS_SECOND_PERSON"
    messages = {
        "ar": "يجب أن يرفع السحب {recall} شخص آخر غير الذي أعلنه",
        "fr": "Le rappel {recall} doit être levé par une autre personne que celle qui l'a ouvert",
        "en": "The recall {recall} has to be lifted by somebody other than who opened it",
    }


class RecallLifted(DomainError):
    """The recall was lifted before. Params: `recall`."""

    code = "RECALL_LIFTED"
    messages = {
        "ar": "رفع السحب {recall} من قبل",
        "fr": "Le rappel {recall} est déjà levé",
        "en": "The recall {recall} was lifted before",
    }


class AlreadyAcknowledged(DomainError):
    """The market acknowledged the recall before. Params: `recall`."""

    code = "ALREADY_ACKNOWLEDGED"
    messages = {
        "ar": "سبق للسوق أن أقر بالسحب {recall}",
        "fr": "Le marché a déjà accusé réception du rappel {recall}",
        "en": "The market acknowledged the recall {recall} before",
    }


@transaction.atomic
def open_recall(*, recall_id: UUID, details: RecallDetails, at: datetime, actor: str) -> Recall:
    """Stop a product, or one lot of it, in every market from this instant on, under an id made by the
    caller. Event: `recall.opened`.

    It takes one person, since it has to be quick, and begins when it is opened: what tills sold before they
    could know of it is not undone. Raises NotFound, IdReused, AlreadyRecalled, InvalidValue.
    """
    claim(recall_id)
    said = rules.checked_recall(details)
    known = Recall.objects.filter(id=recall_id).first()
    if known is not None:
        if _details_of(known) != _said(said):
            raise IdReused(kind="recall", id=recall_id)
        return done_before(known)
    product = Product.objects.filter(id=said.product_id).first()
    if product is None:
        raise NotFound(path=("product_id",), kind="product", id=said.product_id)
    # Held until the transaction ends, so that of two people who recall one product each sees the other's.
    claim(product.pk)
    _refuse_recalled(said)
    recall = Recall.objects.create(
        id=recall_id,
        product=product,
        lot_code=said.lot_code,
        severity=said.severity,
        reason=said.reason,
        instructions_ar=said.instructions.ar,
        instructions_fr=said.instructions.fr,
        instructions_en=said.instructions.en,
        starts_at=at,
        due_at=at + rules.ACKNOWLEDGED_WITHIN[said.severity],
        opened_by=actor,
    )
    _tell("opened", recall, at)
    return recall


@transaction.atomic
def lift_recall(*, recall_id: UUID, reason: str, at: datetime, actor: str) -> Recall:
    """Let the goods be sold again, and say why. Event: `recall.lifted`.

    Raises NotFound, RecallLifted, RecallNeedsSecondPerson, InvalidValue.
    """
    given_reason = required_reason(reason)
    recall = Recall.objects.select_for_update(of=("self",)).filter(id=recall_id).first()
    if recall is None:
        raise NotFound(path=("recall_id",), kind="recall", id=recall_id)
    if recall.lifted_at is not None:
        raise RecallLifted(recall=str(recall.pk))
    if recall.opened_by == actor:
        raise RecallNeedsSecondPerson(recall=str(recall.pk))
    recall.lifted_at, recall.lifted_by, recall.lift_reason = at, actor, given_reason
    recall.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    _tell("lifted", recall, at)
    return recall


@transaction.atomic
def acknowledge(
    *, acknowledgement_id: UUID, recall_id: UUID, market: str, note: str, at: datetime, actor: str
) -> Acknowledgement:
    """A market's answer to a recall, under an id made by the caller, on the market's own login. A recall that
    was lifted meanwhile may be acknowledged as well.

    Raises NotFound, IdReused, AlreadyAcknowledged, InvalidValue.
    """
    claim(acknowledgement_id)
    said = short(note, field="note", longest=rules.LONGEST_NOTE)
    known = Acknowledgement.objects.filter(id=acknowledgement_id).first()
    if known is not None:
        if (known.recall_id, known.note) != (recall_id, said):
            raise IdReused(kind="acknowledgement", id=acknowledgement_id)
        return done_before(known)
    recall = Recall.objects.filter(id=recall_id).first()
    if recall is None:
        raise NotFound(path=("recall_id",), kind="recall", id=recall_id)
    # Held until the transaction ends, so that two people of one market meet here and not in the database.
    claim(uuid5(recall_id, market))
    if Acknowledgement.objects.filter(recall=recall, market_id=market).exists():
        raise AlreadyAcknowledged(recall=str(recall_id))
    made = Acknowledgement(
        id=acknowledgement_id,
        recall=recall,
        market_id=market,
        acknowledged_at=at,
        acknowledged_by=actor,
        note=said,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # another market's, which this login does not see
        raise IdReused(kind="acknowledgement", id=acknowledgement_id) from None
    return made


def _refuse_recalled(said: RecallDetails) -> None:
    active = Recall.objects.filter(product_id=said.product_id, lifted_at__isnull=True)
    for lot_code in active.values_list("lot_code", flat=True):
        if rules.lot_key(lot_code) == rules.lot_key(said.lot_code):
            raise AlreadyRecalled(path=("product_id",), product=str(said.product_id), lot=said.lot_code)


def _said(details: RecallDetails) -> tuple[object, ...]:
    said = details.instructions
    return (
        details.product_id,
        details.lot_code,
        details.severity.value,
        details.reason,
        said.ar,
        said.fr,
        said.en,
    )


def _details_of(recall: Recall) -> tuple[object, ...]:
    return (
        recall.product_id,
        recall.lot_code,
        recall.severity,
        recall.reason,
        recall.instructions_ar,
        recall.instructions_fr,
        recall.instructions_en,
    )


def _tell(step: str, recall: Recall, at: datetime) -> None:
    said = {
        "product": str(recall.product_id),
        "lot_code": recall.lot_code,
        "severity": str(recall.severity),
        "due_at": recall.due_at.isoformat(),
    }
    events.append(name=f"recall.{step}", subject_id=recall.id, payload=said, at=at)
