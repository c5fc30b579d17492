"""What the engine needs to know of the deployment's logins; `config.settings` fills it in."""

from collections.abc import Callable
from dataclasses import dataclass

from tenants.database.logins import Login, LoginKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Logins:
    """Role names and passwords of one database.

    `owner` and `owner_password` come from the database address, the others' passwords from the key ring by
    role name. `statement_timeout` is how many seconds one statement of a request may take. `superuser`
    exists on the embedded server only, for tests that roll back.
    """

    database: str
    owner: str
    owner_password: str | None
    password_of: Callable[[str], str]
    connections_per_thread: int
    statement_timeout: int = 10
    superuser: str | None = None

    def credentials(self, login: Login) -> tuple[str, str | None]:
        """Role name and password of `login`."""
        if login.kind is LoginKind.OWNER:
            return self.owner, self.owner_password
        role = login.role(self.database)
        return role, self.password_of(role)
