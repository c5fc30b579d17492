"""The words of a selection, and the values its rules reckon with. All numbers are integers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared_catalog.catalogue.types import Unit

FULL = 10_000
"""Basis points of a whole."""


class GateKind(StrEnum):
    """What a cooperative must have before anybody scores it."""

    ONSSA = "onssa"
    GOOD_STANDING = "good_standing"


class CriterionKind(StrEnum):
    """What is valued. The last three may be measured from the file; the others take people's judgement."""

    PACKAGING = "packaging"
    CAPACITY = "capacity"
    PRICE_LEVEL = "price_level"
    WOMEN_SHARE = "women_share"
    RURAL_SHARE = "rural_share"


class Dimension(StrEnum):
    """By what quotas divide the places."""

    REGION = "region"
    GROUP = "group"


class RoundState(StrEnum):
    """From applications to the signed decision; an appeal that is upheld leads back to `scored`."""

    OPEN = "open"
    SCORED = "scored"
    PREPARED = "prepared"
    DECIDED = "decided"


class AppealState(StrEnum):
    FILED = "filed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Outcome(StrEnum):
    """What became of an application."""

    TAKEN = "taken"
    WAITING = "waiting"
    REFUSED = "refused"


class Ground(StrEnum):
    """Why. The first three take a place, the next three leave it to another, the last two refuse one."""

    MERIT = "merit"
    FLOOR = "floor"
    VACATED = "vacated"
    NO_PLACE = "no_place"
    CEILING = "ceiling"
    RESERVED = "reserved"
    GATE = "gate"
    PASS_MARK = "pass_mark"


class ShortfallCause(StrEnum):
    """Why a floor is not reached: too few passed, or places and other quotas leave no room for it."""

    TOO_FEW = "too_few"
    OTHER_QUOTAS = "other_quotas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A condition for cooperatives of these groups."""

    kind: GateKind
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Points by a measure in basis points: none at `none_at`, all at `full_at`, in a straight line between.

    `full_at` below `none_at` is a scale on which less is better, such as a price.
    """

    none_at: int
    full_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What is valued, with how many points at most and how much it weighs. With a scale it is measured from
    the file; without one two people score it.
    """

    kind: CriterionKind
    maximum: int
    weight: int
    scale: Scale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many places at least, and at most (None: no limit), go to a region or a group."""

    dimension: Dimension
    value: str
    floor: int
    ceiling: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GridTerms:
    """A grid. Weights sum to 100. `gap` is by how many basis points of a criterion's maximum two scores may
    differ before a third person decides; `pass_mark` is the least total, 0 to 100, that can be taken at all.
    The order of the criteria breaks ties, that of the quotas says which floor comes first where not all can
    be kept.
    """

    gates: tuple[Gate, ...]
    criteria: tuple[Criterion, ...]
    quotas: tuple[Quota, ...]
    gap: int
    pass_mark: int

    @property
    def judged(self) -> tuple[Criterion, ...]:
        """The criteria that people score."""
        return tuple(one for one in self.criteria if one.scale is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a file said on the day of the application. Measures are basis points; `price_level` is the price
    asked over the reference of its category, None where no price was given.
    """

    group: str
    region: str
    onssa: bool
    good_standing: bool
    women_share: int
    rural_share: int
    price_level: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAsked:
    """What a cooperative asks for a pack: centimes, and how much of the unit the pack holds."""

    category_code: str
    price_minor: int
    unit: Unit
    content: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What scoring waits for, by number of application: a second score, or a third person."""

    scores: tuple[int, ...]
    adjudications: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A decision worked out again from what it was decided by. `same_places` tells whether the places on
    record are those that come out.
    """

    recorded: bytes
    computed: bytes
    same_places: bool

    @property
    def same(self) -> bool:
        return self.recorded == self.computed and self.same_places


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """All that is decided by: an application's facts and what people gave it.

    `number` is its number in the round, `cooperative` the registry's short number. `scores` holds by
    criterion the points of each of `scorers`, in their order; `decided` those that a third person or an
    appeal put in their place.
    """

    number: int
    cooperative: str
    facts: Facts
    scorers: tuple[str, ...]
    scores: Mapping[CriterionKind, tuple[int, ...]]
    decided: Mapping[CriterionKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An application with what was valued of it: by criterion, basis points of the criterion's maximum.

    `number` is its number in the round. A candidate that does not pass its gates has no values.
    """

    number: int
    cooperative: str
    group: str
    region: str
    failed_gates: tuple[GateKind, ...]
    values: Mapping[CriterionKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What a round gave an application, and why.

    `rank` is among those that passed gates and pass mark, from 1. `total` is in basis points of full marks
    times 100, so that it is exact: 1,000,000 is full marks; None where a gate was failed. `quota` is the one
    that the ground speaks of, `waiting` the place on the waiting list, from 1.
    """

    number: int
    cooperative: str
    outcome: Outcome
    ground: Ground
    total: int | None = None
    rank: int | None = None
    waiting: int | None = None
    quota: Quota | None = None
    failed_gates: tuple[GateKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A floor that could not be kept: `reached` places instead of the quota's floor."""

    quota: Quota
    reached: int
    cause: ShortfallCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The minutes of a round: every application's place, best first, and the floors that were not kept."""

    placings: Sequence[Placing]
    shortfalls: Sequence[Shortfall]
