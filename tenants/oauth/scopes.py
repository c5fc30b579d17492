"""OAuth's scope words: permissions (`sales:read`) and places (`market:casablanca`, `network`).

A token may what its grants give and its words name, on the hosts of the places it names: `network` is every
host, `market:<slug>` that market's. RFC 6749 section 3.3 lets a server give other words than were asked for
if it says so: half a scope is filled up from what the client is registered for, so that every token names
both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tenants.access import NETWORK
from tenants.permissions import Permission

_MARKET = re.compile(r"market:([a-z][a-z0-9_]{0,62})")
LONGEST_WORDS = 4_000


class UnknownWord(Exception):
    """Something that is no permission and no place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a token, or all tokens of a client, may at most. `places` are slugs, or `network` for
    everywhere.
    """

    permissions: frozenset[Permission]
    places: frozenset[str]

    @classmethod
    def of(cls, words: Iterable[str]) -> "Scope":
        """The scope in these words. Raises UnknownWord."""
        permissions, places = set(), set()
        for word in words:
            market = _MARKET.fullmatch(word)
            if word == NETWORK:
                places.add(NETWORK)
            elif market is not None:
                places.add(market[1])
            else:
                permissions.add(_permission(word))
        return cls(permissions=frozenset(permissions), places=frozenset(places))

    @classmethod
    def parse(cls, text: str) -> "Scope":
        """The scope in a text of words. Raises UnknownWord."""
        if len(text) > LONGEST_WORDS:
            raise UnknownWord(f"more than {LONGEST_WORDS} characters")
        return cls.of(text.split())

    @property
    def words(self) -> list[str]:
        """The words, always in the same order."""
        places = [NETWORK if place == NETWORK else f"market:{place}" for place in sorted(self.places)]
        return [*places, *sorted(permission.value for permission in self.permissions)]

    @property
    def text(self) -> str:
        """The words as OAuth sends them."""
        return " ".join(self.words)

    def good_on(self, market: str | None) -> bool:
        """Whether a token of this scope is good on a market's host, or on headquarters' (None)."""
        return NETWORK in self.places or market in self.places

    def within(self, other: "Scope") -> bool:
        """Whether this asks for nothing that `other` does not have."""
        places = NETWORK in other.places or self.places <= other.places
        return places and self.permissions <= other.permissions

    def completed_by(self, registered: "Scope") -> "Scope":
        """With all that is registered, of whichever half was left out."""
        return Scope(
            permissions=self.permissions or registered.permissions, places=self.places or registered.places
        )


def _permission(word: str) -> Permission:
    try:
        return Permission(word)
    except ValueError:
        raise UnknownWord(word[:80]) from None
