"""What each kind of login may do with a model's table, declared on the model and turned into grants.

Every model carries `rights = Rights(...)`. `tenants.database.grants` generates the SQL from these
declarations, and a structure test compares them with PostgreSQL's own catalogue, so that a model without
rights, or a grant nobody declared, fails the build. A privilege is an SQL keyword, or `"UPDATE(column)"` for
a single column.
"""

from dataclasses import dataclass

Privileges = tuple[str, ...]

READ: Privileges = ("SELECT",)
APPEND: Privileges = ("SELECT", "INSERT")
EDIT: Privileges = ("SELECT", "INSERT", "UPDATE")

_PRIVILEGE_WORDS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The privileges of each login on one table; whoever is not named may do nothing.

    `market` is every market's login, `hq` headquarters', `gate` the login that looks up hosts and tokens,
    `worker` the job runner's. `market_rows` is the SQL condition of a row-level security policy for market
    logins on a public table, where `{schema}` stands for the name of the market's own schema.
    """

    market: Privileges = ()
    hq: Privileges = ()
    gate: Privileges = ()
    worker: Privileges = ()
    market_rows: str | None = None

    def __post_init__(self) -> None:
        for privilege in (*self.market, *self.hq, *self.gate, *self.worker):
            word = privilege.split("(")[0]
            if word not in _PRIVILEGE_WORDS:
                raise ValueError(f"not a table privilege: {privilege!r}")
