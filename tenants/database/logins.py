"""The five kinds of login and their PostgreSQL role names, which start with the database's name because roles
belong to the server.
"""

from dataclasses import dataclass
from enum import StrEnum

PUBLIC_SCHEMA = "public"


class LoginKind(StrEnum):
    """What a connection may be; DESIGN section 2 says what each may do."""

    OWNER = "owner"
    GATE = "gate"
    HQ = "hq"
    WORKER = "worker"
    MARKET = "market"


@dataclass(frozen=True, slots=True)
class Login:
    """One login. A connection belongs to exactly one, and `schema` is where its unqualified names are looked
    up first.
    """

    kind: LoginKind
    schema: str = PUBLIC_SCHEMA

    def role(self, database: str) -> str:
        """The role's name in PostgreSQL. The owner's own name is whatever the database address says, so it
        has none.
        """
        assert self.kind is not LoginKind.OWNER, "the owner's role comes from the database address"
        if self.kind is LoginKind.MARKET:
            return market_role(database, self.schema)
        return f"{database}_{self.kind}"


def market_role(database: str, schema: str) -> str:
    """The role that a market's requests log in as."""
    return f"{database}_m_{schema}"


def markets_group(database: str) -> str:
    """The group, not a login, that carries what all markets may read of the public schema."""
    return f"{database}_markets"


OWNER = Login(LoginKind.OWNER)
GATE = Login(LoginKind.GATE)
HQ = Login(LoginKind.HQ)
WORKER = Login(LoginKind.WORKER)


def market_login(schema: str) -> Login:
    """The login of the market whose schema is `schema`."""
    assert schema != PUBLIC_SCHEMA, "headquarters is not a market"
    return Login(LoginKind.MARKET, schema)
