"""Money: what may be spent of a partner's budget."""

from kernel.errors import InvalidValue

MOST_CENTIMES = 100_000_000_000


def checked_amount(amount_minor: int) -> int:
    """The centimes of a cost or an overrun. Raises InvalidValue for none, or for more than there can be."""
    if not 1 <= amount_minor <= MOST_CENTIMES:
        raise InvalidValue(field="amount", reason=f"1 to {MOST_CENTIMES} centimes")
    return amount_minor


def excess(*, budget_minor: int, overruns_minor: int, spent_minor: int, amount_minor: int) -> int:
    """By how many centimes a further amount goes beyond the budget and what was signed beyond it; 0 for
    none.
    """
    return max(0, spent_minor + amount_minor - budget_minor - overruns_minor)
