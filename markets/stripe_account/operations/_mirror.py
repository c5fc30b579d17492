"""How a mirror is written: only over what was read before Stripe was asked.

Webhooks come twice and in any order, and several processes act on them. Each asks Stripe how the object is
now, and an answer may be overtaken on its way here by a newer one. So an answer counts only if nobody wrote
the row since before the question; otherwise it is asked again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from markets.stripe_account.gateways import Gateway, Patience, StripeBusy, open_gateway
from markets.stripe_account.queries import access_to, configured_account, enabled_account

Row = TypeVar("Row", bound=Model)
_ATTEMPTS = 5
_SOMEBODY_WAITS = Patience(attempts=3)


def to_act(*, patience: Patience = _SOMEBODY_WAITS) -> Gateway:
    """Stripe, to have something done, patiently enough while somebody waits. Raises StripeNotConfigured,
    StripeNotEnabled.
    """
    return open_gateway(access_to(enabled_account()), patience=patience)


def to_look(*, patience: Patience | None = None) -> Gateway:
    """Stripe, to see how things are, also after it was switched off. Raises StripeNotConfigured."""
    return open_gateway(access_to(configured_account()), patience=patience)


def kept(row: Any, changes: Mapping[str, Any], *, now: datetime) -> bool:
    """Write the changes, unless the row was written since it was read; says whether it was done."""
    manager = type(row)._default_manager
    written = manager.filter(pk=row.pk, version=row.version).update(
        version=row.version + 1, refreshed_at=now, **changes
    )
    return bool(written)


def until_kept(attempt: Callable[[], Row | None]) -> Row:
    """The row of the first attempt that was not overtaken. Raises StripeBusy when all were."""
    for _ in range(_ATTEMPTS):
        row = attempt()
        if row is not None:
            return row
    raise StripeBusy
