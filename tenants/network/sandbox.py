"""What only a sandbox may, and what a sandbox must not: it is there for programs to try the API out."""

from kernel.errors import DomainError
from tenants.database.logins import PUBLIC_SCHEMA
from tenants.database.session import current_login
from tenants.network import queries
from tenants.network.types import Kind


class NotASandbox(DomainError):
    """Only a sandbox is reset; this is a city's market. Params: `market`."""

    code = "NOT_A_SANDBOX"
    messages = {
        "ar": "السوق {market} ليس سوقا للتجربة، ولا يعاد إلى بدايته",
        "fr": "Le marché {market} n'est pas un marché d'essai : il ne se remet pas à zéro",
        "en": "The market {market} is no sandbox: it is not reset",
    }


class NotInASandbox(DomainError):
    """Nothing leads from a sandbox to anybody's bank account: it pays by hand only, and shows no account
    number in full. Params: `market`.
    """

    code = "NOT_IN_A_SANDBOX"
    messages = {
        "ar": "السوق {market} سوق للتجربة: لا سبيل منه إلى حساب بنكي، ولا دفع فيه إلا يدويا",
        "fr": "Le marché {market} est un marché d'essai : rien n'y mène à un compte bancaire, "
        "et il ne paie qu'à la main",
        "en": "The market {market} is a sandbox: nothing leads from it to a bank account, "
        "and it pays by hand only",
    }


def is_sandbox() -> bool:
    """Whether this connection is a sandbox's, as the database says in the current transaction;
    headquarters' is not.
    """
    login = current_login()
    assert login is not None, "somebody is at work"
    return login.schema != PUBLIC_SCHEMA and queries.current_market().kind == Kind.SANDBOX


def require_sandbox() -> None:
    """Raises NotASandbox unless this connection is a sandbox's."""
    if not is_sandbox():
        raise NotASandbox(market=queries.current_schema())


def refuse_in_sandbox() -> None:
    """Raises NotInASandbox if this connection is a sandbox's."""
    if is_sandbox():
        raise NotInASandbox(market=queries.current_schema())
