"""The trade of the Oasis market, made up ticket by ticket: the same on every machine, for a given scale.

Which goods are bought is drawn so that a unit costs what it cost on average, at the catalogue's prices: what
is cheap is bought more often, just as much as it takes.
"""

import math
import random
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from uuid import UUID

from config.demo import oasis
from kernel.halfmonth import MARKET_ZONE, HalfMonth
from kernel.money import allocate, round_cash

_LINES, _LINE_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8), (14, 20, 22, 17, 12, 8, 4, 3)
_QUANTITIES, _QUANTITY_WEIGHTS = (1, 2, 3, 4, 6), (52, 28, 11, 6, 3)

# What the press names as best sellers, by a word of the category's code.
_BEST_SELLERS = {"honey": 5, "oil": 3, "spice": 3, "argan": 3, "amlou": 2, "dates": 2}

_CARD_PERCENT, _CARD_AND_CASH_PERCENT = 27, 3
_BANKNOTES_MINOR = (2_000, 5_000, 10_000, 20_000)

# Each halves what the mean price is off by.
_TILTINGS = 16

_CASE = 12
_HALF_MONTHS_BROUGHT = 4
_SHELF_DAYS = 540


@dataclass(frozen=True, slots=True)
class Good:
    """A product that the market sold from a day on, at its producer's price in centimes."""

    code: str
    category: str
    price_minor: int
    since: date
    expires: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """One sale as the till printed it."""

    sale_id: UUID
    till: str
    number: int
    at: datetime
    lines: Sequence[tuple[Good, int]]
    cash_received_minor: int | None
    card_minor: int | None
    card_reference: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One lot that a cooperative brought."""

    deposit_id: UUID
    at: datetime
    good: Good
    quantity: int
    lot_code: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class HalfMonthTrade:
    """A half-month: what was brought, what was sold, and who came by day and hour."""

    half_month: HalfMonth
    deliveries: Sequence[Delivery]
    tickets: Sequence[Ticket]
    visitors: Sequence[tuple[date, int, int]]


@dataclass(slots=True)
class Oasis:
    """The market at a scale: one ticket in `scale` was printed, everybody came."""

    goods: Sequence[Good]
    scale: int
    _shelves: dict[str, list[tuple[int, date]]] = field(default_factory=lambda: defaultdict(list))
    _receipts: Counter[tuple[str, int]] = field(default_factory=Counter)
    _popularity: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._popularity = {good.code: _popularity(good) for good in self.goods}

    def half_months(self) -> Iterator[HalfMonthTrade]:
        """From the opening to March 2021; each continues with the stock that the one before left."""
        units, visitors = _units_by_day(self.scale), _visitors_by_day()
        half_month = HalfMonth.containing(oasis.FIRST_DAY)
        while half_month.first_day <= oasis.LAST_DAY:
            days = [day for day in half_month.days() if day in units]
            dice = random.Random(f"tadamun/oasis/{self.scale}/{half_month.key}")
            tickets = list(self._tickets(days, units, dice))
            yield HalfMonthTrade(
                half_month=half_month,
                deliveries=list(self._deliveries(half_month, days, tickets, dice)),
                tickets=tickets,
                visitors=[count for day in days for count in _by_hour(day, visitors[day])],
            )
            half_month = half_month.next()

    def _tickets(
        self, days: Sequence[date], units: Mapping[date, int], dice: random.Random
    ) -> Iterator[Ticket]:
        """Baskets until the units of the days are sold; what is too little for a basket waits for the next
        day, and the last one takes what is left.
        """
        goods = [good for good in self.goods if good.since <= days[0]]
        weights = _weights(goods, [self._popularity[good.code] for good in goods])
        left = 0
        sizes = self._basket(dice)
        for day in days:
            left += units[day]
            baskets = []
            while left and (sum(sizes) <= left or day == days[-1]):
                sizes = _at_most(sizes, left)
                left -= sum(sizes)
                baskets.append(_filled(sizes, goods, weights, dice))
                sizes = self._basket(dice)
            for at, lines in zip(_moments(day, len(baskets), dice), baskets, strict=True):
                yield self._ticket(at, day, lines, dice)

    @staticmethod
    def _basket(dice: random.Random) -> list[int]:
        """The quantities of a basket's lines."""
        lines = dice.choices(_LINES, _LINE_WEIGHTS)[0]
        return dice.choices(_QUANTITIES, _QUANTITY_WEIGHTS, k=lines)

    def _ticket(
        self, at: datetime, day: date, lines: Sequence[tuple[Good, int]], dice: random.Random
    ) -> Ticket:
        till = dice.choice(oasis.TILLS)[0]
        self._receipts[till, day.year] += 1
        number = self._receipts[till, day.year]
        total_minor = sum(good.price_minor * quantity for good, quantity in lines)
        roll = dice.randrange(100)
        card_minor = cash_minor = None
        if roll < _CARD_PERCENT:
            card_minor = total_minor
        elif roll < _CARD_PERCENT + _CARD_AND_CASH_PERCENT and total_minor > 1_000:
            card_minor = total_minor // 1_000 * 500
            cash_minor = _handed_over(total_minor - card_minor, dice)
        else:
            cash_minor = _handed_over(total_minor, dice)
        return Ticket(
            sale_id=_id_at(at, dice),
            till=till,
            number=number,
            at=at,
            lines=lines,
            cash_received_minor=cash_minor,
            card_minor=card_minor,
            card_reference=f"TPE-{till}-{day.year}-{number}" if card_minor else "",
        )

    def _deliveries(
        self, half_month: HalfMonth, days: Sequence[date], tickets: Sequence[Ticket], dice: random.Random
    ) -> Iterator[Delivery]:
        """Before the doors open, cooperatives bring what the half-month will sell and some more, in cases."""
        wanted: Counter[Good] = Counter()
        for ticket in tickets:
            for good, quantity in ticket.lines:
                wanted[good] += quantity
        at = datetime.combine(days[0], time(8), MARKET_ZONE).astimezone(UTC)
        for good, quantity in sorted(wanted.items(), key=lambda each: each[0].code):
            shelf = [lot for lot in self._shelves[good.code] if lot[1] >= days[-1]]
            missing = quantity - sum(on_hand for on_hand, _ in shelf)
            if missing > 0:
                brought = -(-(missing + quantity * (_HALF_MONTHS_BROUGHT - 1)) // _CASE) * _CASE
                expires_on = days[0] + timedelta(days=_SHELF_DAYS) if good.expires else None
                shelf.append((brought, expires_on or date.max))
                yield Delivery(
                    deposit_id=_id_at(at, dice),
                    at=at,
                    good=good,
                    quantity=brought,
                    lot_code=f"L{half_month.key}-{good.code[-5:]}",
                    expires_on=expires_on,
                )
            self._shelves[good.code] = _less(shelf, quantity)


def _units_by_day(scale: int) -> Mapping[date, int]:
    units: dict[date, int] = {}
    for year, total in oasis.UNITS_BY_YEAR.items():
        days = [day for day in oasis.days() if day.year == year]
        shares = allocate((total + scale // 2) // scale, [oasis.weight_of(day) for day in days])
        units.update(zip(days, shares, strict=True))
    return units


def _visitors_by_day() -> Mapping[date, int]:
    """Everybody who came, spread over the days as the units of the real market were."""
    units = _units_by_day(1)
    return dict(zip(units, allocate(oasis.VISITORS, list(units.values())), strict=True))


def _by_hour(day: date, visitors: int) -> Iterator[tuple[date, int, int]]:
    for offset, came in enumerate(allocate(visitors, oasis.HOUR_WEIGHTS)):
        yield day, oasis.OPENING_HOUR + offset, came


def _weights(goods: Sequence[Good], popularity: Sequence[float]) -> list[int]:
    """Running totals of how often each good is bought: its popularity, tilted by its price until the mean is
    that of the market.
    """
    prices = [good.price_minor for good in goods]
    low, high = -0.001, 0.001
    for _ in range(_TILTINGS):
        tilt = (low + high) / 2
        weights = [
            popular * math.exp(-tilt * (price - oasis.MEAN_PRICE_MINOR))
            for popular, price in zip(popularity, prices, strict=True)
        ]
        mean = sum(weight * price for weight, price in zip(weights, prices, strict=True)) / sum(weights)
        low, high = (tilt, high) if mean > oasis.MEAN_PRICE_MINOR else (low, tilt)
    return list(accumulate(1 + int(weight * 1_000_000) for weight in weights))


def _popularity(good: Good) -> float:
    """A few goods are bought often and most now and then; the same for a good at every time and scale."""
    best = max((factor for word, factor in _BEST_SELLERS.items() if word in good.category), default=1)
    return best * random.Random(f"tadamun/popularity/{good.code}").lognormvariate(0, 1)


def _filled(
    sizes: Sequence[int], goods: Sequence[Good], weights: Sequence[int], dice: random.Random
) -> list[tuple[Good, int]]:
    lines: Counter[int] = Counter()
    for quantity in sizes:
        lines[bisect_right(weights, dice.randrange(weights[-1]))] += quantity
    return [(goods[index], quantity) for index, quantity in lines.items()]


def _at_most(sizes: Sequence[int], units: int) -> list[int]:
    """The first lines of a basket, of so many units at most."""
    kept = []
    for size in sizes:
        if units:
            kept.append(min(size, units))
            units -= kept[-1]
    return kept


def _moments(day: date, count: int, dice: random.Random) -> list[datetime]:
    hours = dice.choices(range(len(oasis.HOUR_WEIGHTS)), oasis.HOUR_WEIGHTS, k=count)
    seconds = sorted(hour * 3_600 + dice.randrange(3_600) for hour in hours)
    opening = datetime.combine(day, time(oasis.OPENING_HOUR), MARKET_ZONE).astimezone(UTC)
    return [opening + timedelta(seconds=second) for second in seconds]


def _handed_over(due_minor: int, dice: random.Random) -> int:
    """Coins to the centime, or the next multiple of a banknote."""
    due_minor = round_cash(due_minor)
    if dice.randrange(3) == 0:
        return due_minor
    note_minor = dice.choice(_BANKNOTES_MINOR)
    return -(-due_minor // note_minor) * note_minor


def _id_at(at: datetime, dice: random.Random) -> UUID:
    """A UUIDv7 of that moment, as a till makes them."""
    milliseconds = int(at.timestamp() * 1_000)
    random_bits = dice.getrandbits(74)
    number = milliseconds << 80 | 0x7 << 76 | (random_bits >> 62) << 64 | 0b10 << 62
    return UUID(int=number | random_bits & (1 << 62) - 1)


def _less(shelf: Sequence[tuple[int, date]], quantity: int) -> list[tuple[int, date]]:
    """A shelf after selling so much from its oldest lots."""
    left = []
    for on_hand, expires_on in shelf:
        sold = min(on_hand, quantity)
        quantity -= sold
        if on_hand > sold:
            left.append((on_hand - sold, expires_on))
    assert quantity == 0, "more was brought than sold"
    return left
