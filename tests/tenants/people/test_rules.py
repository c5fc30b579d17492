"""How a login is written, how long one waits, what makes a password."""

import string
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidValue
from kernel.identifiers import InvalidIdentifier
from tenants.people import rules
from tenants.people.types import Login, LoginKind
from tenants.permissions import ROLE_PERMISSIONS, Role

LABEL = st.text(string.ascii_letters + string.digits, min_size=1, max_size=12)
EMAIL = st.builds("{}@{}.{}".format, LABEL, LABEL, LABEL)
SPACES = st.sampled_from(["", " ", "\u200f", "\u200e ", "\t", "\ufeff"])
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class TestLogin:
    @given(EMAIL, SPACES, SPACES, st.booleans())
    def test_is_one_however_an_address_is_written(
        self, address: str, before: str, after: str, shout: bool
    ) -> None:
        written = before + (address.upper() if shout else address) + after
        assert rules.login(written) == Login(LoginKind.EMAIL, address.lower())

    @given(st.from_regex(r"[67][0-9]{8}", fullmatch=True), st.data())
    def test_is_one_however_a_number_is_dialled(self, number: str, data: st.DataObject) -> None:
        prefix = data.draw(st.sampled_from(["0", "+212", "00212", "+212 (0)", "212", ""]))
        spaced = data.draw(st.sampled_from(["", " ", "-", "."])).join(number)
        written = prefix + spaced
        if data.draw(st.booleans()):
            written = written.translate(ARABIC_DIGITS)
        assert rules.login(written) == Login(LoginKind.PHONE, f"+212{number}")

    @given(st.from_regex(r"\+(?!212)[1-9][0-9]{7,14}", fullmatch=True))
    def test_takes_numbers_of_other_countries_with_their_code(self, number: str) -> None:
        assert rules.login(number).value == rules.login("00" + number[1:]).value == number

    @given(st.one_of(st.text(max_size=40), EMAIL, st.text("0123456789+() -", max_size=20)))
    def test_changes_no_more_once_it_is_normalised(self, text: str) -> None:
        try:
            found = rules.login(text)
        except (InvalidValue, InvalidIdentifier):
            return
        assert rules.login(found.value) == found
        assert found.value.isascii() and found.value == found.value.lower()

    @pytest.mark.parametrize(
        "text",
        ["", "@", "a@b", "a b@c.ma", "a@b..ma", "mıke@example.ma", "é@example.ma", "a@-b.ma", "x" * 300],
    )
    def test_is_refused_where_it_leads_to_nobody(self, text: str) -> None:
        with pytest.raises((InvalidValue, InvalidIdentifier)):
            rules.login(text)

    @pytest.mark.parametrize(("email", "phone"), [(None, None), ("a@b.ma", "0612345678"), ("", "")])
    def test_is_one_contact_in_an_invitation(self, email: str | None, phone: str | None) -> None:
        with pytest.raises(InvalidValue):
            rules.contact(email_text=email, phone_text=phone)


class TestWaiting:
    @given(st.integers(0, 10_000), st.integers(1, 60))
    def test_grows_and_ends(self, failures: int, free: int) -> None:
        now, later = (rules.wait_after(count, free=free) for count in (failures, failures + 1))
        assert (now is None) == (failures < free)
        assert (now or timedelta(0)) <= (later or timedelta(0)) <= rules.LONGEST_WAIT

    def test_doubles_from_half_a_minute(self) -> None:
        waits = [rules.wait_after(count, free=5) for count in (4, 5, 6, 7)]
        assert waits == [None, timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]


class TestNeighbourhood:
    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
            ("203.0.113.7", "::ffff:203.0.113.7", True),
            ("203.0.113.7", "203.0.113.8", False),
            ("", "", True),
        ],
    )
    def test_is_what_one_customer_has(self, one: str, other: str, same: bool) -> None:
        assert (rules.neighbourhood(one) == rules.neighbourhood(other)) is same


class TestCodes:
    # RFC 6238, appendix B, the table's rows for SHA-1, of whose eight digits the last six are ours.
    SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    @pytest.mark.parametrize(
        ("seconds", "code"),
        [
            (59, "94287082"),
            (1111111109, "07081804"),
            (1111111111, "14050471"),
            (1234567890, "89005924"),
            (2000000000, "69279037"),
            (20000000000, "65353130"),
        ],
    )
    def test_are_those_of_the_rfc(self, seconds: int, code: str) -> None:
        step = rules.step_of(datetime.fromtimestamp(seconds, UTC))
        assert pyotp.TOTP(self.SECRET, digits=8).generate_otp(step) == code
        assert pyotp.TOTP(self.SECRET).generate_otp(step) == code[2:]

    @pytest.mark.parametrize("text", ["123456", " 123 456", "١٢٣٤٥٦", "123456"])
    def test_are_read_however_they_are_typed(self, text: str) -> None:
        assert rules.code(text) == "123456"

    @pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "½23456", "1" * 10_000])
    def test_have_six_digits(self, text: str) -> None:
        assert rules.code(text) is None


class TestRoles:
    def test_that_move_money_or_people_take_a_second_factor(self) -> None:
        assert {role for role in Role if rules.moves_money(role)} == {
            Role.HQ_ADMIN,
            Role.MARKET_MANAGER,
            Role.ACCOUNTANT,
            Role.REGISTRY_OFFICER,
        }

    def test_are_appointed_by_who_holds_as_much(self) -> None:
        for role, appointed in rules.APPOINTS.items():
            for one in appointed:
                assert ROLE_PERMISSIONS[one] - rules.CONFERRED <= ROLE_PERMISSIONS[role], (role, one)


class TestPassword:
    @pytest.mark.parametrize("text", ["", "a\0b", "\ud800" * 12, "x" * 201])
    def test_is_none_where_no_keyboard_writes_it(self, text: str) -> None:
        assert rules.password(text) is None

    def test_is_the_same_composed_or_not(self) -> None:
        assert rules.password("chèvre") == rules.password("che\u0300vre") == "chèvre"
