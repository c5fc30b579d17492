"""A standing market as a sandbox, in a transaction that is rolled back: nobody else makes one of a city."""

from tenants.database.session import as_owner
from tenants.network.models import Market
from tenants.network.types import Kind


def become_sandbox(slug: str) -> None:
    """Let the market be a sandbox for the rest of the test."""
    with as_owner():
        Market.objects.filter(schema_name=slug).update(kind=Kind.SANDBOX)
