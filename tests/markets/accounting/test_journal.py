"""The ledger as a journal: every piece balances, every account is the ledger's, every file comes again."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import NotFound
from kernel.halfmonth import HalfMonth
from kernel.ids import new_id
from markets.accounting import journal, queries
from markets.accounting import operations as accounting
from markets.accounting.models import AccountMapping, JournalExport
from markets.accounting.types import Encoding, JournalLine, Layout, MappedKind
from markets.ledger import operations as ledger
from markets.ledger import queries as books
from markets.ledger.models import Entry
from markets.ledger.types import (
    AccountCode,
    EntryKind,
    PostingDraft,
    PostingKind,
    bank,
    card_clearing,
    cooperative_payable,
    market_adjustments,
    market_fees,
    market_rounding,
    stripe_clearing,
    suspense,
    till_cash,
)
from markets.listings.models import Listing
from markets.periods.models import Period
from markets.sales import operations as sales
from markets.sales.models import Sale
from markets.sales.types import RefundLineRequest, TenderKind, TenderRequest
from shared_catalog.registry.models import Cooperative
from tenants.database.session import as_owner

FIRST, NEXT = HalfMonth(2026, 11, 1), HalfMonth(2026, 11, 2)

# The market's own accounts, where the first mapping sends them: the chart's account and the auxiliary.
PLACES: dict[AccountCode, tuple[set[str], str]] = {
    till_cash(): ({"5161"}, ""),
    card_clearing(): ({"5118"}, ""),
    stripe_clearing(): ({"5148"}, ""),
    market_fees(): ({"71272"}, ""),
    market_rounding(): ({"73861", "63861"}, ""),
    market_adjustments(): ({"71278", "71294"}, ""),
    bank(): ({"5141"}, "main"),
    bank("second"): ({"5141"}, "second"),
    suspense(): ({"4497"}, ""),
}
KINDS = [EntryKind.SALE, EntryKind.REFUND, EntryKind.PAYOUT, EntryKind.ADJUSTMENT]


def lines(half_month: HalfMonth = FIRST, layout: Layout = Layout.DETAILED) -> list[JournalLine]:
    period = Period.objects.get(pk=half_month.key)
    return list(journal.lines([period], layout=layout, version=queries.mapping_version()))


def table(found: list[JournalLine]) -> list[tuple[Any, ...]]:
    """What matters of lines, as rows to compare with."""
    return [(line.piece, line.account, line.auxiliary, line.debit_minor, line.credit_minor) for line in found]


def content(export: JournalExport) -> bytes:
    parts: list[bytes] = []
    journal.write_again(export, write=parts.append)
    return b"".join(parts)


def sale(cooperative: Cooperative, amount_minor: int) -> PostingDraft:
    return PostingDraft(till_cash(), cooperative_payable(cooperative.id), amount_minor, PostingKind.SALE)


class TestSales:
    """Honey of 12.34 and saffron of 30.00 sold together for cash: 42.34, rounded to 42.30; a fee of 5 %."""

    @pytest.fixture
    def sold(
        self, casablanca: str, set_fee: Callable[..., Any], make_goods: Callable[..., Listing], sell: Any
    ) -> Sale:
        set_fee(500)
        self.honey = make_goods(price_minor=1234)
        self.saffron = make_goods(price_minor=3000)
        self.codes = [g.product.cooperative.code for g in (self.honey, self.saffron)]
        found: Sale = sell((self.honey, 1), (self.saffron, 1))
        return found

    def refund(self, sold: Sale) -> None:
        sales.refund_sale(
            refund_id=new_id(),
            sale_id=sold.id,
            lines=[RefundLineRequest(position=0, quantity=1, restock=True)],
            tender_kind=TenderKind.CASH,
            occurred_at=sold.occurred_at + timedelta(hours=1),
            recorded_at=sold.occurred_at + timedelta(hours=1),
            actor="person:amina",
        )

    def test_are_pieces_of_their_own_in_detail(self, sold: Sale) -> None:
        self.refund(sold)
        honey, saffron = self.codes
        first, second = "VT2026111-00001", "VT2026111-00002"

        assert table(lines()) == [
            # 12.34 x 5 % is 61.7 centimes and the odd one is the cooperative's: 61; 30.00 x 5 % is 150.
            (first, "4488", honey, 61, 0),
            (first, "4488", saffron, 150, 0),
            (first, "5161", "", 4230, 0),
            (first, "63861", "", 4, 0),
            (first, "4488", honey, 0, 1234),
            (first, "4488", saffron, 0, 3000),
            (first, "71272", "", 0, 211),
            # 12.34 given back is 12.30 in coins.
            (second, "4488", honey, 1234, 0),
            (second, "71272", "", 61, 0),
            (second, "4488", honey, 0, 61),
            (second, "5161", "", 0, 1230),
            (second, "73861", "", 0, 4),
        ]
        assert lines()[0].reference == str(sold.id)
        assert {line.label for line in lines()} == {"Vente", "Retour de marchandises"}

    def test_of_a_day_are_one_piece_when_that_is_wanted(self, sold: Sale, sell: Any) -> None:
        self.refund(sold)
        sell(
            (self.honey, 1), tenders=[TenderRequest(kind=TenderKind.CARD, amount_minor=1234, reference="77")]
        )
        honey, saffron = self.codes
        day = lines(layout=Layout.DAILY)

        assert table(day) == [
            ("VT2026111-00001", "4488", honey, 1356, 0),
            ("VT2026111-00001", "4488", saffron, 150, 0),
            ("VT2026111-00001", "5118", "", 1234, 0),
            ("VT2026111-00001", "5161", "", 4230, 0),
            ("VT2026111-00001", "63861", "", 4, 0),
            ("VT2026111-00001", "71272", "", 61, 0),
            ("VT2026111-00001", "4488", honey, 0, 2529),
            ("VT2026111-00001", "4488", saffron, 0, 3000),
            ("VT2026111-00001", "5161", "", 0, 1230),
            ("VT2026111-00001", "71272", "", 0, 272),
            ("VT2026111-00001", "73861", "", 0, 4),
        ]
        assert {line.label for line in day} == {"Ventes et retours du 10/11/2026"}
        assert {line.reference for line in day} == {""}


class TestPieces:
    def test_stand_in_the_journal_of_what_they_move(
        self, post: Callable[..., Entry], argan: Cooperative
    ) -> None:
        owed = cooperative_payable(argan.id)
        for kind, debit, credit in (
            (EntryKind.PAYOUT, owed, bank()),
            (EntryKind.PAYOUT, owed, till_cash()),
            (EntryKind.ADJUSTMENT, suspense(), owed),
            (EntryKind.ADJUSTMENT, market_adjustments(), owed),
            (EntryKind.ADJUSTMENT, owed, market_adjustments()),
            (EntryKind.ADJUSTMENT, bank(), card_clearing()),
        ):
            post(PostingDraft(debit, credit, 100, PostingKind.ADJUSTMENT), kind=kind)

        assert {(line.journal, line.account) for line in lines()} == {
            ("BQ", "4488"),
            ("BQ", "5141"),
            ("BQ", "5118"),
            ("CA", "4488"),
            ("CA", "5161"),
            ("OD", "4488"),
            ("OD", "4497"),
            ("OD", "71278"),
            ("OD", "71294"),
        }

    def test_of_a_reversal_stand_where_the_reversed_one_stands(
        self, post: Callable[..., Entry], argan: Cooperative
    ) -> None:
        first = post(sale(argan, 100))
        with transaction.atomic():
            ledger.reverse(
                entry_id=new_id(),
                reverses_id=first.id,
                period=first.period,
                occurred_at=first.occurred_at,
                recorded_at=first.recorded_at + timedelta(hours=1),
                business_date=first.business_date,
                actor="tester",
            )

        assert {line.journal for line in lines()} == {"VT"}
        assert [line.label for line in lines()] == ["Vente", "Vente", "Contrepassation", "Contrepassation"]

    def test_of_late_facts_are_dated_in_the_half_month_and_tell_their_day(
        self, post: Callable[..., Entry], argan: Cooperative
    ) -> None:
        post(sale(argan, 100), day=date(2026, 10, 31))
        post(sale(argan, 100), day=date(2026, 11, 1))

        for layout in Layout:
            found = lines(layout=layout)
            assert {line.day for line in found} == {date(2026, 11, 1)}
            assert {line.piece: line.document_day for line in found} == {
                "VT2026111-00001": date(2026, 10, 31),
                "VT2026111-00002": date(2026, 11, 1),
            }
            assert found[0].label.endswith(" (fait du 31/10/2026)")

    def test_are_numbered_without_a_gap_in_each_half_month(
        self, post: Callable[..., Entry], argan: Cooperative
    ) -> None:
        for half_month in (FIRST, NEXT):
            for _ in range(3):
                post(sale(argan, 100), half_month=half_month, day=half_month.first_day)

        for half_month in (FIRST, NEXT):
            pieces = sorted({line.piece for line in lines(half_month)})
            assert pieces == [f"VT{half_month.key}-{n:05d}" for n in (1, 2, 3)]


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Entries: a kind, a day, and movements between two of all accounts, cooperatives by their number."""
    own = st.sampled_from(list(PLACES))
    owed = st.integers(0, 2)
    amounts = st.integers(1, 10_000_000)
    day = st.dates(date(2026, 10, 20), date(2026, 11, 15))
    movement = st.one_of(
        st.tuples(own, own, amounts).filter(lambda move: move[0] != move[1]),
        st.tuples(own, owed, amounts),
        st.tuples(owed, own, amounts),
    )
    entry = st.tuples(st.sampled_from(KINDS), day, st.lists(movement, min_size=1, max_size=4))
    return draw(st.lists(entry, max_size=8))


