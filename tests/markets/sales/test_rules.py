from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import tax_within
from markets.fees.rules import FeePlan
from markets.fees.types import ComponentKind, FeeComponent, FeeTerms, Version
from markets.ledger.types import cooperative_payable, market_fees, market_rounding, till_cash
from markets.listings.types import ListingState, Offer
from markets.sales import rules
from markets.sales.types import (
    LineTax,
    Payback,
    SaleLineRequest,
    SoldLine,
    TenderKind,
    TenderRequest,
    Traded,
)
from shared_catalog.catalogue.rules import TaxRateMissing, TaxTable
from shared_catalog.catalogue.types import Rate, TaxClass
from shared_catalog.registry.types import VatRegime

DAY = date(2026, 11, 10)
TILL = UUID(int=9)
amounts = st.integers(1, 10_000_000)


LAWS = TaxTable(
    Rate(tax_class, date(2007, 1, 1), basis_points, law)
    for tax_class, basis_points, law in (
        (TaxClass.STANDARD, 2000, "art. 98 CGI"),
        (TaxClass.EXEMPT, 0, "art. 91-I-A CGI"),
        (TaxClass.EXEMPT_COOP, 0, "art. 91-IV CGI"),
        (TaxClass.OUT_OF_SCOPE, 0, "hors champ"),
        (TaxClass.COMMISSION, 2000, "art. 98 CGI"),
    )
)


def offer(
    number: int,
    price_minor: int,
    *,
    vat_regime: VatRegime = VatRegime.EXEMPT_COOP,
    tax_class: TaxClass = TaxClass.STANDARD,
) -> Offer:
    return Offer(
        listing_id=UUID(int=number),
        product_id=UUID(int=100 + number),
        cooperative_id=UUID(int=200 + number % 3),
        group="agri",
        vat_regime=vat_regime,
        contract="",
        category_path=("agri", "fresh-fruit"),
        tax_class=tax_class,
        price_minor=price_minor,
        state=ListingState.ACTIVE,
    )


def flat(basis_points: int) -> FeePlan:
    """One rule over everything."""
    share = FeeComponent(kind=ComponentKind.PERCENTAGE, basis_points=basis_points)
    terms = FeeTerms(effective_from=date(2026, 1, 1), components=(share,))
    made = datetime(2025, 12, 1, tzinfo=UTC)
    return FeePlan([Version(UUID(int=5), "Flat", made, None, 7, 1, terms)])


def cash(received_minor: int) -> TenderRequest:
    return TenderRequest(kind=TenderKind.CASH, received_minor=received_minor)


def card(amount_minor: int, reference: str = "TPE-1") -> TenderRequest:
    return TenderRequest(kind=TenderKind.CARD, amount_minor=amount_minor, reference=reference)


def stripe(amount_minor: int, reference: str = "pi_1") -> TenderRequest:
    return TenderRequest(kind=TenderKind.STRIPE, amount_minor=amount_minor, reference=reference)


class TestMerged:
    def test_sells_a_listing_scanned_twice_as_one_line_where_it_came_first(self) -> None:
        first, second = UUID(int=1), UUID(int=2)
        lines = [SaleLineRequest(second, 1), SaleLineRequest(first, 2), SaleLineRequest(second, 3)]
        assert rules.merged(lines) == [SaleLineRequest(second, 4), SaleLineRequest(first, 2)]


