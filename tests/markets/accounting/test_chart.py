"""The chart a market starts with, its own accounts, and what goes where from when on."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from kernel.errors import InvalidValue, NotFound
from markets.accounting import chart, queries
from markets.accounting import operations as accounting
from markets.accounting.models import AccountMapping, ChartAccount
from markets.accounting.types import MappedKind
from tenants.database.session import as_owner

ACTOR = "person:amina"


@pytest.fixture
def set_mapping(casablanca: str, now: datetime) -> Callable[..., AccountMapping]:
    def write(**given: Any) -> AccountMapping:
        described: dict[str, Any] = {
            "kind": MappedKind.CASH,
            "effective_from": date(2026, 11, 16),
            "account": "51611",
            "journal_code": "CA",
            "set_at": now,
            "actor": ACTOR,
        }
        return accounting.set_mapping(**(described | given))

    return write


def held(kind: MappedKind, day: date, *, version: int | None = None) -> tuple[str, str, str]:
    known = queries.mapping_version() if version is None else version
    [target] = [t for t in queries.targets_on(day, version=known) if t.kind is kind]
    return target.debit, target.credit, target.journal


class TestSeed:
    def test_maps_every_kind_to_accounts_of_the_chart(self) -> None:
        numbers = {account.number for account in chart.accounts()}

        assert {target.kind for target in chart.mapping()} == set(MappedKind)
        assert {target.debit for target in chart.mapping()} <= numbers
        assert {target.credit for target in chart.mapping()} <= numbers

    def test_has_the_heading_of_every_account(self) -> None:
        numbers = {account.number for account in chart.accounts()}

        assert {n[:-1] for n in numbers if len(n) in (2, 3, 4)} <= numbers

    def test_uses_no_account_that_the_published_chart_keeps_for_earlier_years(self) -> None:
        assert not {account.number for account in chart.accounts()} & {"6388", "7388", "6588", "7588"}

    def test_is_there_from_the_beginning_of_a_market(self, casablanca: str) -> None:
        assert ChartAccount.objects.count() == len(chart.accounts())
        assert {row.kind for row in AccountMapping.objects.all()} == set(MappedKind)

    def test_adds_what_is_missing_and_leaves_the_rest(self, casablanca: str, now: datetime) -> None:
        with as_owner(casablanca):
            AccountMapping.objects.filter(kind="suspense").delete()
            ChartAccount.objects.filter(number="4497").delete()
        accounting.edit_chart_account(number="5161", label_fr="Nos caisses", edited_at=now, actor=ACTOR)

        assert accounting.seed_chart(at=now, actor=ACTOR) == 2
        assert accounting.seed_chart(at=now, actor=ACTOR) == 0
        assert queries.chart_account("5161").label_fr == "Nos caisses"
        assert held(MappedKind.SUSPENSE, date(2026, 11, 1)) == ("4497", "4497", "OD")


class TestChart:
    def test_takes_an_account_of_the_markets_own(self, casablanca: str, now: datetime) -> None:
        added = accounting.add_chart_account(
            number="44881", label_fr=" Déposants ", label_ar="المودعون", added_at=now, actor=ACTOR
        )

        assert (added.label_fr, added.official, added.active) == ("Déposants", False, True)
        with pytest.raises(accounting.ChartNumberTaken):
            accounting.add_chart_account(
                number="44881", label_fr="x", label_ar="x", added_at=now, actor=ACTOR
            )

    @pytest.mark.parametrize(
        ("number", "label"), [("", "x"), ("44A1", "x"), ("1" * 11, "x"), ("٤٤٨٨", "x"), ("44881", "  ")]
    )
    def test_refuses_what_is_no_account(
        self, casablanca: str, now: datetime, number: str, label: str
    ) -> None:
        with pytest.raises(InvalidValue):
            accounting.add_chart_account(
                number=number, label_fr=label, label_ar="x", added_at=now, actor=ACTOR
            )
        assert ChartAccount.objects.count() == len(chart.accounts())

    def test_keeps_an_account_that_is_mapped_active(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(accounting.ChartAccountMapped):
            accounting.edit_chart_account(number="63861", active=False, edited_at=now, actor=ACTOR)
        edited = accounting.edit_chart_account(number="5115", active=False, edited_at=now, actor=ACTOR)

        assert not edited.active and queries.chart_account("63861").active

    def test_knows_no_other_account(self, casablanca: str, now: datetime) -> None:
        with pytest.raises(NotFound):
            accounting.edit_chart_account(number="99", active=False, edited_at=now, actor=ACTOR)

    def test_lets_a_market_change_no_number_and_no_mapping(self, casablanca: str) -> None:
        for change in (
            "UPDATE accounting_chartaccount SET number = '1' WHERE number = '5161'",
            "UPDATE accounting_accountmapping SET journal_code = 'X'",
            "DELETE FROM accounting_accountmapping",
            "UPDATE accounting_journalexport SET lines = 0",
        ):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)


class TestSetMapping:
    def test_holds_from_its_half_month_on(self, set_mapping: Callable[..., AccountMapping]) -> None:
        set_mapping()

        assert held(MappedKind.CASH, date(2026, 11, 1)) == ("5161", "5161", "CA")
        assert held(MappedKind.CASH, date(2026, 11, 16)) == ("51611", "51611", "CA")

    def test_of_two_for_one_day_the_latest_holds(self, set_mapping: Callable[..., AccountMapping]) -> None:
        first = set_mapping()
        set_mapping(account="5165")

        assert held(MappedKind.CASH, date(2026, 11, 16))[0] == "5165"
        assert held(MappedKind.CASH, date(2026, 11, 16), version=first.pk)[0] == "51611"

    def test_twice_the_same_is_once(self, set_mapping: Callable[..., AccountMapping]) -> None:
        assert set_mapping() == set_mapping()

    def test_may_part_losses_from_gains(self, set_mapping: Callable[..., AccountMapping]) -> None:
        set_mapping(kind=MappedKind.FEES, account="71272", debit_account="71294", journal_code="VT1")

        assert held(MappedKind.FEES, date(2026, 12, 1)) == ("71294", "71272", "VT1")

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"effective_from": date(2026, 11, 15)}, "effective_from"),
            ({"account": "516"}, "account"),
            ({"account": "5115"}, "account"),
            ({"journal_code": "ca"}, "journal_code"),
            ({"journal_code": "TOOLONG"}, "journal_code"),
            ({"debit_account": "5165"}, "debit_account"),
        ],
    )
    def test_refuses_what_cannot_be(
        self,
        set_mapping: Callable[..., AccountMapping],
        now: datetime,
        given: dict[str, Any],
        field: str,
    ) -> None:
        accounting.edit_chart_account(number="5115", active=False, edited_at=now, actor=ACTOR)
        before = AccountMapping.objects.count()

        with pytest.raises(InvalidValue) as refused:
            set_mapping(**given)

        assert refused.value.path == (field,)
        assert AccountMapping.objects.count() == before

    def test_knows_no_account_outside_the_chart(self, set_mapping: Callable[..., AccountMapping]) -> None:
        with pytest.raises(NotFound):
            set_mapping(account="9999")
