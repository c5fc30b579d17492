"""Where a market's statements are found on its host."""

from django.conf import settings

from markets.documents import proofs
from markets.documents.types import FileKind
from tenants.database.session import current_login


def file_url(number: int, kind: FileKind) -> str:
    """A statement as a file, for whoever sends a token with the request."""
    return f"{settings.MARKET_ADDRESS.format(market=_market())}/statements/{number}.{kind}"


def pdf_url(number: int) -> str:
    """The statement on paper."""
    return file_url(number, FileKind.PDF)


def csv_url(number: int) -> str:
    """Its movements as a table."""
    return file_url(number, FileKind.CSV)


def json_url(number: int) -> str:
    """What its digest is made of."""
    return file_url(number, FileKind.JSON)


def public_url(number: int) -> str:
    """Its public page, for whoever has the address."""
    return proofs.public_url(_market(), number)


def _market() -> str:
    login = current_login()
    assert login is not None and login.schema != "public", "statements are read on their market's host"
    return login.schema
