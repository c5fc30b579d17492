"""What is known of the cooperatives that decides whether they may be paid: accounts, certificates, holds."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, Sum

from kernel.halfmonth import MARKET_ZONE, business_date
from markets.settlement.models import Contest, Hold, RecoveryPlan
from markets.settlement.types import (
    GOOD_STANDING,
    AccountState,
    ContestState,
    Reason,
    ReasonCode,
    Standing,
)
from shared_catalog.registry import queries as registry
from shared_catalog.registry import rules as registry_rules
from shared_catalog.registry.models import Authorisation, Cooperative
from shared_catalog.registry.types import AccountStanding, AuthorisationStatus, CooperativeStatus


def standings(cooperative_ids: Collection[UUID], *, pay_on: date) -> Mapping[UUID, Standing]:
    """The standing of each cooperative as of the day it would be paid, in six statements for all of them.

    Suspensions, contests, holds and plans are few at any time: they are read whole, because naming hundreds
    of cooperatives in each statement takes longer than what it leaves out (measured: half of a review).
    """
    wanted = list(cooperative_ids)
    accounts = _accounts(wanted, pay_on)
    lapsed = _lapsed(wanted, pay_on)
    suspended = set(
        Cooperative.objects.filter(status=CooperativeStatus.SUSPENDED).values_list("pk", flat=True)
    )
    disputed, holds = _disputed(), _holds()
    plans = dict(
        RecoveryPlan.objects.filter(ended_at__isnull=True).values_list("cooperative_id", "instalment_minor")
    )
    return {
        one: replace(
            accounts.get(one, Standing(account=AccountState.MISSING)),
            authorisation_expired=one in lapsed,
            suspended=one in suspended,
            disputed_minor=disputed.get(one, 0),
            holds=holds.get(one, ()),
            instalment_minor=plans.get(one),
        )
        for one in wanted
    }


def _accounts(wanted: list[UUID], pay_on: date) -> dict[UUID, Standing]:
    """How each account stands at the end of the day: one that becomes usable on it can be paid to."""
    day_ends = datetime.combine(pay_on + timedelta(days=1), time.min, MARKET_ZONE)
    return {
        cooperative_id: _of_account(registry_rules.account_standing(account, day_ends))
        for cooperative_id, account in registry.latest_payee_accounts(wanted).items()
    }


def _of_account(found: AccountStanding) -> Standing:
    if found.usable:
        return GOOD_STANDING
    if found.until is not None:
        return Standing(account=AccountState.COOLING_OFF, usable_on=business_date(found.until))
    return Standing(account=AccountState.MISSING)


def _lapsed(wanted: list[UUID], pay_on: date) -> set[UUID]:
    """Those that had a food-safety certificate and have none that is valid on the day."""
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=pay_on), Q(status=AuthorisationStatus.VALID)
    certificates = Authorisation.objects.filter(cooperative_id__in=wanted).values("cooperative_id")
    lapsed = certificates.annotate(good=Count("pk", filter=Q(*valid))).filter(good=0)
    return set(lapsed.values_list("cooperative_id", flat=True))


def _disputed() -> dict[UUID, int]:
    """What each contests of lines that it earned; contesting what was taken from it holds nothing."""
    contests = Contest.objects.filter(state=ContestState.OPEN, line__amount_minor__gt=0)
    return dict(contests.values_list("cooperative_id").annotate(Sum("line__amount_minor")).order_by())


def _holds() -> dict[UUID, tuple[Reason, ...]]:
    found: dict[UUID, list[Reason]] = defaultdict(list)
    for hold in Hold.objects.filter(lifted_at__isnull=True).order_by("id"):
        found[hold.cooperative_id].append(
            Reason(
                code=ReasonCode.HELD, amount_minor=hold.amount_minor, until=hold.review_on, note=hold.reason
            )
        )
    return {cooperative_id: tuple(reasons) for cooperative_id, reasons in found.items()}
