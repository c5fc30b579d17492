"""Root fields of the settlement."""

import graphene

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.pages import MAX_PAGE
from api.base.roots import One
from api.base.schema import Queries
from api.settlement import lists, review
from api.settlement.decisions import Adjustment, Contest, Hold, RecoveryPlan
from api.settlement.types import PayoutMinimum, Statement
from tenants.permissions import Permission


class SettlementQueries(Queries):
    """Reads of the settlement."""

    statement = One(Statement, "A statement by its global id.")
    statements = Connection(
        Statement,
        "The statements, latest half-month first.",
        orders=lists.STATEMENT_ORDERS,
        filters=lists.StatementFilter,
    )
    payout_minimums = Connection(
        PayoutMinimum,
        "From which amount on statements are paid, latest first.",
        orders=lists.PAYOUT_MINIMUM_ORDERS,
    )
    hold = One(Hold, "A hold by its global id.")
    holds = Connection(Hold, "The holds, latest first.", orders=lists.HOLD_ORDERS, filters=lists.HoldFilter)
    adjustment = One(Adjustment, "A correction by its global id.")
    adjustments = Connection(
        Adjustment,
        "The corrections, latest first.",
        orders=lists.ADJUSTMENT_ORDERS,
        filters=lists.AdjustmentFilter,
    )
    contest = One(Contest, "A contest by its global id.")
    contests = Connection(
        Contest, "The contests, latest first.", orders=lists.CONTEST_ORDERS, filters=lists.ContestFilter
    )
    recovery_plans = Connection(
        RecoveryPlan,
        "The recovery plans, latest first.",
        orders=lists.RECOVERY_PLAN_ORDERS,
        filters=lists.RecoveryPlanFilter,
    )
    lasting_negatives = Computed(
        graphene.NonNull(graphene.List(graphene.NonNull(review.LastingNegative))),
        f"Cooperatives whose last three statements all came to less than nothing, {MAX_PAGE} at most: a "
        "recovery plan may be due.",
        resolve=review.lasting_negatives,
        permission=Permission.LEDGER_READ,
        cost=100,
    )
    period_review = Computed(
        review.PeriodReview,
        "The statements of a half-month as they would be issued now; null once they are issued. A "
        "cooperative's delegate gets NOT_FOUND.",
        resolve=review.period_review,
        permission=Permission.STATEMENTS_READ,
        cost=100,
        period_id=graphene.Argument(graphene.ID, required=True, description="The half-month."),
    )
    payability = Computed(
        graphene.NonNull(review.Payability),
        "What a cooperative is paid for a half-month and why not more: as its statement says, or as if that "
        "were drawn up now. A delegate asks about its own cooperative only; others are NOT_FOUND.",
        resolve=review.payability,
        permission=Permission.STATEMENTS_READ,
        cooperative_id=graphene.Argument(graphene.ID, required=True, description="The cooperative."),
        period_id=graphene.Argument(
            graphene.ID, description="The half-month; the one that runs when nothing is said."
        ),
    )
