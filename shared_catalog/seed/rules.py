"""Prices of made-up products: inside their category's range for the pack, and such as people write on
labels.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

_PER_UNIT: Mapping[str, int] = {"kg": 1_000, "litre": 1_000, "gram": 1, "dozen": 12}
_PER_AMOUNT = re.compile(r"(?:jar )?(\d+) (?:g|ml)")

# (prices below, step), in centimes: nobody writes 237.50 on a label.
_STEPS = ((5_000, 50), (20_000, 100))
_LARGEST_STEP = 500


def scale(category: Mapping[str, Any], *, net_content: int) -> Fraction:
    """How many times the amount that the category's price is for (`kg`, `100 g`, `jar 500 g`) a pack holds.

    A price per piece, jar, bottle, bag or set is the price of the pack, whatever it holds.
    """
    price_per: str = category["price_per"]
    amount = _PER_AMOUNT.fullmatch(price_per)
    if amount:
        return Fraction(net_content, int(amount[1]))
    if price_per in _PER_UNIT:
        return Fraction(net_content, _PER_UNIT[price_per])
    return Fraction(1)


def price_range(category: Mapping[str, Any], *, net_content: int) -> tuple[int, int]:
    """The lowest and the highest price of a pack, in whole centimes, both inside the category's range."""
    times = scale(category, net_content=net_content)
    lowest = category["price_min_mad"] * 100 * times
    highest = category["price_max_mad"] * 100 * times
    return -int(-lowest // 1), int(highest // 1)


def price_at(category: Mapping[str, Any], *, net_content: int, level: int) -> int:
    """The price of a pack in centimes at a level of its range, from 0 (lowest) to 100, in a step of its
    size.
    """
    lowest, highest = price_range(category, net_content=net_content)
    exact = lowest + (highest - lowest) * level // 100
    step = next((step for limit, step in _STEPS if exact < limit), _LARGEST_STEP)
    rounded = (exact + step // 2) // step * step
    if lowest <= rounded <= highest:
        return rounded
    upward = -(-lowest // step) * step
    return upward if upward <= highest else lowest