class TestAnyTrade:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(trade=moves(), layout=st.sampled_from(Layout), encoding=st.sampled_from(Encoding))
    def test_balances_by_piece_and_is_the_ledger_by_account(
        self,
        post: Callable[..., Entry],
        export: Callable[..., JournalExport],
        argan: Cooperative,
        saffron: Cooperative,
        make_cooperative: Callable[..., Cooperative],
        trade: list[tuple[Any, ...]],
        layout: Layout,
        encoding: Encoding,
    ) -> None:
        third = Cooperative.objects.exclude(pk__in=[argan.pk, saffron.pk]).first() or make_cooperative()
        makers = [argan, saffron, third]
        with transaction.atomic():
            for kind, day, movements in trade:
                post(*(draft(makers, *move) for move in movements), kind=kind, day=day)
            made = export(layout=layout, encoding=encoding, draft=True)
            text = content(made).decode(encoding.value)
            self.check(list(csv.DictReader(io.StringIO(text), delimiter=";")), made, makers)
            transaction.set_rollback(True)

    def check(self, rows: list[dict[str, str]], made: JournalExport, makers: list[Cooperative]) -> None:
        pieces: Counter[str] = Counter()
        places: Counter[tuple[str, str]] = Counter()
        for row in rows:
            signed = amount(row["debit"]) - amount(row["credit"])
            pieces[row["piece"]] += signed
            places[row["compte"], row["auxiliaire"]] += signed
        assert set(pieces.values()) <= {0}
        assert made.lines == len(rows)
        assert made.debit_minor == made.credit_minor == sum(amount(row["debit"]) for row in rows)
        owed = {cooperative_payable(maker.id): ({"4488"}, str(maker.code)) for maker in makers}
        expected = PLACES | owed
        for balance in books.balances():
            numbers, auxiliary = expected[balance.code]
            assert sum(places[number, auxiliary] for number in numbers) == balance.minor, balance.code


