"""Scope words: what they mean together, and which are within which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.access import NETWORK
from tenants.oauth.scopes import LONGEST_WORDS, Scope, UnknownWord
from tenants.permissions import Permission

SCOPES = st.builds(
    Scope,
    permissions=st.frozensets(st.sampled_from(sorted(Permission)), max_size=6),
    places=st.frozensets(st.sampled_from([NETWORK, "casablanca", "marrakech", "tanger"])),
)


class TestScope:
    @given(SCOPES)
    def test_is_read_as_it_is_written(self, scope: Scope) -> None:
        assert Scope.parse(scope.text) == scope
        assert Scope.of(scope.words).text == scope.text

    @given(SCOPES, SCOPES)
    def test_within_another_may_nothing_that_the_other_may_not(self, one: Scope, other: Scope) -> None:
        if one.within(other):
            assert one.permissions <= other.permissions
            for host in (None, "casablanca", "marrakech", "tanger"):
                assert other.good_on(host) or not one.good_on(host)

    @given(SCOPES, SCOPES)
    def test_filled_up_stays_within_what_is_registered(self, asked: Scope, registered: Scope) -> None:
        if asked.within(registered):
            assert asked.completed_by(registered).within(registered)

    def test_of_a_market_is_good_on_its_host_alone(self) -> None:
        scope = Scope.parse("market:casablanca sales:read")
        assert [scope.good_on(host) for host in (None, "casablanca", "marrakech")] == [False, True, False]
        assert Scope.parse("network").good_on(None) and Scope.parse("network").good_on("tanger")

    @pytest.mark.parametrize(
        "text", ["sales:*", "market:", "market:Casa", "market:a-b", "NETWORK", "sales:read,", "x" * 90, "é"]
    )
    def test_has_no_unknown_word(self, text: str) -> None:
        with pytest.raises(UnknownWord):
            Scope.parse(text)

    def test_is_no_longer_than_can_be_borne(self) -> None:
        with pytest.raises(UnknownWord):
            Scope.parse("sales:read " * (LONGEST_WORDS // 10))
