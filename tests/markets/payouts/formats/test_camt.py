"""What a bank booked: every entry once, with its sign, and every sum checked."""

from datetime import date
from typing import Any

import pytest
from bank_messages import document, money, side, tree
from transfer_orders import MARKET_RIB

from kernel.errors import DomainError
from kernel.identifiers import InvalidIdentifier
from markets.payouts.formats.camt import parse_camt
from markets.payouts.formats.refusals import (
    MOST_PROBLEMS,
    BankFileRefused,
    ForeignCurrency,
    SumsDisagree,
    ValueMissing,
    ValueUnreadable,
)
from markets.payouts.formats.types import BankEntry, BankStatementFile


def account(number: str = MARKET_RIB, *, iban: bool = False) -> Any:
    chosen = tree("IBAN", f"MA64{number}") if iban else tree("Othr", tree("Id", number))
    return tree("Acct", tree("Id", chosen), tree("Ccy", "MAD"))


def balance(kind: str, minor: int) -> Any:
    return tree("Bal", tree("Tp", tree("CdOrPrtry", tree("Cd", kind))), money(minor), side(minor))


def entry(minor: int, *transactions: Any, status: Any = "BOOK", **extra: Any) -> Any:
    reference = extra.get("reference", "B1")
    return tree(
        "Ntry",
        extra.get("amount", money(minor)),
        side(minor),
        extra.get("reversal"),
        tree("Sts", status),
        extra.get("booked", tree("BookgDt", tree("Dt", "2026-12-01"))),
        extra.get("valued"),
        tree("AcctSvcrRef", reference) if reference else None,
        extra.get("code"),
        tree("NtryDtls", *transactions) if transactions else None,
        tree("AddtlNtryInf", "Virement emis"),
    )


def transaction(end_to_end_id: str = "", *content: Any) -> Any:
    references = tree("Refs", tree("EndToEndId", end_to_end_id)) if end_to_end_id else None
    return tree("TxDtls", references, *content)


def statement(*content: Any, version: str = "02", holder: Any = None, name: str = "S-1") -> bytes:
    return document(
        f"camt.053.001.{version}", tree("BkToCstmrStmt", a_statement(*content, holder=holder, name=name))
    )


def a_statement(*content: Any, holder: Any = None, name: str = "S-1") -> Any:
    return tree("Stmt", tree("Id", name), account() if holder is None else holder, *content)


def read(*content: Any, **options: Any) -> BankStatementFile:
    (only,) = parse_camt(statement(*content, **options))
    return only


def read_entry(*arguments: Any, **options: Any) -> BankEntry:
    (only,) = read(entry(*arguments, **options)).entries
    return only


def problems_of(content: bytes) -> list[tuple[tuple[str | int, ...], type[DomainError]]]:
    with pytest.raises(BankFileRefused) as refused:
        parse_camt(content)
    return [(problem.path, type(problem)) for problem in refused.value.problems]


class TestStatement:
    def test_holds_account_balances_and_entries(self) -> None:
        found = read(balance("OPBD", 10_000), balance("CLBD", 9_500), entry(-500))
        assert (found.statement_id, found.account_rib) == ("S-1", MARKET_RIB)
        assert (found.opening_minor, found.closing_minor) == (10_000, 9_500)
        assert [(e.amount_minor, e.booked_on) for e in found.entries] == [(-500, date(2026, 12, 1))]

    def test_knows_an_overdrawn_account(self) -> None:
        found = read(balance("PRCD", -300), balance("CLBD", -800), entry(-500))
        assert (found.opening_minor, found.closing_minor) == (-300, -800)

    def test_knows_its_account_by_iban(self) -> None:
        assert read(entry(1), holder=account(iban=True)).account_rib == MARKET_RIB

    def test_comes_with_others_in_one_file(self) -> None:
        body = tree("BkToCstmrStmt", a_statement(entry(1)), a_statement(entry(2), entry(3), name="S-2"))
        first, second = parse_camt(document("camt.053.001.08", body))
        assert (first.statement_id, len(first.entries)) == ("S-1", 1)
        assert (second.statement_id, len(second.entries)) == ("S-2", 2)

    def test_is_a_notification_too(self) -> None:
        told = tree("Ntfctn", tree("Id", "N-1"), account(), entry(-500))
        (found,) = parse_camt(document("camt.054.001.04", tree("BkToCstmrDbtCdtNtfctn", told)))
        assert (found.statement_id, found.opening_minor, len(found.entries)) == ("N-1", None, 1)

    @pytest.mark.parametrize("status", ["PDNG", "INFO", tree("Cd", "PDNG"), tree("Cd", "FUTR")])
    def test_only_counts_what_is_not_booked(self, status: Any) -> None:
        found = read(entry(-500, status=status, booked=None), entry(7))
        assert (found.unbooked, [e.amount_minor for e in found.entries]) == (1, [7])

    def test_may_hold_nothing(self) -> None:
        assert read(balance("OPBD", 5), balance("CLBD", 5)).entries == ()