def draft(makers: list[Cooperative], debit: Any, credit: Any, amount_minor: int) -> PostingDraft:
    sides = [cooperative_payable(makers[s].id) if isinstance(s, int) else s for s in (debit, credit)]
    return PostingDraft(sides[0], sides[1], amount_minor, PostingKind.ADJUSTMENT)


def amount(text: str) -> int:
    return int(Decimal(text.replace(",", ".")) * 100) if text else 0


class TestExport:
    def test_is_for_sealed_half_months(
        self,
        post: Callable[..., Entry],
        seal: Callable[..., Period],
        export: Callable[..., JournalExport],
        argan: Cooperative,
    ) -> None:
        post(sale(argan, 100))
        with pytest.raises(journal.PeriodNotSealed) as refused:
            export()
        assert refused.value.params["state"] == "open"
        assert not JournalExport.objects.exists()

        assert export(draft=True).draft
        seal()
        assert not export(draft=True).draft and not export().draft

    def test_covers_half_months_one_after_the_other(
        self,
        post: Callable[..., Entry],
        seal: Callable[..., Period],
        export: Callable[..., JournalExport],
        argan: Cooperative,
    ) -> None:
        post(sale(argan, 100))
        post(sale(argan, 200), half_month=NEXT, day=date(2026, 11, 20))
        seal(FIRST)
        with pytest.raises(journal.PeriodNotSealed):
            export(FIRST, NEXT)
        seal(NEXT)

        made = export(FIRST, NEXT)

        assert (made.first_period_id, made.last_period_id, made.lines) == (FIRST.key, NEXT.key, 4)
        assert made.debit_minor == 300

    def test_knows_no_half_month_outside_the_calendar(self, export: Callable[..., JournalExport]) -> None:
        with pytest.raises(NotFound):
            export(HalfMonth(2016, 1, 1))

    def test_of_a_sealed_half_month_is_the_same_until_its_mapping_changes(
        self,
        post: Callable[..., Entry],
        seal: Callable[..., Period],
        export: Callable[..., JournalExport],
        argan: Cooperative,
        now: Any,
    ) -> None:
        post(sale(argan, 100))
        seal()
        first = export()
        file = content(first)
        post(sale(argan, 700), half_month=NEXT, day=date(2026, 11, 20))
        given: dict[str, Any] = {"kind": MappedKind.CASH, "account": "51611", "journal_code": "CA"}
        accounting.edit_chart_account(number="5161", label_fr="Nos caisses", edited_at=now, actor="x")
        accounting.set_mapping(**given, effective_from=date(2026, 11, 16), set_at=now, actor="x")

        assert bytes(export().digest) == bytes(first.digest)
        accounting.set_mapping(**given, effective_from=date(2026, 11, 1), set_at=now, actor="x")
        corrected = export()
        assert bytes(corrected.digest) != bytes(first.digest)
        assert content(first) == file != content(corrected)

    def test_of_a_draft_is_gone_once_the_half_month_moves_on(
        self, post: Callable[..., Entry], export: Callable[..., JournalExport], argan: Cooperative
    ) -> None:
        post(sale(argan, 100))
        made = export(draft=True)
        content(made)
        post(sale(argan, 100))

        with pytest.raises(journal.JournalChanged):
            content(made)

    def test_names_all_accounts_that_are_not_mapped(
        self,
        post: Callable[..., Entry],
        export: Callable[..., JournalExport],
        argan: Cooperative,
        casablanca: str,
    ) -> None:
        post(
            PostingDraft(suspense(), cooperative_payable(argan.id), 100, PostingKind.ADJUSTMENT),
            PostingDraft(bank(), suspense(), 100, PostingKind.ADJUSTMENT),
            kind=EntryKind.ADJUSTMENT,
        )
        post(sale(argan, 100), half_month=NEXT, day=date(2026, 11, 20))
        with as_owner(casablanca):
            AccountMapping.objects.filter(kind__in=["bank", "suspense", "cash", "card"]).delete()

        with pytest.raises(journal.UnmappedAccounts) as refused:
            export(FIRST, NEXT, draft=True)

        assert refused.value.params == {"accounts": "bank:main, suspense, till:cash"}
        assert not JournalExport.objects.exists()

    def test_of_nothing_is_a_header(
        self, seal: Callable[..., Period], export: Callable[..., JournalExport]
    ) -> None:
        seal()
        made = export(encoding=Encoding.CP1252)

        assert (made.lines, made.debit_minor) == (0, 0)
        assert content(made).startswith(b"journal;date;piece") and content(made).count(b"\r\n") == 1
