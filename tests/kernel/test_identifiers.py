"""Identifiers: the worked examples of the authorities, and an independent implementation to compare with."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean
from stdnum.ma import ice as stdnum_ice

from kernel import identifiers
from kernel.errors import InvalidValue
from kernel.identifiers import InvalidIdentifier

BODIES = [
    ("2258100123456789012345", "225810012345678901234513"),
    ("2307800000112233445566", "230780000011223344556665"),
    ("0074500001122334455667", "007450000112233445566787"),
    ("3506400099887766554433", "350640009988776655443386"),
    ("1907800001234567890123", "190780000123456789012375"),
]
NBSP, NARROW_NBSP, RIGHT_TO_LEFT_MARK = "\u00a0", "\u202f", "\u200f"
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
RIB = "225810012345678901234513"


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length).filter(lambda text: text.strip("0") != "")


class TestRib:
    @pytest.mark.parametrize(("body", "whole"), BODIES)
    def test_is_built_with_its_key(self, body: str, whole: str) -> None:
        assert identifiers.rib_with_key(body) == whole
        assert identifiers.rib(whole) == whole

    @pytest.mark.parametrize("valid", ["310810100002470105200152", "011519000001205000534921"])
    def test_accepts_those_found_in_public_documents(self, valid: str) -> None:
        assert identifiers.rib(valid) == valid

    @pytest.mark.parametrize(
        "pasted",
        [
            "225 810 0123456789012345 13",
            "225.810.0123456789012345.13",
            "225-810-0123456789012345-13",
            f"225{NBSP}810{NARROW_NBSP}0123456789012345{NBSP}13",
            f"{RIGHT_TO_LEFT_MARK}{RIB}\n",
            RIB.translate(ARABIC_INDIC),
            RIB.translate(PERSIAN),
            "MA64" + RIB,
            "ma64 2258 1001 2345 6789 0123 4513",
            "IBAN: MA64 2258 1001 2345 6789 0123 4513".replace(":", ""),
        ],
    )
    def test_reads_what_people_paste(self, pasted: str) -> None:
        assert identifiers.rib(pasted) == RIB

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ("225780000123456789012345", "check_digits"),
            ("007780000123456789012 26", "length"),
            ("007780000123456789012326", "check_digits"),
            ("0" * 24, "all_zero"),
            (RIB[:-1], "length"),
            (RIB + "1", "length"),
            ("", "length"),
            ("22581001234567890123451O", "characters"),
            ("MA65" + RIB, "check_digits"),
            ("FR64" + RIB, "characters"),
        ],
    )
    def test_refuses_what_is_none(self, wrong: str, reason: str) -> None:
        with pytest.raises(InvalidIdentifier) as refusal:
            identifiers.rib(wrong)
        assert refusal.value.params == {"kind": "rib", "reason": reason}

    def test_has_keys_from_01_to_97_and_never_00(self) -> None:
        keys = {identifiers.rib_with_key(f"{number:022d}")[-2:] for number in range(1, 500)}
        assert keys == {f"{key:02d}" for key in range(1, 98)}

    @pytest.mark.parametrize(("key", "same_remainder"), [("97", "00"), ("01", "98"), ("02", "99")])
    def test_refuses_a_key_that_only_has_the_same_remainder(self, key: str, same_remainder: str) -> None:
        body = next(
            body
            for body in (f"{number:022d}" for number in range(1, 500))
            if identifiers.rib_with_key(body) == body + key
        )
        assert int(body + same_remainder) % 97 == 0
        with pytest.raises(InvalidIdentifier):
            identifiers.rib(body + same_remainder)

    @given(digits(22), st.integers(0, 23), st.integers(1, 9))
    def test_notices_any_one_wrong_digit(self, body: str, place: int, change: int) -> None:
        whole = identifiers.rib_with_key(body)
        wrong = whole[:place] + str((int(whole[place]) + change) % 10) + whole[place + 1 :]
        with pytest.raises(InvalidIdentifier):
            identifiers.rib(wrong)

    def test_is_masked_but_for_its_ends(self) -> None:
        assert identifiers.mask_rib(RIB) == "225 810 ••••••••••••4513"

    def test_is_never_told_by_the_refusal(self) -> None:
        with pytest.raises(InvalidIdentifier) as refusal:
            identifiers.rib("225780000123456789012345")
        assert not any(
            "2257" in text for text in [repr(refusal.value), *map(refusal.value.message, ("ar", "fr", "en"))]
        )


class TestIban:
    def test_starts_with_ma64_for_every_rib(self) -> None:
        assert identifiers.iban("011519000001205000534921") == "MA64011519000001205000534921"

    @given(digits(22))
    def test_agrees_with_iso_13616(self, body: str) -> None:
        iban = identifiers.iban(identifiers.rib_with_key(body))
        rearranged = iban[4:] + iban[:4]
        assert int("".join(str(int(character, 36)) for character in rearranged)) % 97 == 1
        assert identifiers.rib(iban) == iban[4:]


class TestIce:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("001561191000066", "001561191000066"),
            ("00 21 36 09 30 00 040", "002136093000040"),
            ("36794000036", "000036794000036"),
            ("002136093000040".translate(ARABIC_INDIC), "002136093000040"),
            (f"001561191{NBSP}0000{NBSP}66", "001561191000066"),
        ],
    )
    def test_is_read_however_it_was_written(self, text: str, number: str) -> None:
        assert identifiers.ice(text) == number

    @pytest.mark.parametrize(
        ("body", "whole"), [("0031234560000", "003123456000040"), ("0029876540000", "002987654000094")]
    )
    def test_is_built_with_its_key(self, body: str, whole: str) -> None:
        assert identifiers.ice_with_key(body) == whole

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ("001561191000065", "check_digits"),
            ("0" * 15, "all_zero"),
            ("97", "length"),
            ("0001561191000066", "length"),
            ("00156119100006X", "characters"),
            ("", "length"),
        ],
    )
    def test_refuses_what_is_none(self, wrong: str, reason: str) -> None:
        with pytest.raises(InvalidIdentifier) as refusal:
            identifiers.ice(wrong)
        assert refusal.value.params == {"kind": "ice", "reason": reason}

    @given(digits(13))
    def test_that_we_build_is_valid_elsewhere(self, body: str) -> None:
        assert stdnum_ice.is_valid(identifiers.ice_with_key(body))

    @given(digits(15))
    def test_is_accepted_as_elsewhere(self, number: str) -> None:
        assert _accepts(identifiers.ice, number) == stdnum_ice.is_valid(number)


class TestGtin:
    @pytest.mark.parametrize(
        ("body", "whole"),
        [
            ("611100000001", "6111000000014"),
            ("611123456789", "6111234567895"),
            ("200001201250", "2000012012501"),
        ],
    )
    def test_is_built_with_its_check_digit(self, body: str, whole: str) -> None:
        assert identifiers.gtin_with_check(body) == whole

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("6111000000014", "6111000000014"),
            ("611 1000 00001 4", "6111000000014"),
            ("6111000000014".translate(ARABIC_INDIC), "6111000000014"),
            ("06111000000014", "6111000000014"),  # GTIN-14 of the same trade item
            ("036000291452", "0036000291452"),  # UPC-A as scanners give it
            ("96385074", "96385074"),
            ("0000096385074", "96385074"),
            ("16111000000011", "16111000000011"),  # a case of them
        ],
    )
    def test_has_one_form_in_which_it_is_stored(self, text: str, number: str) -> None:
        assert identifiers.gtin(text) == number
        assert identifiers.gtin(number) == number

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ("6111000000015", "check_digits"),
            ("611100000001", "check_digits"),
            ("61110000001", "length"),
            ("0000000000000", "all_zero"),
            ("2000012012501", "restricted"),
            ("0200000000004", "restricted"),
            ("0400000000008", "restricted"),
            ("20000004", "restricted"),
            ("611100000001X", "characters"),
        ],
    )
    def test_refuses_what_is_none(self, wrong: str, reason: str) -> None:
        with pytest.raises(InvalidIdentifier) as refusal:
            identifiers.gtin(wrong)
        assert refusal.value.params == {"kind": "gtin", "reason": reason}

    @given(st.sampled_from([8, 12, 13, 14]).flatmap(digits))
    def test_that_we_accept_is_valid_elsewhere(self, number: str) -> None:
        if _accepts(identifiers.gtin, number):
            assert ean.is_valid(number)

    @given(digits(12))
    def test_that_we_build_is_valid_elsewhere(self, body: str) -> None:
        assert ean.is_valid(identifiers.gtin_with_check(body))


class TestInternalCode:
    @given(st.integers(1, 99_999_999))
    def test_is_a_barcode_that_is_no_gtin(self, number: int) -> None:
        code = identifiers.internal_code(number)
        assert code[:12] == f"2900{number:08d}"
        assert ean.is_valid(code)
        assert not _accepts(identifiers.gtin, code)

    @pytest.mark.parametrize("number", [0, -1, 100_000_000])
    def test_refuses_a_number_that_does_not_fit(self, number: int) -> None:
        with pytest.raises(InvalidValue):
            identifiers.internal_code(number)


class TestOnssaNumber:
    @pytest.mark.parametrize(
        "text", ["MAPAV.34.21.24", " mapav.34.21.24 ", "MAPAV. 34. 21. 24", "MAPAV.٣٤.٢١.٢٤"]
    )
    def test_is_written_in_capitals_without_spaces(self, text: str) -> None:
        assert identifiers.onssa_number(text) == "MAPAV.34.21.24"

    @pytest.mark.parametrize(
        "wrong", ["", "MAPAV", "MAPAV.34", "34.21.24", "MAPAV.34.21.", "MAPAV.34567.21", "É.1.2"]
    )
    def test_refuses_what_is_none(self, wrong: str) -> None:
        with pytest.raises(InvalidIdentifier):
            identifiers.onssa_number(wrong)


class TestPhone:
    @pytest.mark.parametrize(
        "text",
        [
            "0661234567",
            "06 61 23 45 67",
            "06.61.23.45.67",
            "+212661234567",
            "+212 (0)6 61-23-45-67",
            "00212 661 234 567",
            "212661234567",
            "٠٦٦١٢٣٤٥٦٧",
        ],
    )
    def test_is_given_with_its_country(self, text: str) -> None:
        assert identifiers.phone(text) == "+212661234567"

    @pytest.mark.parametrize(
        "wrong", ["", "061234567", "0961234567", "+33612345678", "06612345678", "06612345a7"]
    )
    def test_refuses_what_is_none(self, wrong: str) -> None:
        with pytest.raises(InvalidIdentifier):
            identifiers.phone(wrong)


def _accepts(check: object, text: str) -> bool:
    assert callable(check)
    try:
        return bool(check(text))
    except InvalidIdentifier:
        return False


class TestNumbersWithoutCheckDigits:
    @pytest.mark.parametrize(
        ("read", "pasted", "kept"),
        [
            (identifiers.tax_id, "1234 5678", "12345678"),
            (identifiers.tax_id, "١٢٣٤٥٦٧", "1234567"),
            (identifiers.trade_register_number, "412.098", "412098"),
            (identifiers.postal_code, "20 250", "20250"),
        ],
    )
    def test_are_written_one_way(self, read: Callable[[str], str], pasted: str, kept: str) -> None:
        assert read(pasted) == kept

    @pytest.mark.parametrize(
        ("read", "wrong", "reason"),
        [
            (identifiers.tax_id, "123456", "length"),
            (identifiers.tax_id, "123456789", "length"),
            (identifiers.tax_id, "00000000", "all_zero"),
            (identifiers.trade_register_number, "1234567890", "length"),
            (identifiers.trade_register_number, "12A", "characters"),
            (identifiers.postal_code, "2025", "length"),
            (identifiers.postal_code, "", "length"),
        ],
    )
    def test_are_counted(self, read: Callable[[str], str], wrong: str, reason: str) -> None:
        with pytest.raises(InvalidIdentifier) as refused:
            read(wrong)
        assert refused.value.params["reason"] == reason
