"""Orders to transfer as ISO 20022 asks for them: valid, to the centime, and always the same bytes."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from bank import schema_of
from hypothesis import given
from hypothesis import strategies as st
from transfer_orders import MADE_AT, MARKET_RIB, a_transfer, an_order, payee_rib

from kernel.errors import DomainError
from kernel.identifiers import InvalidIdentifier
from markets.payouts.formats.pain001 import Version, write_pain001
from markets.payouts.formats.refusals import (
    AmountNotPayable,
    InvalidBic,
    InvalidReference,
    NoLatinText,
    NothingToTransfer,
    ReferenceRepeated,
    TransferOrderRefused,
    ValueUnreadable,
)
from markets.payouts.formats.types import TransferOrder

VERSIONS = pytest.mark.parametrize("version", list(Version))


def read(content: bytes, version: Version) -> ElementTree.Element:
    """The message, once the schema has found it valid."""
    document = ElementTree.fromstring(content)
    schema_of(version).validate(document)
    for element in document.iter():
        element.tag = element.tag.rpartition("}")[2]
    return document


def problems_of(order: TransferOrder) -> list[tuple[tuple[str | int, ...], type[DomainError]]]:
    with pytest.raises(TransferOrderRefused) as refused:
        write_pain001(order, Version.V09)
    return [(problem.path, type(problem)) for problem in refused.value.problems]


@VERSIONS
class TestWritePain001:
    @pytest.mark.parametrize("count", [1, 2, 400])
    def test_is_valid_with_sums_that_agree(self, version: Version, count: int) -> None:
        order = an_order(*(a_transfer(number) for number in range(1, count + 1)))
        message = read(write_pain001(order, version), version)
        amounts = [Decimal(amount.text or "") for amount in message.iter("InstdAmt")]
        assert len(amounts) == count
        assert {element.text for element in message.iter("NbOfTxs")} == {str(count)}
        assert [Decimal(element.text or "") for element in message.iter("CtrlSum")] == [sum(amounts)] * 2
        assert sum(amounts) * 100 == order.total_minor

    def test_names_accounts_and_enterprise_as_morocco_does(self, version: Version) -> None:
        message = read(write_pain001(an_order(), version), version)
        assert message.findtext(".//DbtrAcct/Id/Othr/Id") == MARKET_RIB
        assert message.findtext(".//CdtrAcct/Id/Othr/Id") == payee_rib(1)
        assert {e.text for e in message.iterfind(".//SchmeNm/Prtry")} == {"ICE", "RIB"}
        assert message.findtext(".//InitgPty/Id/OrgId/Othr/Id") == "001561191000066"
        assert message.find(".//IBAN") is None

    def test_says_day_and_bank_in_the_words_of_the_version(self, version: Version) -> None:
        message = read(write_pain001(an_order(), version), version)
        day, bank = {
            Version.V03: ("ReqdExctnDt", "BIC"),
            Version.V09: ("ReqdExctnDt/Dt", "BICFI"),
        }[version]
        assert message.findtext(f".//{day}") == "2026-12-01"
        assert message.findtext(f".//CdtrAgt/FinInstnId/{bank}") == "CIHMMAMC"

    def test_is_valid_without_codes_of_banks_and_texts(self, version: Version) -> None:
        order = an_order(a_transfer(creditor_bic=None, remittance=""), debtor_bic=None)
        message = read(write_pain001(order, version), version)
        assert message.findtext(".//DbtrAgt/FinInstnId/Othr/Id") == "NOTPROVIDED"
        assert message.find(".//CdtrAgt") is None and message.find(".//RmtInf") is None

    @pytest.mark.parametrize(("minor", "written"), [(1, "0.01"), (10, "0.10"), (123_456_789, "1234567.89")])
    def test_writes_centimes_with_two_decimals(self, version: Version, minor: int, written: str) -> None:
        message = read(write_pain001(an_order(a_transfer(amount_minor=minor)), version), version)
        assert message.findtext(".//InstdAmt") == written

    @pytest.mark.parametrize(
        "name", ["تعاونية النور", "<&>\"' ]]> x", "Aït\x00 \x1f Ben\ud800", "é" * 300, "\u202e RTL"]
    )
    def test_is_valid_whatever_a_name_holds(self, version: Version, name: str) -> None:
        order = an_order(a_transfer(creditor_name=name, remittance=name * 5), debtor_name=name)
        content = write_pain001(order, version)
        read(content, version)
        assert content.isascii()

    def test_takes_a_rib_as_it_was_pasted(self, version: Version) -> None:
        pasted = f"MA64 {MARKET_RIB[:6]} {MARKET_RIB[6:]}"
        same = write_pain001(an_order(debtor_rib=pasted), version)
        assert same == write_pain001(an_order(), version)

    def test_gives_the_same_bytes_for_the_same_order(self, version: Version) -> None:
        offset = an_order(created_at=datetime.fromisoformat("2026-11-24T16:00:00+01:00"))
        assert offset.created_at == MADE_AT
        assert write_pain001(offset, version) == write_pain001(an_order(), version)

    @given(names=st.lists(st.text(max_size=200), min_size=1, max_size=5), data=st.data())
    def test_is_valid_or_refused(self, version: Version, names: list[str], data: st.DataObject) -> None:
        amounts = [data.draw(st.integers(1, 10**12)) for _ in names]
        items = [
            a_transfer(number, creditor_name=name, remittance=name, amount_minor=amount)
            for number, (name, amount) in enumerate(zip(names, amounts, strict=True), start=1)
        ]
        try:
            content = write_pain001(an_order(*items), version)
        except TransferOrderRefused as refused:
            assert {type(problem) for problem in refused.problems} == {NoLatinText}
            return
        message = read(content, version)
        assert Decimal(message.findtext(".//GrpHdr/CtrlSum") or "") * 100 == sum(amounts)


class TestRefusedOrder:
    def test_tells_everything_that_is_wrong_at_once(self) -> None:
        order = an_order(
            a_transfer(1, creditor_rib="225780000123456789012345", amount_minor=0),
            a_transfer(2, creditor_name=" // "),
            a_transfer(2, creditor_bic="CIH", amount_minor=-5),
            debtor_ice="001561191000065",
        )
        assert problems_of(order) == [
            (("debtor_ice",), InvalidIdentifier),
            (("items", 0, "creditor_rib"), InvalidIdentifier),
            (("items", 0, "amount_minor"), AmountNotPayable),
            (("items", 1, "end_to_end_id"), ReferenceRepeated),
            (("items", 1, "instruction_id"), ReferenceRepeated),
            (("items", 1, "creditor_name"), NoLatinText),
            (("items", 2, "end_to_end_id"), ReferenceRepeated),
            (("items", 2, "instruction_id"), ReferenceRepeated),
            (("items", 2, "creditor_bic"), InvalidBic),
            (("items", 2, "amount_minor"), AmountNotPayable),
        ]

    def test_never_tells_the_number_of_an_account(self) -> None:
        with pytest.raises(TransferOrderRefused) as refused:
            write_pain001(an_order(a_transfer(creditor_rib="225780000123456789012345")), Version.V03)
        assert "225780000123456789012345" not in str(refused.value) + repr(refused.value.params)

    @pytest.mark.parametrize(
        "reference", ["", "x" * 36, "تحويل", "/TDM", "TDM/", "T//M", " TDM", "TDM ", "T\nM", "T&M"]
    )
    def test_changes_no_reference(self, reference: str) -> None:
        assert problems_of(an_order(message_id=reference)) == [(("message_id",), InvalidReference)]
        assert problems_of(an_order(a_transfer(end_to_end_id=reference))) == [
            (("items", 0, "end_to_end_id"), InvalidReference)
        ]

    @pytest.mark.parametrize(
        ("changes", "path", "problem"),
        [
            ({"debtor_rib": "0" * 24}, ("debtor_rib",), InvalidIdentifier),
            ({"debtor_bic": "cncamamr"}, ("debtor_bic",), InvalidBic),
            ({"debtor_name": "…"}, ("debtor_name",), NoLatinText),
            ({"items": ()}, ("items",), NothingToTransfer),
            ({"created_at": datetime(2026, 11, 24)}, ("created_at",), ValueUnreadable),  # noqa: DTZ001
        ],
    )
    def test_names_what_is_wrong_with_the_whole(
        self, changes: dict[str, Any], path: tuple[str, ...], problem: type[DomainError]
    ) -> None:
        assert problems_of(an_order(**changes)) == [(path, problem)]

    def test_is_of_a_sum_that_the_message_cannot_hold(self) -> None:
        items = (a_transfer(1, amount_minor=10**18 - 1), a_transfer(2, amount_minor=1))
        assert problems_of(an_order(*items)) == [(("items",), AmountNotPayable)]
