"""A round as it was recorded: whoever changes what the rules decide finds out here, and counts them up."""

from dataclasses import replace

from selecting import CAPACITY, PACKAGING, TERMS

from shared_catalog.selection import rules
from shared_catalog.selection.types import CriterionKind, Dimension, Facts, File, Outcome, Quota

TAKEN, WAITING = [29, 17, 20, 35, 10, 38, 26, 19, 7, 39], [8, 14, 2, 40, 28]
DIGEST = "cf50d004f5cb8c2e3838cdcbaf3318c9cd3100ead8ffb660a22f758402340ae6"


QUOTED = replace(
    TERMS,
    quotas=(
        Quota(dimension=Dimension.REGION, value="MA-12", floor=4),
        Quota(dimension=Dimension.REGION, value="MA-06", floor=0, ceiling=1),
        Quota(dimension=Dimension.GROUP, value="cosmetics", floor=5),
    ),
)


def recorded() -> list[File]:
    """Forty applications from four regions; every number in it is a fixed function of its place."""
    regions, groups = ("MA-06", "MA-08", "MA-09", "MA-12"), ("terroir", "agri", "cosmetics")
    found = []
    for number in range(1, 41):
        scores: dict[CriterionKind, tuple[int, ...]] = {
            PACKAGING: (
                number * 7 % 21,
                number * 7 % 21 + (1 if number % 5 else -1) * (number * 7 % 21 < 20),
            ),
            CAPACITY: (number * 3 % 11, number * 5 % 11),
        }
        found.append(
            File(
                number=number,
                cooperative=f"C{number:04d}",
                facts=Facts(
                    group=groups[number % 3],
                    region=regions[number * 5 % 4 if number % 9 else 1],
                    onssa=number % 6 != 0,
                    good_standing=True,
                    women_share=number * 997 % 10_001,
                    rural_share=number * 499 % 10_001,
                    price_level=None,
                ),
                scorers=("person:a", "person:b"),
                scores={kind: tuple(max(0, one) for one in given) for kind, given in scores.items()},
                decided={CAPACITY: 5} if number % 4 == 0 else {},
            )
        )
    return found


def test_comes_to_the_same_ranks_and_the_same_minutes_as_when_it_was_recorded() -> None:
    files = recorded()
    for given in (files, files[::-1]):
        result = rules.decide(given, terms=QUOTED, places=10)
        taken = [one.number for one in result.placings if one.outcome is Outcome.TAKEN]
        waiting = [one.number for one in result.placings if one.outcome is Outcome.WAITING]
        assert (rules.RULES, taken, waiting[:5]) == (1, TAKEN, WAITING)
        assert rules.digest(given, terms=QUOTED, places=10, result=result).hex() == DIGEST
