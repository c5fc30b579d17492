"""Headquarters' view of what markets pay: by pay day, market and cooperative, and added up by pay day."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import graphene

from api.base.days import require_days
from api.base.errors import LimitExceeded
from api.base.fields import Computed
from api.base.scalars import Date
from api.base.schema import Queries
from api.base.values import Money
from api.figures.report import Report, Subject, schemas
from api.network.types import Market
from api.registry.types import Cooperative
from kernel.money import Money as Amount
from markets.figures import types
from markets.figures.network import network_payouts, pay_day_totals
from tenants.permissions import Permission

MAX_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which payments were asked for, of which markets (schema names)."""

    markets: list[str]
    wanted: types.PayoutSpan


def _amounts(row: types.NetworkPayout | types.PayDayTotal) -> dict[str, Any]:
    return {
        **asdict(row),
        "payable": Amount(row.payable_minor),
        "held": Amount(row.held_minor),
        "carried": Amount(row.carried_minor),
        "paid": Amount(row.paid_minor),
    }


def _rows(asked: Asked, info: Any) -> list[dict[str, Any]]:
    found = network_payouts(markets=asked.markets, wanted=asked.wanted, most=MAX_ROWS + 1)
    if len(found) > MAX_ROWS:
        raise LimitExceeded("rows of payouts", maximum=MAX_ROWS)
    info.context.allowance.answer(len(found))
    report = Report(found)
    return [{**_amounts(row), "report": report} for row in found]


def _totals(asked: Asked, _info: Any) -> list[dict[str, Any]]:
    return [_amounts(row) for row in pay_day_totals(markets=asked.markets, wanted=asked.wanted)]


class NetworkPayout(graphene.ObjectType):
    """What one market pays one cooperative for a half-month. Sealed, but for what is paid of it."""

    market = Subject(Market, "The market.", types.Dimension.MARKET, by="schema_name")
    cooperative = Subject(Cooperative, "The cooperative.", types.Dimension.COOPERATIVE)
    half_month = graphene.Int(required=True, description="The key of the half-month, such as 2026112.")
    pay_on = graphene.Field(Date, required=True, description="The day it is paid.")
    payable = graphene.Field(Money, required=True, description="What is to be paid.")
    held = graphene.Field(
        Money, required=True, description="What waits for a reason, such as an unverified bank account."
    )
    carried = graphene.Field(
        Money,
        required=True,
        description="What the next half-month opens with; negative when the cooperative owes.",
    )
    paid = graphene.Field(Money, required=True, description="What has been paid.")


class PayDayTotal(graphene.ObjectType):
    """What is paid on one day, over the markets and cooperatives asked for."""

    pay_on = graphene.Field(Date, required=True, description="The day.")
    cooperatives = graphene.Int(required=True, description="How many cooperatives.")
    payable = graphene.Field(Money, required=True, description="What is to be paid.")
    held = graphene.Field(Money, required=True, description="What waits for a reason.")
    carried = graphene.Field(Money, required=True, description="What the next half-months open with.")
    paid = graphene.Field(Money, required=True, description="What has been paid.")


class NetworkPayouts(graphene.ObjectType):
    """What markets pay cooperatives."""

    rows = graphene.Field(
        graphene.List(graphene.NonNull(NetworkPayout)),
        required=True,
        description=f"By pay day, market and cooperative. At most {MAX_ROWS} rows.",
        resolver=_rows,
    )
    totals = graphene.Field(
        graphene.List(graphene.NonNull(PayDayTotal)),
        required=True,
        description="Added up by pay day, oldest first, however many rows there are.",
        resolver=_totals,
    )


def _network_payouts(
    _root: None,
    info: Any,
    pay_on_since: date | None = None,
    pay_on_until: date | None = None,
    cooperative_id: str | None = None,
    market: str | None = None,
) -> Asked:
    if pay_on_since is not None and pay_on_until is not None:
        require_days(pay_on_since, pay_on_until)
    wanted = types.PayoutSpan(
        since=pay_on_since,
        until=pay_on_until,
        cooperative=None if cooperative_id is None else Cooperative.key_of(cooperative_id, None),
    )
    return Asked(markets=schemas(None if market is None else [market], info), wanted=wanted)


class NetworkPayoutsQueries(Queries):
    """Headquarters' reads of what markets pay."""

    network_payouts = Computed(
        graphene.NonNull(NetworkPayouts),
        "What markets pay each cooperative, of half-months that are sealed. It tells amounts; statements and "
        "sales stay with their market. Sandboxes are left out.",
        resolve=_network_payouts,
        permission=Permission.NETWORK_PAYOUTS_READ,
        cost=100,
        pay_on_since=graphene.Argument(Date, description="The first pay day."),
        pay_on_until=graphene.Argument(Date, description="The first day after the last pay day."),
        cooperative_id=graphene.Argument(graphene.ID, description="To this cooperative only."),
        market=graphene.Argument(graphene.ID, description="Of this market only, by its global id."),
    )