class TestPriceLines:
    @given(st.lists(st.tuples(st.integers(1, 1_000_000), st.integers(1, 500)), min_size=1, max_size=9))
    def test_charges_price_times_quantity_and_keeps_the_fee_within(self, goods) -> None:  # type: ignore[no-untyped-def]
        offers = {UUID(int=n): offer(n, price) for n, (price, _) in enumerate(goods)}
        lines = [SaleLineRequest(UUID(int=n), quantity) for n, (_, quantity) in enumerate(goods)]
        priced = rules.price_lines(lines, offers, day=DAY, fees=flat(333), taxes=LAWS)
        assert [line.amount_minor for line in priced] == [price * quantity for price, quantity in goods]
        assert all(line.fee_minor == line.amount_minor * 333 // 10_000 for line in priced)
        assert [line.position for line in priced] == list(range(len(goods)))
        assert {(line.charge.rule_id, line.charge.version_id) for line in priced} == {(UUID(int=5), 7)}

    def test_takes_no_fee_without_a_rule(self) -> None:
        [line] = rules.price_lines(
            [SaleLineRequest(UUID(int=1), 2)],
            {UUID(int=1): offer(1, 1000)},
            day=DAY,
            fees=FeePlan([]),
            taxes=LAWS,
        )
        assert (line.fee_minor, line.charge.rule_id, line.charge.parts) == (0, None, ())
        assert line.tax.fee_tax_minor == 0

    @pytest.mark.parametrize(
        ("vat_regime", "tax_class", "basis_points", "tax_minor", "note"),
        [
            (VatRegime.LIABLE, TaxClass.STANDARD, 2000, 2000, ""),
            (VatRegime.LIABLE, TaxClass.EXEMPT, 0, 0, "art. 91-I-A CGI"),
            (VatRegime.LIABLE, TaxClass.OUT_OF_SCOPE, 0, 0, "hors champ"),
            (VatRegime.EXEMPT_COOP, TaxClass.STANDARD, 0, 0, "art. 91-IV CGI"),
            (VatRegime.EXEMPT_COOP, TaxClass.EXEMPT, 0, 0, "art. 91-IV CGI"),
            (VatRegime.OUT_OF_SCOPE, TaxClass.STANDARD, 0, 0, "hors champ"),
        ],
    )
    def test_says_the_tax_within_the_price_and_the_fee(  # type: ignore[no-untyped-def]
        self, vat_regime, tax_class, basis_points, tax_minor, note
    ) -> None:
        goods = offer(1, 6000, vat_regime=vat_regime, tax_class=tax_class)
        [line] = rules.price_lines(
            [SaleLineRequest(UUID(int=1), 2)], {UUID(int=1): goods}, day=DAY, fees=flat(1000), taxes=LAWS
        )
        assert line.tax == LineTax(basis_points, tax_minor, note, 2000, 200)

    def test_sells_nothing_whose_rate_is_not_on_record(self) -> None:
        with pytest.raises(TaxRateMissing) as refusal:
            rules.price_lines(
                [SaleLineRequest(UUID(int=1), 1)],
                {UUID(int=1): offer(1, 1000)},
                day=date(2006, 12, 31),
                fees=FeePlan([]),
                taxes=LAWS,
            )
        assert refusal.value.params == {"tax_class": "exempt_coop", "day": "2006-12-31"}


class TestMatchTenders:
    @pytest.mark.parametrize(
        ("total_minor", "tenders", "amounts", "rounding_minor", "change_minor"),
        [
            (1000, [cash(1000)], [1000], 0, 0),
            (1000, [cash(2000)], [1000], 0, 1000),
            (1234, [cash(1230)], [1230], -4, 0),
            (1235, [cash(2000)], [1240], 5, 760),
            (4, [cash(0)], [0], -4, 0),
            (1234, [card(1234)], [1234], 0, 0),
            (1234, [stripe(1234)], [1234], 0, 0),
            (1234, [card(1000), cash(230)], [1000, 230], -4, 0),
            (1237, [card(500), stripe(500), cash(500)], [500, 500, 240], 3, 260),
            (1000, [card(400), card(600)], [400, 600], 0, 0),
        ],
    )
    def test_pays_the_total(self, total_minor, tenders, amounts, rounding_minor, change_minor) -> None:  # type: ignore[no-untyped-def]
        payment = rules.match_tenders(tenders, total_minor=total_minor)
        assert [tender.amount_minor for tender in payment.tenders] == amounts
        assert (payment.rounding_minor, payment.change_minor) == (rounding_minor, change_minor)

    @pytest.mark.parametrize(
        "tenders",
        [
            [],
            [card(999)],
            [card(1001)],
            [cash(990)],
            [cash(1003)],
            [cash(-10)],
            [cash(10_000_000_010)],
            [card(1000, reference="x" * 121)],
            [cash(500), cash(500)],
            [card(1000), cash(100)],
            [card(1100), cash(100)],
            [card(1000, reference=" ")],
            [stripe(1000, reference="")],
            [card(0), cash(1000)],
            [card(-500), cash(1500)],
            [TenderRequest(kind=TenderKind.CARD, received_minor=1000, reference="TPE-1")],
            [TenderRequest(kind=TenderKind.CASH, amount_minor=1000)],
            [TenderRequest(kind=TenderKind.CASH, amount_minor=1000, received_minor=1000)],
            [TenderRequest(kind=TenderKind.CASH)],
        ],
    )
    def test_refuses_what_does_not_pay_ten_dirhams(self, tenders: list[TenderRequest]) -> None:
        with pytest.raises(rules.WrongTenders):
            rules.match_tenders(tenders, total_minor=1000)

    @given(amounts, st.integers(0, 10_000_000), st.integers(0, 10_000_000), st.integers(0, 10_000))
    def test_takes_total_plus_rounding_and_gives_the_rest_back(
        self, total_minor: int, by_card: int, by_stripe: int, coins: int
    ) -> None:
        by_card %= total_minor
        by_stripe %= total_minor - by_card
        rest_minor = total_minor - by_card - by_stripe
        tenders = [cash((rest_minor // 10 + 1 + coins) * 10)]
        tenders += [card(by_card)] if by_card else []
        tenders += [stripe(by_stripe)] if by_stripe else []
        payment = rules.match_tenders(tenders, total_minor=total_minor)
        kept = sum(tender.amount_minor for tender in payment.tenders)
        received = sum(tender.received_minor for tender in payment.tenders)
        assert kept == total_minor + payment.rounding_minor == received - payment.change_minor
        assert -4 <= payment.rounding_minor <= 5
        assert payment.change_minor >= 0
        assert payment.change_minor % 10 == 0


class TestPayBack:
    def test_rounds_cash_for_the_market(self) -> None:
        assert rules.pay_back(1234, kind=TenderKind.CASH, reference="") == Payback(
            TenderKind.CASH, 1230, 4, ""
        )
        assert rules.pay_back(1235, kind=TenderKind.CASH, reference="").rounding_minor == -5

    def test_gives_cards_back_to_the_centime_with_a_reference(self) -> None:
        assert rules.pay_back(1234, kind=TenderKind.CARD, reference="TPE-2").paid_minor == 1234
        with pytest.raises(rules.WrongTenders):
            rules.pay_back(1234, kind=TenderKind.STRIPE, reference="")


class TestRefundPart:
    @given(
        st.data(), st.integers(1, 200), st.integers(1, 10_000), st.integers(0, 10_000), st.integers(0, 10_000)
    )
    def test_parts_sum_to_the_line_however_it_is_refunded(  # type: ignore[no-untyped-def]
        self, data, quantity: int, price: int, basis_points: int, tax_basis_points: int
    ) -> None:
        amount_minor = quantity * price
        fee_minor = amount_minor * basis_points // 10_000
        tax_minor = tax_within(amount_minor, basis_points=tax_basis_points)
        fee_tax_minor = tax_within(fee_minor, basis_points=tax_basis_points)
        given_back: Counter[str] = Counter()
        while given_back["quantity"] < quantity:
            units = data.draw(st.integers(1, quantity - given_back["quantity"]))
            sold = SoldLine(
                quantity, given_back["quantity"], amount_minor, fee_minor, tax_minor, fee_tax_minor
            )
            part = rules.refund_part(sold, quantity=units)
            assert 0 <= part.fee_minor <= part.amount_minor
            assert part.tax_minor >= 0 and part.fee_tax_minor >= 0
            given_back.update(asdict(part) | {"quantity": units})
        assert given_back == {
            "quantity": quantity,
            "amount_minor": amount_minor,
            "fee_minor": fee_minor,
            "tax_minor": tax_minor,
            "fee_tax_minor": fee_tax_minor,
        }

    @given(st.integers(1, 200), st.integers(1, 10_000), st.integers(0, 199))
    def test_gives_back_whole_units_at_their_price(self, quantity: int, price: int, before: int) -> None:
        before %= quantity
        line = SoldLine(quantity, before, quantity * price, 0, 0, 0)
        assert rules.refund_part(line, quantity=1).amount_minor == price


traded = st.lists(
    st.builds(
        lambda coop, amount, points: Traded(
            UUID(int=coop), f"category-{coop % 2}", 1 + coop, amount, amount * points // 10_000
        ),
        st.integers(1, 3),
        amounts,
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=6,
)


class TestSalePostings:
    @given(traded, st.integers(0, 10_000_000))
    def test_move_every_account_by_what_was_charged(self, lines: list[Traded], by_card: int) -> None:
        total_minor = sum(line.amount_minor for line in lines)
        by_card %= total_minor
        tenders = [cash(100_000_000), *([card(by_card)] if by_card else [])]
        payment = rules.match_tenders(tenders, total_minor=total_minor)
        moved = rules.moved(rules.sale_postings(lines, payment))
        assert moved == rules.sale_moves(lines, payment)
        assert sum(moved.values()) == 0
        assert moved.get(market_rounding(), 0) == -payment.rounding_minor

    def test_name_the_money_one_by_one(self) -> None:
        lines = [Traded(UUID(int=1), "fresh-fruit", 2, 1233, 36)]
        payment = rules.match_tenders([cash(1230)], total_minor=1233)
        assert rules.moved(rules.sale_postings(lines, payment)) == {
            till_cash(): 1230,
            market_rounding(): 3,
            cooperative_payable(UUID(int=1)): -1197,
            market_fees(): -36,
        }


class TestRefundPostings:
    @given(traded, st.sampled_from(TenderKind))
    def test_undo_the_sale_but_for_the_coins(self, lines: list[Traded], kind: TenderKind) -> None:
        amount_minor = sum(line.amount_minor for line in lines)
        payback = rules.pay_back(amount_minor, kind=kind, reference="TPE-3")
        moved = rules.moved(rules.refund_postings(lines, payback))
        assert moved == rules.refund_moves(lines, payback)
        assert sum(moved.values()) == 0
        assert moved.get(market_fees(), 0) == sum(line.fee_minor for line in lines)


class TestFigures:
    @given(traded, st.integers(0, 10_000_000))
    def test_tenders_are_gross_less_refunds_plus_rounding(self, lines: list[Traded], by_card: int) -> None:
        total_minor = sum(line.amount_minor for line in lines)
        by_card %= total_minor
        tenders = [cash(100_000_000), *([card(by_card)] if by_card else [])]
        payment = rules.match_tenders(tenders, total_minor=total_minor)
        payback = rules.pay_back(total_minor, kind=TenderKind.CASH, reference="")
        sold = rules.till_figure(lines, payment, day=DAY, till_id=TILL)
        back = rules.refund_figures(lines, payback, day=DAY, till_id=TILL).till
        for till in (sold, back):
            kept = till.cash_minor + till.card_minor + till.stripe_minor
            assert kept == till.gross_minor - till.refunds_minor + till.rounding_minor
        assert (back.items, back.tickets, back.gross_minor) == (0, 0, 0)
