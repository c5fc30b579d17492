"""Which ledger accounts take what the bank shows and no fact of the market explains."""

from kernel.errors import InvalidValue
from markets.ledger.types import AccountCode, AccountKind, kind_of

_NOT_FROM_THE_BANK = (AccountKind.PAYABLE, AccountKind.BANK, AccountKind.SUSPENSE)


def require_usable(account: AccountCode) -> None:
    """An account of the market other than its bank's. What cooperatives are owed changes by corrections only,
    which two people decide and a statement shows.
    """
    try:
        usable = kind_of(account) not in _NOT_FROM_THE_BANK
    except ValueError:
        usable = False
    if not usable:
        reason = f"{account} takes nothing from the bank"
        raise InvalidValue(path=("account",), field="account", reason=reason)
