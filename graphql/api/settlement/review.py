"""What a half-month would come to if it were drawn up now: to approve it, and to tell a cooperative."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import graphene
from django.db.models import Q

from api.base import loading
from api.base.errors import BadUserInput, NotFound
from api.base.fields import Resolver
from api.base.mutations import Returned
from api.base.nodes import Node, ToNode
from api.base.pages import MAX_PAGE
from api.base.values import Money
from api.base.visibility import of_cooperative, of_the_house
from api.periods.types import Period
from api.registry.types import Cooperative
from api.settlement.reasons import PayabilityReason, told
from kernel.money import Money as Amount
from markets.periods import models as calendar
from markets.settlement import queries
from markets.settlement.types import Draft

MAX_DRAFTS = 500


def _money(description: str) -> graphene.Field:
    return graphene.Field(Money, required=True, description=description)


class Amounts:
    """The amounts of a draft, or of many."""

    opening = _money("Carried over from the statement before.")
    released = _money("Held by the statement before, and released here.")
    sales = _money("What was sold.")
    returns = _money("What was brought back.")
    fees = _money("Fees, less those given back with returns.")
    adjustments = _money("Corrections.")
    net = _money("Opening, released and sales, less returns and fees, with corrections.")
    held = _money("What is reserved, for the reasons given.")
    payable = _money("What is paid.")
    carried = _money("What the next statement opens with; negative when the cooperative owes.")


@dataclass(frozen=True, slots=True)
class Cooperatives:
    """Those of the rows of one list: loaded together, once for each field that asks for them."""

    keys: Sequence[UUID]
    loaded: dict[str, dict[UUID, Any]] = field(default_factory=dict)

    def one(self, key: UUID, node: type[Node], info: Any) -> Any:
        """The cooperative with this key, as the current field selects it."""
        alias = str(info.path.key)
        if alias not in self.loaded:
            found = loading.several(node, Q(pk__in=self.keys), info)
            self.loaded[alias] = {one.pk: one for one in found}
        return self.loaded[alias].get(key)


class OfRow(ToNode):
    """The cooperative that a row is about."""

    def __init__(self, description: str) -> None:
        super().__init__(Cooperative, lambda: self.node, description)

    def reader(self, resolve: Resolver) -> Resolver:
        return lambda row, info: row["cooperatives"].one(row["cooperative_id"], self.node, info)


_AMOUNTS = tuple(name for name, value in vars(Amounts).items() if isinstance(value, graphene.Field))


def _amounts(draft: Draft) -> dict[str, Amount]:
    found = {
        "opening": draft.brought.opening_minor,
        "released": draft.brought.released_minor,
        "sales": draft.movement.sales_minor,
        "returns": draft.movement.returns_minor,
        "fees": draft.movement.fees_minor,
        "adjustments": draft.movement.adjustments_minor,
        "net": draft.outcome.net_minor,
        "held": draft.outcome.held_minor,
        "payable": draft.outcome.payable_minor,
        "carried": draft.outcome.carried_minor,
    }
    return {name: Amount(minor) for name, minor in found.items()}


class ReviewTotals(Amounts, graphene.ObjectType):
    """All drafts of a half-month added up."""


class StatementDraft(Amounts, graphene.ObjectType):
    """A statement as it would be issued now."""

    cooperative = OfRow("Whose it would be.")
    reasons = graphene.Field(
        graphene.List(graphene.NonNull(PayabilityReason)),
        required=True,
        description="Why it would not be paid, or not all, in their order.",
    )


def _drafts(review: dict[str, Any], info: Any, first: int, after: str | None = None) -> list[dict[str, Any]]:
    if not 1 <= first <= MAX_DRAFTS:
        raise BadUserInput(f"A page has 1 to {MAX_DRAFTS} drafts.", argument="first")
    drafts: Sequence[Draft] = review["review"].drafts
    if after is not None:
        last = Cooperative.key_of(after, None)
        drafts = [draft for draft in drafts if draft.cooperative_id > last]
    page = drafts[:first]
    info.context.allowance.answer(len(page))
    cooperatives = Cooperatives([draft.cooperative_id for draft in page])
    return [
        {
            **_amounts(draft),
            "cooperative_id": draft.cooperative_id,
            "cooperatives": cooperatives,
            "reasons": told(draft.outcome.reasons),
        }
        for draft in page
    ]


class PeriodReview(graphene.ObjectType):
    """The statements of a half-month as they would be issued now, and the digest that an approval signs."""

    digest = graphene.String(
        required=True, description="Of all drafts: what `approvePeriod` takes. SHA-256, hexadecimal."
    )
    statements = graphene.Int(required=True, description="How many statements would be issued.")
    totals = graphene.Field(ReviewTotals, required=True, description="All of them added up.")
    drafts = graphene.Field(
        graphene.List(graphene.NonNull(StatementDraft)),
        required=True,
        description="The drafts, by the key of their cooperatives.",
        first=graphene.Argument(
            graphene.Int, required=True, default_value=100, description=f"How many, 1 to {MAX_DRAFTS}."
        ),
        after=graphene.Argument(graphene.ID, description="Only what comes after this cooperative's."),
        resolver=_drafts,
    )


class Payability(graphene.ObjectType):
    """What a cooperative is paid for a half-month, and why it is not paid more."""

    period = Returned(Period, "The half-month.")
    net = _money("What it comes to.")
    held = _money("What is reserved, for the reasons given.")
    payable = _money("What is paid.")
    carried = _money("What the next half-month opens with; negative when the cooperative owes.")
    reasons = graphene.Field(
        graphene.List(graphene.NonNull(PayabilityReason)),
        required=True,
        description="Why it is not paid, or not all, in their order; empty when all is.",
    )


class LastingNegative(graphene.ObjectType):
    """A cooperative whose latest statements all came to less than nothing."""

    cooperative = OfRow("Which.")


def period_review(_root: None, info: Any, period_id: str) -> dict[str, Any] | None:
    """The review of a half-month that is not sealed; none for one that is, or from before joining."""
    period = _period(info, Q(pk=Period.key_of(period_id, info.context.market)), of_the_house)
    if period.is_closed or period.imported:
        return None
    review = queries.review_of(period)
    amounts = [_amounts(draft) for draft in review.drafts]
    totals = {name: sum((one[name] for one in amounts), Amount(0)) for name in _AMOUNTS}
    return {
        "review": review,
        "digest": review.digest.hex(),
        "statements": len(review.drafts),
        "totals": totals,
    }


def payability(_root: None, info: Any, cooperative_id: str, period_id: str | None = None) -> dict[str, Any]:
    """What a cooperative is paid; a delegate asks about its own only."""
    viewer, key = info.context.viewer, Cooperative.key_of(cooperative_id, None)
    seen = Cooperative.rows(viewer).filter(of_cooperative(viewer, "pk"), pk=key)
    if not seen.exists():
        raise NotFound()
    now = info.context.now
    where = Q(starts_at__lte=now, ends_at__gt=now)
    if period_id is not None:
        where = Q(pk=Period.key_of(period_id, info.context.market))
    period = _period(info, where)
    found = queries.payability(key, period)
    return {
        "period": period,
        "net": Amount(found.net_minor),
        "held": Amount(found.held_minor),
        "payable": Amount(found.payable_minor),
        "carried": Amount(found.carried_minor),
        "reasons": told(found.reasons),
    }


def lasting_negatives(_root: None, _info: Any) -> list[dict[str, Any]]:
    """The first of those that owe for long."""
    keys = queries.lasting_negatives()[:MAX_PAGE]
    cooperatives = Cooperatives(keys)
    return [{"cooperative_id": key, "cooperatives": cooperatives} for key in keys]


def _period(info: Any, where: Q, *conditions: Any) -> calendar.Period:
    viewer = info.context.viewer
    seen = Period.rows(viewer).filter(where, *(condition(viewer) for condition in conditions))
    period: calendar.Period | None = seen.first()
    if period is None:
        raise NotFound()
    return period
