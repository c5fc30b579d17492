"""How the ledger's lists are sorted and filtered."""

import graphene
from django.db.models import Q

from api.base.filters import Condition, Filter, Related
from api.base.pages import By, Orders
from api.base.scalars import UUID, Date, DateTime
from api.ledger.enums import AccountKind, EntryKind
from markets.ledger.models import Account, Posting

ACCOUNT_ORDERS = Orders("Account", CODE=By("code", "By code."))
ENTRY_ORDERS = Orders(
    "Entry",
    descending=True,
    ID=By("pk", "By id: in the order of writing."),
    RECORDED_AT=By("recorded_at", "By when it was written."),
    OCCURRED_AT=By("occurred_at", "By when it happened."),
)
POSTING_ORDERS = Orders("Posting", ID=By("pk", "In the order of writing."))


def _moving(condition: Q) -> Q:
    """Entries that debit or credit an account that meets the condition."""
    accounts = Account.objects.filter(condition)
    debiting, crediting = (
        Posting.objects.filter(debit__in=accounts),
        Posting.objects.filter(credit__in=accounts),
    )
    return Q(pk__in=debiting.values("entry").union(crediting.values("entry")))


class AccountFilter(Filter):
    """Which accounts."""

    code = Condition(graphene.String, "The code, such as `market:fees`.", "code")
    kind = Condition(AccountKind, "What it stands for.", "kind")
    cooperative = Related("api.registry.types.Cooperative", "Whom it is payable to.", "cooperative")


class EntryFilter(Filter):
    """Which entries."""

    kind = Condition(EntryKind, "What it records.", "kind")
    source_id = Condition(UUID, "The sale, refund or payout that it records.", "source_id")
    period = Related("api.periods.types.Period", "The half-month that it is settled in.", "period")
    account = Related("api.ledger.types.Account", "An account that it moves.", "pk", among=_moving)
    business_date = Condition(Date, "The day it happened.", "business_date", ranged=True)
    occurred_at = Condition(DateTime, "When it happened.", "occurred_at", ranged=True)
