"""Root fields of the ledger."""

from typing import Any

import graphene

from api.base.connections import Connection
from api.base.fields import Computed
from api.base.roots import One
from api.base.schema import Queries
from api.base.values import Money
from api.ledger import lists
from api.ledger.types import Account, Entry
from kernel.money import Money as Amount
from markets.ledger import queries as ledger
from tenants.permissions import Permission


class TrialBalance(graphene.ObjectType):
    """All accounts of the market added up."""

    debits = graphene.Field(Money, required=True, description="What was debited to all accounts.")
    credits = graphene.Field(Money, required=True, description="What was credited to all accounts.")
    difference = graphene.Field(Money, required=True, description="Debits less credits: nothing.")


def _trial_balance(_root: None, _info: Any) -> dict[str, Amount]:
    balances = ledger.balances()
    return {
        "debits": Amount(sum(balance.debits_minor for balance in balances)),
        "credits": Amount(sum(balance.credits_minor for balance in balances)),
        "difference": Amount(sum(balance.minor for balance in balances)),
    }


class LedgerQueries(Queries):
    """Reads of the ledger."""

    account = One(Account, "An account by its global id.")
    accounts = Connection(
        Account,
        "The accounts with their balances.",
        orders=lists.ACCOUNT_ORDERS,
        filters=lists.AccountFilter,
    )
    entry = One(Entry, "An entry by its global id.")
    entries = Connection(
        Entry, "The entries, newest first.", orders=lists.ENTRY_ORDERS, filters=lists.EntryFilter
    )
    trial_balance = Computed(
        graphene.NonNull(TrialBalance),
        "All accounts added up, from all postings ever made.",
        resolve=_trial_balance,
        permission=Permission.LEDGER_READ,
        cost=100,
    )
