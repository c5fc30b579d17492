"""Money is a whole number of centimes. Splitting it and rounding it happens here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from kernel.errors import InvalidValue

CURRENCY = "MAD"

_WHOLE_BASIS_POINTS = 10_000
_CASH_STEP_MINOR = 10


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in centimes of the Moroccan dirham, positive or negative."""

    minor: int

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"money is a whole number of centimes, not {self.minor!r}")

    def __add__(self, other: Self) -> "Money":
        return Money(self.minor + other.minor) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: Self) -> "Money":
        return Money(self.minor - other.minor) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> "Money":
        return Money(-self.minor)

    def __str__(self) -> str:
        """For logs and the command line; people's screens format by language."""
        dirhams, centimes = divmod(abs(self.minor), 100)
        return f"{'-' if self.minor < 0 else ''}{dirhams}.{centimes:02d} {CURRENCY}"


@dataclass(frozen=True, slots=True)
class Share:
    """An amount split between the market's fee and the rest, which is the cooperative's; both in centimes."""

    fee_minor: int
    rest_minor: int


def share(total_minor: int, *, basis_points: int) -> Share:
    """Split an amount by a rate in basis points (250 = 2.5 %).

    The fee is rounded toward zero, so the odd centime is always the cooperative's, and a refund of the same
    amount gives back exactly the fee that was taken.

    Raises InvalidValue when the rate is not between 0 and 10,000.
    """
    if not 0 <= basis_points <= _WHOLE_BASIS_POINTS:
        raise InvalidValue(field="basis_points", reason="a rate lies between 0 and 10000 basis points")
    fee_minor = _mirrored(abs(total_minor) * basis_points // _WHOLE_BASIS_POINTS, total_minor)
    return Share(fee_minor=fee_minor, rest_minor=total_minor - fee_minor)


def tax_within(total_minor: int, *, basis_points: int) -> int:
    """The tax contained in an amount that includes it, at a rate in basis points (2000 = 20 %).

    Total x rate / (1 + rate), to the nearest centime, a half away from zero; the net price is the rest.

    Raises InvalidValue when the rate is not between 0 and 10,000.
    """
    if not 0 <= basis_points <= _WHOLE_BASIS_POINTS:
        raise InvalidValue(field="basis_points", reason="a rate lies between 0 and 10000 basis points")
    whole = _WHOLE_BASIS_POINTS + basis_points
    return _mirrored((2 * abs(total_minor) * basis_points + whole) // (2 * whole), total_minor)


def price_per(price_minor: int, *, content: int, amount: int) -> int:
    """What `amount` costs where `content` costs `price_minor`: to the nearest centime, a half upward.

    Raises InvalidValue when the content is not positive.
    """
    if content <= 0:
        raise InvalidValue(field="content", reason="not positive")
    return (2 * price_minor * amount + content) // (2 * content)


def per_head(total_minor: int, *, heads: int) -> int:
    """What comes to each of some people on average: to the nearest centime, a half away from zero.

    Raises InvalidValue when there is nobody.
    """
    if heads <= 0:
        raise InvalidValue(field="heads", reason="an average needs somebody")
    return _mirrored((2 * abs(total_minor) + heads) // (2 * heads), total_minor)


def allocate(total_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide an amount in proportion to weights, to the centime: the parts always sum to the whole.

    Largest remainder: everybody gets the floor of the exact part, and the centimes left over go one by one
    to the largest remainders, to the earlier part when two are equal. A weight of zero gets nothing. A
    negative amount is divided as its mirror image.

    Raises InvalidValue when a weight is negative or all of them are zero.
    """
    weight_in_all = sum(weights)
    if weight_in_all <= 0 or min(weights) < 0:
        raise InvalidValue(field="weights", reason="weights are not negative, and one at least is positive")
    exact = [divmod(abs(total_minor) * weight, weight_in_all) for weight in weights]
    parts = [floor for floor, _ in exact]
    left_over = abs(total_minor) - sum(parts)
    by_remainder = sorted(range(len(exact)), key=lambda index: -exact[index][1])
    for index in by_remainder[:left_over]:
        parts[index] += 1
    return tuple(_mirrored(part, total_minor) for part in parts)


def round_cash(amount_minor: int) -> int:
    """What is paid in coins for an amount: the nearest multiple of 10 centimes, the smallest coin; 5 goes up.

    Only the cash part of a payment is rounded; the difference belongs to the market's rounding account. A
    negative amount (money handed back) is rounded as its mirror image.
    """
    steps = (abs(amount_minor) + _CASH_STEP_MINOR // 2) // _CASH_STEP_MINOR
    return _mirrored(steps * _CASH_STEP_MINOR, amount_minor)


def _mirrored(magnitude: int, like: int) -> int:
    return -magnitude if like < 0 else magnitude
