"""What a market proposes, on its own login."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel.errors import DomainError, InvalidValue, NotFound
from kernel.fingerprint import fingerprint
from kernel.halfmonth import business_date
from shared_catalog.catalogue.models import Product
from shared_catalog.proposals import rules
from shared_catalog.proposals.models import Proposal
from shared_catalog.proposals.types import (
    Content,
    CooperativeEdit,
    NewCooperative,
    NewProduct,
    ProductEdit,
)
from shared_catalog.registry import queries as registry_reads
from shared_catalog.registry.models import Participation
from shared_catalog.registry.operations import IdReused, require_registrable
from tenants.database.claims import claim, done_before
from tenants.network.sandbox import is_sandbox


class ProposalFromSandbox(DomainError):
    """Nothing in a sandbox is real, and headquarters decides about what is. Params: `market`."""

    code = "PROPOSAL_FROM_SANDBOX"
    messages = {
        "ar": "السوق {market} سوق للتجربة: لا يقترح على المقر شيئا",
        "fr": "Le marché {market} est un marché d'essai : il ne propose rien au siège",
        "en": "The market {market} is a sandbox: it proposes nothing to headquarters",
    }


@transaction.atomic
def submit_proposal(
    *, proposal_id: UUID, market_schema: str, content: Content, note: str = "", at: datetime, actor: str
) -> Proposal:
    """Propose something to headquarters under an id made by the caller, which becomes the id of what is new;
    nothing happens before headquarters accepts. The same request again gives the same row.

    An edit, and a product, is of a cooperative that takes part, or once took part, in the market: of others
    it does not see whom to reach, and would propose to erase it.

    Raises NotFound, IdReused, ProposalFromSandbox, IceTaken, ProvinceOutsideRegion, InvalidIdentifier,
    InvalidValue.
    """
    claim(proposal_id)
    checked, why = rules.checked(content, today=business_date(at)), rules.checked_note(note)
    kind = rules.kind_of(checked)
    said = fingerprint({"market": market_schema, "kind": kind.value, "note": why, **asdict(checked)})
    if is_sandbox():
        raise ProposalFromSandbox(market=market_schema)
    known = Proposal.objects.filter(id=proposal_id).first()
    if known is not None:
        if bytes(known.fingerprint) != said:
            raise IdReused(kind="proposal", id=proposal_id)
        return done_before(known)
    proposal = Proposal(
        id=proposal_id,
        market_id=market_schema,
        kind=kind,
        content=rules.as_json(checked.details),
        note=why,
        fingerprint=said,
        proposed_at=at,
        proposed_by=actor,
        **_subject(checked, market_schema),
        **_contact(checked),
    )
    # Another market's proposal may have the id, and is not seen here.
    Proposal.objects.bulk_create([proposal], ignore_conflicts=True)
    if not Proposal.objects.filter(id=proposal_id).exists():
        raise IdReused(kind="proposal", id=proposal_id)
    return proposal


def _subject(content: Content, market_schema: str) -> dict[str, Any]:
    found: dict[str, Any]
    match content:
        case NewCooperative():
            require_registrable(details=content.details)
            return {}
        case CooperativeEdit():
            cooperative_id = registry_reads.cooperative(content.cooperative_id).pk
            found = {"cooperative_id": cooperative_id, "read_version": content.read_version}
        case NewProduct():
            found = {"cooperative_id": registry_reads.cooperative(content.cooperative_id).pk}
        case ProductEdit():
            product = Product.objects.filter(id=content.product_id).first()
            if product is None:
                raise NotFound(kind="product", id=content.product_id)
            found = {
                "cooperative_id": product.cooperative_id,
                "product_id": product.pk,
                "read_version": content.read_version,
            }
    here = Participation.objects.filter(market_id=market_schema, cooperative_id=found["cooperative_id"])
    if not here.exists():
        raise InvalidValue(field="cooperative_id", reason="it never took part in this market")
    return found


def _contact(content: Content) -> dict[str, str]:
    if isinstance(content, NewProduct | ProductEdit):
        return {}
    said = content.details.contact
    return {"contact_name": said.name, "contact_phone": said.phone, "contact_email": said.email}
