"""What a valid proposal is, and how its content is kept and read again.

Contents are checked by the rules of the operations that carry them out: what could not be written is not
proposed either.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from enum import Enum
from typing import Any

from shared_catalog.catalogue.rules import checked_product
from shared_catalog.catalogue.types import ProductDetails, Unit
from shared_catalog.proposals.types import (
    Content,
    CooperativeEdit,
    NewCooperative,
    NewProduct,
    ProductEdit,
    ProposalKind,
)
from shared_catalog.registry.rules import checked_cooperative, short
from shared_catalog.registry.types import Contact, CooperativeDetails, Group, Kind, Members, Names

LONGEST_NOTE = 400
_KINDS: Mapping[type[Content], ProposalKind] = {
    NewCooperative: ProposalKind.COOPERATIVE,
    CooperativeEdit: ProposalKind.COOPERATIVE_EDIT,
    NewProduct: ProposalKind.PRODUCT,
    ProductEdit: ProposalKind.PRODUCT_EDIT,
}


def kind_of(content: Content) -> ProposalKind:
    """What is proposed."""
    return _KINDS[type(content)]


def checked(content: Content, *, today: date) -> Content:
    """The content with identifiers normalised and texts trimmed. Raises InvalidIdentifier, InvalidValue."""
    if isinstance(content, NewCooperative | CooperativeEdit):
        return replace(content, details=checked_cooperative(content.details, today=today))
    return replace(content, details=checked_product(content.details))


def checked_note(note: str) -> str:
    """Why it is proposed, trimmed; it may be empty. Raises InvalidValue for a long one."""
    return short(note, field="note", longest=LONGEST_NOTE)


def as_json(details: CooperativeDetails | ProductDetails) -> dict[str, Any]:
    """Details as they are kept, without whom to reach: that is kept apart and forgotten."""
    said = asdict(details)
    said.pop("contact", None)
    return {name: _plain(value) for name, value in said.items()}


def cooperative_of_json(said: Mapping[str, Any], contact: Contact) -> CooperativeDetails:
    """What `as_json` wrote of a cooperative."""
    members = said["members"]
    return CooperativeDetails(
        **{
            **said,
            "names": Names(**said["names"]),
            "group": Group(said["group"]),
            "kind": Kind(said["kind"]),
            "founded_on": date.fromisoformat(said["founded_on"]),
            "members": Members(**{**members, "as_of": date.fromisoformat(members["as_of"])}),
            "contact": contact,
        }
    )


def product_of_json(said: Mapping[str, Any]) -> ProductDetails:
    """What `as_json` wrote of a product."""
    texts = {"names": Names(**said["names"]), "descriptions": Names(**said["descriptions"])}
    return ProductDetails(**{**said, **texts, "unit": Unit(said["unit"])})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
