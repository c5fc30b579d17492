"""Eight people edit what all of them have read, each on connections of their own: one edit is done, and the
others are told that it has changed.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from paying_by_bank import say_bank

from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.versions import VersionConflict
from markets.accounting import operations as accounting
from markets.accounting.models import ChartAccount
from markets.fees import operations as fees
from markets.fees.models import FeeRule
from markets.fees.types import ComponentKind, FeeComponent, FeeTerms
from markets.listings import operations as listings
from markets.listings.models import Listing
from markets.payouts.bank.models import BankSettings
from shared_catalog.registry import operations as registry
from shared_catalog.registry.models import Participation
from tenants.database.session import as_hq, as_market, close_connections

EDITORS = 8


@dataclass(frozen=True, slots=True)
class Edit:
    """What is edited: as whom, by which editor with which expected version, and how to read it."""

    login: Callable[[], AbstractContextManager[Any]]
    do: Callable[[int, int], Any]
    version: Callable[[], int]


def terms(number: int) -> FeeTerms:
    share = FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=100 + number)
    return FeeTerms(effective_from=date(2026, 12, 1), components=(share,))


@pytest.fixture
def edits(
    live_market: str,
    make_goods: Callable[..., Listing],
    now: datetime,
) -> dict[str, Edit]:
    def here() -> AbstractContextManager[Any]:
        return as_market(live_market)

    with here():
        listing = make_goods()
        cooperative_id = listing.product.cooperative_id
        rule_id = fees.set_rule(
            rule_id=new_id(), name="Commission", terms=terms(-1), set_at=now, actor="test"
        ).id
        account = accounting.add_chart_account(
            number="44881", label_fr="Tiers", label_ar="الغير", added_at=now, actor="test"
        )
    said: dict[str, Any] = {"actor": "test"}
    with as_hq():
        part = Participation.objects.get(cooperative_id=cooperative_id)
    return {
        "a price": Edit(
            here,
            lambda n, version: listings.change_price(
                listing_id=listing.pk, price_minor=100 + n, expected_version=version, changed_at=now, **said
            ),
            lambda: Listing.objects.get(pk=listing.pk).version,
        ),
        "a fee rule": Edit(
            here,
            lambda n, version: fees.add_version(
                rule_id=rule_id, terms=terms(n), expected_version=version, set_at=now, **said
            ),
            lambda: FeeRule.objects.get(pk=rule_id).version,
        ),
        "an account of the chart": Edit(
            here,
            lambda n, version: accounting.edit_chart_account(
                number=account.number, label_fr=f"Tiers {n}", expected_version=version, edited_at=now, **said
            ),
            lambda: ChartAccount.objects.get(pk=account.number).version,
        ),
        "the bank's settings": Edit(
            here,
            lambda n, version: say_bank(at=now, debtor_name=f"Oasis {n}", expected_version=version),
            lambda: BankSettings.objects.count(),
        ),
        "a contract": Edit(
            as_hq,
            lambda n, version: registry.set_contract(
                participation_id=part.pk, contract=f"K-{n}", expected_version=version, at=now, **said
            ),
            lambda: Participation.objects.get(pk=part.pk).version,
        ),
    }


def at_once(edit: Edit, expected: int) -> list[DomainError | None]:
    together = threading.Barrier(EDITORS)

    def run(number: int) -> DomainError | None:
        together.wait(30)
        try:
            with edit.login():
                edit.do(number, expected)
            return None
        except DomainError as refusal:
            return refusal
        finally:
            close_connections()

    with ThreadPoolExecutor(EDITORS) as pool:
        return list(pool.map(run, range(EDITORS), timeout=120))


@pytest.mark.parametrize(
    "what",
    ["a price", "a fee rule", "an account of the chart", "the bank's settings", "a contract"],
)
def test_one_of_eight_edits_is_done_and_the_others_are_told_which_version_it_is(
    edits: dict[str, Edit], what: str
) -> None:
    edit = edits[what]
    with edit.login():
        read = edit.version()

    refusals = [refusal for refusal in at_once(edit, read) if refusal is not None]

    assert len(refusals) == EDITORS - 1
    assert all(isinstance(one, VersionConflict) for one in refusals), refusals
    assert {(one.params["expected"], one.params["current"]) for one in refusals} == {(read, read + 1)}
    with edit.login():
        assert edit.version() == read + 1
