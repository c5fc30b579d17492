"""The arithmetic of a statement."""

from markets.settlement.types import Movement, Outcome


def settle(*, opening_minor: int, movement: Movement, minimum_minor: int) -> Outcome:
    """What is paid and what is carried over, in centimes.

    The balance is paid in full once it reaches the minimum, and one centime at least; a smaller or a negative
    one is carried to the next half-month in full. Nothing is ever rounded, so nothing is ever lost.
    """
    net_minor = opening_minor + movement.total_minor
    payable_minor = net_minor if net_minor >= max(minimum_minor, 1) else 0
    return Outcome(net_minor=net_minor, payable_minor=payable_minor, carried_minor=net_minor - payable_minor)
