"""Why a cooperative is not paid, as data and in plain words."""

from collections.abc import Iterable, Mapping
from typing import Any

import graphene

from api.base.scalars import Date
from api.base.values import LocalizedText, Money, Texts
from api.settlement.enums import ReasonCode
from kernel.money import Money as Amount
from markets.settlement import rules, wording
from markets.settlement.types import LineKind, Reason


class PayabilityReason(graphene.ObjectType):
    """One reason why a cooperative is not paid, or not all."""

    code = graphene.Field(ReasonCode, required=True, description="Which.")
    amount = graphene.Field(Money, description="What it reserves or carries; null for everything.")
    until = graphene.Field(
        Date, description="When it ends, or somebody looks again; null where nobody knows."
    )
    note = graphene.String(description="What the market wrote.")
    message = graphene.Field(
        LocalizedText, required=True, description="The reason in plain words, for the cooperative."
    )


def told(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as the API answers them, in their order."""
    return [
        {
            "code": reason.code,
            "amount": None if reason.amount_minor is None else Amount(reason.amount_minor),
            "until": reason.until,
            "note": reason.note or None,
            "message": Texts(**wording.reason_in_words(reason)),
        }
        for reason in reasons
    ]


def told_as_kept(kept: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reasons that a statement keeps, as the API answers them."""
    return told(rules.read(reason) for reason in kept)


def explained(kind: str, late: bool) -> Texts | None:
    """What needs explaining about a line of a statement."""
    said = wording.line_in_words(LineKind(kind), late=late)
    return None if said is None else Texts(**said)
