"""Whatever is uploaded as a message of a bank is bounded, and refused when it is not one."""

import pytest
from bank_messages import document, tree
from hypothesis import given
from hypothesis import strategies as st

from markets.payouts.formats.camt import parse_camt
from markets.payouts.formats.pain002 import parse_pain002
from markets.payouts.formats.refusals import (
    BankFileRefused,
    FileTooLarge,
    NotReadable,
    UnexpectedMessage,
)
from markets.payouts.formats.xml_reading import LARGEST_FILE, open_message

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&c;</Document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&a;</Document>"""
BARE_TYPE = (
    b"""<!DOCTYPE Document><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><B/></Document>"""
)
GOOD = document("camt.053.001.02", tree("BkToCstmrStmt"))


class TestOpenMessage:
    def test_gives_the_element_within_the_document(self) -> None:
        assert open_message(GOOD, "camt.053").element.tag.endswith("BkToCstmrStmt")

    @pytest.mark.parametrize("content", [BOMB, OUTSIDE, BARE_TYPE], ids=["bomb", "outside", "bare"])
    def test_refuses_whatever_declares_something(self, content: bytes) -> None:
        with pytest.raises(NotReadable, match="declares"):
            open_message(content, "camt.053")

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\x00\xff\xfe",
            b"a;b;c",
            GOOD[:-1],
            b"PK\x03\x04",
            b'<?xml version="1.0" encoding="moon"?><Document/>',
            '<?xml version="1.0" encoding="utf-8"?><Document>é</Document>'.encode("cp1252"),
        ],
    )
    def test_refuses_what_is_not_xml(self, content: bytes) -> None:
        with pytest.raises(NotReadable):
            open_message(content, "camt.053")

    @pytest.mark.parametrize(
        "content",
        [
            b"<Document/>",
            GOOD.replace(b"camt.053", b"camt.052"),
            GOOD.replace(b"<Document", b"<Envelope").replace(b"</Document", b"</Envelope"),
            GOOD.replace(b"urn:iso:std:iso:20022", b"urn:swift"),
            document("camt.053.001.02"),
            document("camt.053.001.02", tree("BkToCstmrStmt"), tree("BkToCstmrStmt")),
        ],
    )
    def test_refuses_another_message(self, content: bytes) -> None:
        with pytest.raises(UnexpectedMessage):
            open_message(content, "camt.053")

    def test_refuses_more_than_it_could_hold(self) -> None:
        with pytest.raises(FileTooLarge):
            open_message(GOOD + b" " * LARGEST_FILE, "camt.053")

    def test_bears_elements_within_elements_without_end(self) -> None:
        deep = b"<a>" * 200_000 + b"</a>" * 200_000
        content = GOOD.replace(b"<BkToCstmrStmt />", b"<BkToCstmrStmt>" + deep + b"</BkToCstmrStmt>")
        assert deep in content
        with pytest.raises(BankFileRefused):
            parse_camt(content)

    @given(cut=st.integers(0, 2000), put=st.binary(max_size=20))
    def test_ends_in_a_value_or_a_refusal_for_any_bytes(self, cut: int, put: bytes) -> None:
        for parse, content in ((parse_camt, GOOD), (parse_pain002, GOOD.replace(b"camt.053", b"pain.002"))):
            with pytest.raises(BankFileRefused):
                parse(content[:cut] + put + content[cut:])