class TestEntry:
    def test_is_positive_for_a_credit_and_negative_for_a_debit(self) -> None:
        assert [read_entry(minor).amount_minor for minor in (5, -5)] == [5, -5]

    @pytest.mark.parametrize("reversal", ["true", "1"])
    def test_keeps_its_own_sign_when_it_undoes_another(self, reversal: str) -> None:
        found = read_entry(500, reversal=tree("RvslInd", reversal))
        assert (found.is_reversal, found.amount_minor) == (True, 500)
        assert not read_entry(500, reversal=tree("RvslInd", "false")).is_reversal

    @pytest.mark.parametrize(
        ("text", "minor"),
        [("1", 100), ("1.5", 150), ("0.05", 5), ("1234.50000", 123_450), ("+2.00", 200), ("0", 0)],
    )
    def test_reads_decimals_to_the_centime(self, text: str, minor: int) -> None:
        assert read_entry(1, amount=tree("Amt", text, Ccy="MAD")).amount_minor == minor

    @pytest.mark.parametrize(
        "day",
        [
            tree("Dt", "2026-11-30"),
            tree("Dt", "2026-11-30+01:00"),
            tree("DtTm", "2026-11-30T23:59:59.123Z"),
            tree("DtTm", "2026-11-30T00:10:00+01:00"),
        ],
    )
    def test_takes_the_day_as_the_bank_wrote_it(self, day: Any) -> None:
        found = read_entry(1, booked=tree("BookgDt", day), valued=tree("ValDt", day))
        assert (found.booked_on, found.value_on) == (date(2026, 11, 30), date(2026, 11, 30))

    def test_has_its_end_to_end_id_where_the_bank_was_given_one(self) -> None:
        given = [read_entry(-5, transaction(name)).end_to_end_id for name in ("TDM-1", "NOTPROVIDED", "")]
        assert given == ["TDM-1", None, None]

    def test_of_one_transaction_is_the_entry_with_its_charges(self) -> None:
        ordered = tree("AmtDtls", tree("InstdAmt", money(100)))
        assert read_entry(-110, transaction("TDM-1", ordered)).amount_minor == -110

    def test_of_several_is_one_value_for_each(self) -> None:
        before, after = tree("AmtDtls", tree("TxAmt", money(200))), money(300)
        found = read(
            entry(-500, transaction("TDM-1", before), transaction("TDM-2", after, side(-300)))
        ).entries
        assert [(e.end_to_end_id, e.amount_minor) for e in found] == [("TDM-1", -200), ("TDM-2", -300)]
        assert [(e.entry_reference, e.detail) for e in found] == [("B1", 1), ("B1", 2)]

    def test_of_several_may_hold_both_signs(self) -> None:
        parts = transaction("A", money(800), side(-800)), transaction("B", money(300), side(300))
        assert [e.amount_minor for e in read(entry(-500, *parts)).entries] == [-800, 300]

    def test_comes_back_with_the_reason_and_the_name_it_went_to(self) -> None:
        parties = tree("RltdPties", tree("Dbtr", tree("Nm", "Marche")), tree("Cdtr", tree("Nm", "Coop")))
        why = tree(
            "RtrInf", tree("Rsn", tree("Cd", "AC04")), tree("AddtlInf", "Compte"), tree("AddtlInf", "clos")
        )
        found = read_entry(500, transaction("TDM-1", parties, why))
        assert (found.is_return, found.return_reason, found.return_text) == (True, "AC04", "Compte clos")
        assert (found.end_to_end_id, found.counterparty) == ("TDM-1", "Coop")

    def test_comes_back_where_only_the_code_of_the_transaction_says_so(self) -> None:
        family = tree("Fmly", tree("Cd", "ICDT"), tree("SubFmlyCd", "RRTN"))
        code = tree("BkTxCd", tree("Domn", tree("Cd", "PMNT"), family))
        found = read_entry(500, transaction("TDM-1"), code=code)
        assert (found.is_return, found.return_reason) == (True, "")

    @pytest.mark.parametrize("in_party", [True, False])
    def test_names_the_other_side(self, in_party: bool) -> None:
        def party(role: str, name: str) -> Any:
            named = tree("Nm", name)
            return tree(role, tree("Pty", named) if in_party else named)

        parties = tree("RltdPties", party("Dbtr", "Payer"), party("Cdtr", "Payee"))
        assert read_entry(-5, transaction("", parties)).counterparty == "Payee"
        assert read_entry(5, transaction("", parties)).counterparty == "Payer"

    def test_says_what_it_is_for(self) -> None:
        text = tree("RmtInf", tree("Ustrd", "Quinzaine"), tree("Ustrd", "2026-11-2"))
        assert read_entry(-5, transaction("", text)).remittance == "Quinzaine 2026-11-2"
        assert read_entry(-5).remittance == "Virement emis"

    def test_is_known_within_its_statement_when_the_bank_gives_no_reference(self) -> None:
        found = read(entry(1, reference=""), entry(1, reference="")).entries
        assert [e.entry_reference for e in found] == ["S-1/1", "S-1/2"]


