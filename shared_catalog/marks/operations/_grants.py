"""Granting a mark to a product, and withdrawing it."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from shared_catalog.catalogue import queries as catalogue
from shared_catalog.marks import rules
from shared_catalog.marks.models import Mark, MarkGrant
from shared_catalog.marks.types import Area, Certificate
from shared_catalog.registry.operations import IdReused
from shared_catalog.registry.rules import required_reason
from tenants.database.claims import claim, done_before
from tenants.events import operations as events


class MarkWithdrawn(DomainError):
    """The mark was withdrawn from the product before. Params: `number`."""

    code = "MARK_WITHDRAWN"
    messages = {
        "ar": "سبق سحب العلامة ذات الشهادة {number}",
        "fr": "Le signe du certificat {number} est déjà retiré",
        "en": "The mark of the certificate {number} is withdrawn already",
    }


@transaction.atomic
def grant_mark(
    *,
    grant_id: UUID,
    product_id: UUID,
    mark_code: str,
    certificate: Certificate,
    at: datetime,
    actor: str,
) -> MarkGrant:
    """Let a product carry a mark as long as its certificate says, under an id made by the caller.

    Raises NotFound, IdReused, InvalidValue, MarkOutOfRegion where its cooperative does not lie in the mark's
    area, MarkNotForGoods.
    """
    claim(grant_id)
    checked = rules.checked_certificate(certificate)
    said = fingerprint({**asdict(checked), "product": product_id, "mark": mark_code})
    known = MarkGrant.objects.filter(id=grant_id).first()
    if known is not None:
        if bytes(known.fingerprint) != said:
            raise IdReused(kind="mark grant", id=grant_id)
        return done_before(known)
    product = catalogue.product(product_id)
    mark = Mark.objects.filter(code=mark_code).first()
    if mark is None:
        raise NotFound(path=("mark_code",), kind="mark", id=mark_code)
    if mark.recognised_until is not None and mark.recognised_until < business_date(at):
        raise InvalidValue(field="mark_code", reason="it is recognised no more")
    rules.require_within(
        Area(regions=frozenset(mark.regions), categories=frozenset(mark.categories)),
        mark=mark.name_fr,
        region=product.cooperative.region_id,
        category=product.category_id,
    )
    grant = MarkGrant.objects.create(
        id=grant_id,
        product=product,
        mark=mark,
        certificate_number=checked.number,
        issuer=checked.issuer,
        valid_from=checked.valid_from,
        valid_until=checked.valid_until,
        granted_at=at,
        granted_by=actor,
        fingerprint=said,
    )
    _tell("granted", grant, at)
    return grant


@transaction.atomic
def withdraw_mark(*, grant_id: UUID, reason: str, at: datetime, actor: str) -> MarkGrant:
    """Let a product carry a mark no more, whatever its certificate says; the row stays.

    Raises NotFound, InvalidValue, MarkWithdrawn.
    """
    why = required_reason(reason)
    claim(grant_id)
    grant = MarkGrant.objects.filter(id=grant_id).first()
    if grant is None:
        raise NotFound(kind="mark grant", id=grant_id)
    if grant.withdrawn_at is not None:
        raise MarkWithdrawn(number=grant.certificate_number)
    grant.withdrawn_at, grant.withdrawn_by, grant.withdrawal_reason = at, actor, why
    grant.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _tell("withdrawn", grant, at)
    return grant


def _tell(what: str, grant: MarkGrant, at: datetime) -> None:
    said = {
        "product": str(grant.product_id),
        "mark": grant.mark_id,
        "valid_until": grant.valid_until.isoformat(),
    }
    events.append(name=f"mark.{what}", subject_id=grant.id, payload=said, at=at)
