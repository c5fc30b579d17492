"""What a run of the matching did, or would do."""

from typing import Any

import graphene

from api.base.scalars import UUID
from api.base.values import Money
from api.reconciliation.enums import MatchedBy, MatchKind, UnmatchedReason
from api.reconciliation.types import BankLine
from kernel.money import Money as Amount
from markets.reconciliation.types import Pairing, Part, Run, Unmatched

MOST_LINES = 1_000


def _line_id(root: Pairing | Unmatched, info: Any) -> str:
    return BankLine.global_id(root.line_id, info.context.market)


def _line() -> Any:
    return graphene.Field(graphene.ID, required=True, description="The line's global id.", resolver=_line_id)


class ProposedPart(graphene.ObjectType):
    """A part of a line and what it stands for."""

    kind = graphene.Field(MatchKind, required=True, description="What it stands for.")
    target_id = UUID(description="The key of the attempt to pay, card batch or cash deposit.")
    account = graphene.String(description="The ledger account of a fee or other movement.")
    amount = graphene.Field(Money, required=True, description="How much, signed as the line is.")

    @staticmethod
    def resolve_account(root: Part, _info: Any) -> str | None:
        return root.account or None

    @staticmethod
    def resolve_amount(root: Part, _info: Any) -> Amount:
        return Amount(root.amount_minor)


class ProposedMatch(graphene.ObjectType):
    """A line and what it stands for."""

    line_id = _line()
    how = graphene.Field(MatchedBy, required=True, description="What decides it.")
    rule_name = graphene.String(description="The rule that decides it; null where none does.")
    parts = graphene.List(
        graphene.NonNull(ProposedPart), required=True, description="Its parts, which add up to it."
    )

    @staticmethod
    def resolve_rule_name(root: Pairing, _info: Any) -> str | None:
        return root.rule.name if root.rule else None


class UnmatchedLine(graphene.ObjectType):
    """A line that stands for nothing known."""

    line_id = _line()
    reason = graphene.Field(UnmatchedReason, required=True, description="Why.")

    @staticmethod
    def resolve_reason(root: Unmatched, _info: Any) -> Any:
        return root.why


class MatchingRun(graphene.ObjectType):
    """What a run of the matching did, or would do."""

    dry = graphene.Boolean(required=True, description="Whether nothing was changed.")
    matched_count = graphene.Int(required=True, description="How many lines found their place.")
    unmatched_count = graphene.Int(required=True, description="How many did not.")
    matched = graphene.List(
        graphene.NonNull(ProposedMatch),
        required=True,
        description=f"Lines that found their place, {MOST_LINES} at most.",
    )
    unmatched = graphene.List(
        graphene.NonNull(UnmatchedLine),
        required=True,
        description=f"Those that did not, {MOST_LINES} at most.",
    )

    @staticmethod
    def resolve_matched_count(root: Run, _info: Any) -> int:
        return len(root.proposal.matched)

    @staticmethod
    def resolve_unmatched_count(root: Run, _info: Any) -> int:
        return len(root.proposal.unmatched)

    @staticmethod
    def resolve_matched(root: Run, _info: Any) -> tuple[Pairing, ...]:
        return root.proposal.matched[:MOST_LINES]

    @staticmethod
    def resolve_unmatched(root: Run, _info: Any) -> tuple[Unmatched, ...]:
        return root.proposal.unmatched[:MOST_LINES]
