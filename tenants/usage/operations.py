"""Writing down who uses what is deprecated."""

from collections.abc import Iterable

from django.db import connection, transaction

from tenants.usage.types import Use

_ADD = """
    INSERT INTO usage_deprecated_use AS known (market, client, part, uses, first_used_at, last_used_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (market, client, part) DO UPDATE SET
        uses = known.uses + excluded.uses,
        first_used_at = least(known.first_used_at, excluded.first_used_at),
        last_used_at = greatest(known.last_used_at, excluded.last_used_at)
"""


@transaction.atomic
def add_uses(*, uses: Iterable[Use]) -> None:
    """Add to what is known, as the login of the host on which they happened. Processes that add at the same
    time add up, and take the rows in one order, so that none waits for ever.
    """
    with connection.cursor() as cursor:
        for use in sorted(uses, key=lambda one: (one.market, one.client, one.part)):
            cursor.execute(
                _ADD, [use.market, use.client, use.part, use.uses, use.first_used_at, use.last_used_at]
            )