class TestRefusedStatement:
    def test_tells_every_problem_with_its_place(self) -> None:
        content = statement(
            entry(1, amount=tree("Amt", "1.00", Ccy="EUR")),
            entry(2),
            entry(3, booked=None),
            entry(4, amount=tree("Amt", "1.005", Ccy="MAD")),
            entry(5, booked=tree("BookgDt", tree("Dt", "2026-02-30"))),
            entry(-500, transaction("A", money(200)), transaction("B", money(299))),
            entry(-500, transaction("A", money(200)), transaction("B")),
        )
        place = ("Stmt", 1, "Ntry")
        assert problems_of(content) == [
            ((*place, 1, "Amt"), ForeignCurrency),
            ((*place, 3), ValueMissing),
            ((*place, 4, "Amt"), ValueUnreadable),
            ((*place, 5, "BookgDt"), ValueUnreadable),
            ((*place, 6), SumsDisagree),
            ((*place, 7, "NtryDtls", 1, "TxDtls", 2), ValueMissing),
        ]

    @pytest.mark.parametrize("text", ["", "-1.00", "1,00", "1e3", "NaN", "٣", "1" * 19, "1 000.00"])
    def test_has_an_amount_that_is_none(self, text: str) -> None:
        content = statement(entry(1, amount=tree("Amt", text, Ccy="MAD")))
        assert [problem for _, problem in problems_of(content)] == [ValueUnreadable]

    def test_has_balances_that_its_entries_do_not_lead_to(self) -> None:
        content = statement(balance("OPBD", 10_000), balance("CLBD", 9_501), entry(-500))
        assert problems_of(content) == [(("Stmt", 1, "Bal"), SumsDisagree)]

    @pytest.mark.parametrize("holder", [account("0" * 24), account("FR7630006000011234567890189")])
    def test_is_of_an_account_that_is_no_rib(self, holder: Any) -> None:
        assert problems_of(statement(entry(1), holder=holder)) == [
            (("Stmt", 1, "Acct", "Id"), InvalidIdentifier)
        ]

    def test_lacks_what_it_is_known_by(self) -> None:
        assert problems_of(document("camt.053.001.02", tree("BkToCstmrStmt"))) == [((), ValueMissing)]
        nameless = tree("BkToCstmrStmt", tree("Stmt", account()))
        assert problems_of(document("camt.053.001.02", nameless)) == [(("Stmt", 1), ValueMissing)]

    def test_stops_telling_after_a_hundred_problems(self) -> None:
        content = statement(*(entry(1, booked=None) for _ in range(MOST_PROBLEMS + 50)))
        assert len(problems_of(content)) == MOST_PROBLEMS
