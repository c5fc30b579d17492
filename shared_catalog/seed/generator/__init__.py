"""A made-up network of the published size and spread, the same on every machine: no database, no clock.

Totals by group, region and date are those that the Foundation and the press published (`data/SOURCES.md`);
names, numbers and prices come from generators seeded for each thing by itself, so that one does not shift the
others.
"""

from functools import cache

from shared_catalog.seed.generator._cooperatives import cooperatives
from shared_catalog.seed.generator._facts import seeded_id
from shared_catalog.seed.generator._products import products
from shared_catalog.seed.generator._programmes import programmes
from shared_catalog.seed.types import NationalSeed

__all__ = ["national_seed", "seeded_id"]


@cache
def national_seed() -> NationalSeed:
    """The network of March 2021: 356 cooperatives in the order of joining, 8,872 products, two programmes."""
    made = cooperatives()
    return NationalSeed(cooperatives=made, products=products(made), programmes=programmes(made))
