"""The board: four sides of each day, and what they do not explain."""

from datetime import date
from typing import Any

import graphene

from api.base.days import require_days
from api.base.errors import LimitExceeded
from api.base.scalars import Date
from api.base.values import Money
from api.reconciliation.enums import DifferenceKind
from kernel.halfmonth import business_date
from kernel.money import Money as Amount
from markets.reconciliation import board as boards

LONGEST_DAYS = 366


def _money(description: str) -> Any:
    """An amount that the row has in centimes under the field's name and `_minor`."""

    def read(root: Any, info: Any) -> Amount:
        return Amount(getattr(root, f"{_snake(info.field_name)}_minor"))

    return graphene.Field(Money, required=True, description=description, resolver=read)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


class ReconciliationDay(graphene.ObjectType):
    """One business day on four sides: receipts, declarations, ledger, bank."""

    day = Date(required=True, description="The day.")
    cash_receipts = _money("What tills kept in cash.")
    card_receipts = _money("What tills kept by card terminal.")
    stripe_receipts = _money("What tills kept by Stripe.")
    cash_deposits = _money("Cash declared as carried to the bank.")
    card_batches = _money("What card terminals are declared to have taken.")
    till_cash = _money("What moved in the ledger's cash, by the day it happened.")
    card_clearing = _money("What moved in the ledger's card clearing.")
    bank = _money("What moved on the ledger's bank accounts.")
    suspense = _money("What moved in the ledger's suspense.")
    bank_lines = _money("What the bank booked.")
    cards_difference = _money("Card receipts less declared batches.")
    bank_difference = _money("The ledger's bank accounts less what the bank booked.")


class ReconciliationDifference(graphene.ObjectType):
    """Something that one side has and another has not."""

    kind = graphene.Field(DifferenceKind, required=True, description="Why it is not explained.")
    since = Date(required=True, description="Since when.")
    age_days = graphene.Int(required=True, description="For how many days.")
    amount = _money("How much, signed as the bank would show it.")
    owner = graphene.String(description="Who finds out, or declared it; null where nobody does yet.")
    subject = graphene.String(required=True, description="The key of what it is about, or the day.")
    about = graphene.String(description="A reference or text that tells it.")

    @staticmethod
    def resolve_age_days(root: boards.Difference, info: Any) -> int:
        return root.age_days(business_date(info.context.now))

    @staticmethod
    def resolve_owner(root: boards.Difference, _info: Any) -> str | None:
        return root.owner or None

    @staticmethod
    def resolve_about(root: boards.Difference, _info: Any) -> str | None:
        return root.about or None


class ReconciliationBoard(graphene.ObjectType):
    """Some days on four sides, and every dirham that is unexplained of them, the oldest first."""

    days = graphene.List(
        graphene.NonNull(ReconciliationDay), required=True, description="Days on which something happened."
    )
    differences = graphene.List(
        graphene.NonNull(ReconciliationDifference), required=True, description="What is unexplained."
    )


def reconciliation_board(_root: None, info: Any, since: date, until: date) -> boards.Board:
    """The board of some days, a year at most."""
    require_days(since, until)
    if (until - since).days > LONGEST_DAYS:
        raise LimitExceeded("days", actual=(until - since).days, maximum=LONGEST_DAYS)
    found = boards.board(since=since, until=until)
    info.context.allowance.answer(len(found.days) + len(found.differences))
    return found
